"""Whether a PDF can be opened, as far as that can be told without drawing it."""

from __future__ import annotations

import re
import zlib

_XREF_AT = re.compile(rb"startxref\s+([0-9]{1,10})\s+%%EOF\s*\Z")
_TABLE_ENTRY = re.compile(rb"[0-9]{10} [0-9]{5} [nf]")
_ROOT = re.compile(rb"/Root\s+([0-9]+)\s+([0-9]+)\s+R")
_PAGE = re.compile(rb"/Type\s*/Page\b")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"\(((?:[^()\\]|\\.)*)\)\s*(?:Tj|'|\")|<([0-9A-Fa-f\s]+)>\s*Tj")


def find_problem(content: bytes) -> str | None:
    """Why a file is no PDF that opens, or `None`: its header, its end, its table of objects, its root and its pages."""
    if not content.startswith(b"%PDF-"):
        return f"it begins with {content[:10]!r}"
    end = _XREF_AT.search(content)
    if end is None:
        return "it has no startxref and %%EOF at its end"
    place = int(end[1])
    table = content[place : end.start()]
    if table.startswith(b"xref"):
        if not _TABLE_ENTRY.search(table):
            return "its table of objects is empty"
        wrong = [found for found in map(int, _offsets(table)) if not re.match(rb"[0-9]+ [0-9]+ obj", content[found:])]
        if wrong:
            return f"there is no object at byte {wrong[0]}"
        if _ROOT.search(table) is None:
            return "its trailer names no root"
        return None if _PAGE.search(content) else "it has no page"
    # A table in a stream, as of version 1.5.
    return (
        None if re.match(rb"[0-9]+ [0-9]+ obj", table) and b"/XRef" in table else f"there is no table at byte {place}"
    )


def _offsets(table: bytes) -> list[bytes]:
    return re.findall(rb"([0-9]{10}) [0-9]{5} n", table)


def text_of(content: bytes) -> str:
    """The text that the pages show, as far as it is written in plain strings; empty when none can be read."""
    shown = []
    for stream in _STREAM.findall(content):
        try:
            plain = zlib.decompress(stream)
        except zlib.error:
            plain = stream
        for string, digits in _SHOWN.findall(plain):
            raw = bytes.fromhex("".join(digits.decode().split())) if digits else re.sub(rb"\\(.)", rb"\1", string)
            shown.append(raw.decode("latin-1"))
    return "\n".join(shown)
