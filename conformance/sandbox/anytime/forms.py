"""Read what a caller sent: the query of a GET, and the form of a POST or PUT, urlencoded or multipart.

The first of several values with one name counts. A body of another type has no fields.

Source: Anytime API documentation, curl samples; RFC 7578 for multipart, which the upload of KYC files needs.
"""

import re
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"

_BOUNDARY = re.compile(r';\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE)
_NAME = re.compile(r';\s*name=(?:"([^"]*)"|([^\s;"]+))', re.IGNORECASE)
_FILE_NAME = re.compile(r';\s*filename=(?:"([^"]*)"|([^\s;"]+))', re.IGNORECASE)
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of a multipart form."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The fields and files of a body; ``is_malformed`` when something in it could not be read."""

    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    files: Mapping[str, File] = field(default_factory=dict, repr=False)
    is_malformed: bool = False


def read_query(query: bytes) -> dict[str, str]:
    """Return the parameters of a query; broken percent-encoding becomes U+FFFD."""
    return _read_pairs(query.decode("latin-1"))


def read_form(content_type: str, body: bytes) -> Form:
    """Return the form in a body.

    Args:
        content_type: The header as received, parameters included; empty when there is none.
        body: As received.
    """
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type == URLENCODED:
        text = body.decode("latin-1")
        return Form(values=_read_pairs(text), is_malformed=_is_broken(text))
    if media_type == MULTIPART:
        boundary = _first_group(_BOUNDARY.search(content_type))
        return _read_parts(body, boundary) if boundary else Form(is_malformed=True)
    return Form(is_malformed=bool(body))


def _read_pairs(text: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, value in urllib.parse.parse_qsl(text, keep_blank_values=True):
        values.setdefault(name, value)
    return values


def _is_broken(text: str) -> bool:
    if _BROKEN_ESCAPE.search(text) or not text.isascii():
        return True
    try:
        urllib.parse.unquote_to_bytes(text).decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _read_parts(body: bytes, boundary: str) -> Form:
    delimiter = b"\r\n--" + boundary.encode("latin-1", "replace")
    _, *parts = (b"\r\n" + body).split(delimiter)
    values: dict[str, str] = {}
    files: dict[str, File] = {}
    for part in parts:
        if part.startswith(b"--"):
            return Form(values=values, files=files)
        headers, _, content = part.partition(b"\r\n\r\n")
        disposition = _find_disposition(headers)
        named = _NAME.search(disposition)
        if named is None:
            break
        name = _first_group(named)
        if not name:
            continue  # a parameter that nobody knows
        file_name = _FILE_NAME.search(disposition)
        if file_name is None:
            values.setdefault(name, content.decode("utf-8", "replace"))
        else:
            files.setdefault(name, File(name=_first_group(file_name), content=content))
    # Without the closing delimiter, or with a nameless part, the rest is not to be trusted.
    return Form(values=values, files=files, is_malformed=True)


def _find_disposition(headers: bytes) -> str:
    for line in headers.decode("utf-8", "replace").split("\r\n"):
        name, _, value = line.partition(":")
        if name.strip().lower() == "content-disposition":
            return value
    return ""


def _first_group(match: "re.Match[str] | None") -> str:
    return "" if match is None else match[1] if match[1] is not None else match[2]
