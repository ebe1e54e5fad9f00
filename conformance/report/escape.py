"""Text that came from a target, made safe to look at: what a terminal, a page or XML would act on becomes visible."""

from __future__ import annotations

import re

# Control characters but tab and newline; direction marks and invisible separators, which can make a line read as
# something it is not; surrogates and non-characters, which neither UTF-8 nor XML can carry.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]"
)


def escape_hidden(text: str) -> str:
    r"""The text with every character that is not meant to be seen written out, for example `\x1b`."""
    return _HIDDEN.sub(lambda match: _write_out(ord(match[0])), text)


def _write_out(code_point: int) -> str:
    return f"\\x{code_point:02x}" if code_point < 0x100 else f"\\u{code_point:04x}"


def flatten(text: str) -> str:
    """The same on one line."""
    return " ".join(escape_hidden(text).split())


def shorten(text: str, *, limit: int) -> str:
    """The text, cut to `limit` characters with a mark at the end."""
    return text if len(text) <= limit else text[: limit - 3] + "..."
