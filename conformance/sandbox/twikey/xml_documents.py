"""Mandate messages as XML: the same members as in JSON, as elements.

In the feed each message is an ``MndtInitn``, ``MndtAmdmnt`` or ``MndtCxl`` under ``Updates``. The XML form of every
other answer is documented nowhere, so there is none.

Source: the provider's SoapUI project (an import in XML) and its description of the mandate messages; that answers look
like imports is an assumption.
"""

from typing import Any
from xml.etree import ElementTree as ET

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from conformance.sandbox.twikey.bank_files import clean, render_xml

_WRAPPERS = ("MndtInitn", "MndtAmdmnt", "MndtCxl")
_MAX_DEPTH = 12
_TEXT_WITH_ACCOUNT = "DbtrAcct"
_KEPT_EMPTY = ("Key", "Value", "CreDtTm")


class NotADocument(ValueError):
    """Bytes that are no XML document of mandate messages."""


def render_feed(feed: dict[str, Any]) -> bytes:
    """Return the mandate feed as XML."""
    root = ET.Element("Updates")
    _fill(ET.SubElement(root, "GrpHdr"), feed["GrpHdr"])
    for message in feed["Messages"]:
        changed = "MndtAmdmnt" if "AmdmntRsn" in message else "MndtInitn"
        _fill(ET.SubElement(root, "MndtCxl" if "CxlRsn" in message else changed), message)
    return render_xml(root)


def _fill(parent: ET.Element, members: dict[str, Any]) -> None:
    for name, value in members.items():
        if value is None:
            continue
        child = ET.SubElement(parent, name)
        if isinstance(value, dict):
            _fill(child, value)
        elif isinstance(value, list):
            for entry in value:
                _fill(ET.SubElement(child, "Entry"), entry)
        else:
            child.text = clean(str(value))
        if name == "MaxAmt":
            child.set("Ccy", "EUR")


def parse_updates(content: bytes) -> dict[str, Any]:
    """Return a document of mandate messages with the members that JSON has.

    Raises:
        NotADocument: It is not XML, declares entities, or its root is not ``Updates``.
    """
    try:
        root = defusedxml.ElementTree.fromstring(content)
    except (ET.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise NotADocument(str(error)) from error
    if _name(root) != "Updates":
        raise NotADocument("the root is not Updates")
    document: dict[str, Any] = {"Messages": []}
    for child in root:
        if _name(child) in _WRAPPERS:
            document["Messages"].append(_members(child, depth=0))
        else:
            document[_name(child)] = _members(child, depth=0)
    return document


def _members(element: ET.Element, *, depth: int) -> dict[str, Any]:
    if depth > _MAX_DEPTH:
        raise NotADocument("it is nested too deep")
    members: dict[str, Any] = {}
    for child in element:
        name = _name(child)
        if name == "SplmtryData":
            members[name] = [_members(entry, depth=depth + 1) for entry in child]
        elif len(child) and name != _TEXT_WITH_ACCOUNT:
            members[name] = _members(child, depth=depth + 1)
        else:
            # An account may be wrapped in Id and IBAN, as banks do.
            text = "".join(child.itertext()).strip()
            if text or name in _KEPT_EMPTY:
                members[name] = text
    return members


def _name(element: ET.Element) -> str:
    return str(element.tag).rpartition("}")[2]
