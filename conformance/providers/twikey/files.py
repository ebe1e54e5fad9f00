"""What is in the files that Twikey gives: bank files in a zip archive, and PDF documents."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from conformance.exchange import Exchange
from conformance.providers.twikey.facts import FIRST, RECURRING
from conformance.providers.twikey.reading import descend, parse_xml

# A zip of a test account is small; more would be a bomb.
_LARGEST_FILE_BYTES = 20_000_000
_PAIN = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:pain\.008\.\d{3}\.\d{2}\}Document", re.ASCII)
_KINDS = {"FRST": FIRST, "RCUR": RECURRING}


@dataclass(frozen=True, slots=True, kw_only=True)
class BankEntry:
    """One direct debit in a bank file.

    Attributes:
        message: Identification of the message that it is in.
        end_to_end: Its own identification.
        amount_cents: `None` when the amount is none.
        iban: Account of the debtor.
        bic: Bank of the debtor; empty when it is left out.
        signed: Day of the signature of the mandate.
        instrument: CORE or B2B.
        scheme_id: Identification of the creditor.
        day: When the bank shall collect.
    """

    message: str
    end_to_end: str
    mandate: str
    amount_cents: Decimal | None
    currency: str
    text: str
    iban: str
    bic: str
    signed: str
    instrument: str
    scheme_id: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BankFile:
    """One message for the bank (ISO 20022, pain.008).

    Attributes:
        name: Its name in the archive.
        id: Identification of the message.
        kinds: Sequence types of its blocks.
        totals: Count and control sum in cents, as the message and each of its blocks state them, beside what is there.
    """

    name: str
    id: str
    kinds: tuple[str, ...]
    entries: tuple[BankEntry, ...]
    totals: tuple[tuple[str, str, int, Decimal], ...]


def open_archive(content: bytes) -> tuple[dict[str, bytes], str | None]:
    """The files in an archive by name, and why it cannot be opened, if so."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST_FILE_BYTES:
                return {}, f"it holds more than {_LARGEST_FILE_BYTES} bytes"
            if (broken := archive.testzip()) is not None:
                return {}, f"{broken} is damaged"
            return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}, None
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        return {}, str(error) or type(error).__name__


def read_bank_file(name: str, content: bytes) -> tuple[BankFile | None, str | None]:
    """A bank file, and why it is none, if so."""
    root = parse_xml(content)
    if root is None:
        return None, f"{name} is not XML"
    if not _PAIN.fullmatch(str(root.tag)):
        return None, f"{name} is a {root.tag}, not a pain.008 message"
    message = next(descend(root, "CstmrDrctDbtInitn"), None)
    header = None if message is None else next(descend(message, "GrpHdr"), None)
    if message is None or header is None:
        return None, f"{name} has no group header"
    id_ = _text(header, "MsgId")
    blocks = list(descend(message, "PmtInf"))
    entries = [list(_entries(block, id_)) for block in blocks]
    everything = [each for group in entries for each in group]
    totals = [
        _totals(header, everything),
        *(_totals(block, group) for block, group in zip(blocks, entries, strict=True)),
    ]
    return (
        BankFile(
            name=name,
            id=id_,
            kinds=tuple(_text(block, "PmtTpInf", "SeqTp") for block in blocks),
            entries=tuple(everything),
            totals=tuple(totals),
        ),
        None,
    )


def _entries(block: Element, message: str) -> Iterator[BankEntry]:
    scheme_id = ("CdtrSchmeId", "Id", "PrvtId", "Othr", "Id")
    for entry in descend(block, "DrctDbtTxInf"):
        amount, bank = next(descend(entry, "InstdAmt"), None), ("DbtrAgt", "FinInstnId")
        yield BankEntry(
            message=message,
            end_to_end=_text(entry, "PmtId", "EndToEndId"),
            mandate=_text(entry, "DrctDbtTx", "MndtRltdInf", "MndtId"),
            amount_cents=read_cents(_text(entry, "InstdAmt")),
            currency="" if amount is None else amount.get("Ccy", ""),
            text=_text(entry, "RmtInf", "Ustrd"),
            iban=_text(entry, "DbtrAcct", "Id", "IBAN"),
            # The name of the element changed with a later version of the message.
            bic=_text(entry, *bank, "BIC") or _text(entry, *bank, "BICFI"),
            signed=_text(entry, "DrctDbtTx", "MndtRltdInf", "DtOfSgntr"),
            instrument=_text(block, "PmtTpInf", "LclInstrm", "Cd"),
            scheme_id=_text(entry, "DrctDbtTx", *scheme_id) or _text(block, *scheme_id),
            day=_text(block, "ReqdColltnDt"),
        )


def _totals(parent: Element, entries: list[BankEntry]) -> tuple[str, str, int, Decimal]:
    total = sum((each.amount_cents or Decimal(0) for each in entries), Decimal(0))
    return _text(parent, "NbOfTxs"), _text(parent, "CtrlSum"), len(entries), total


def _text(element: Element, *names: str) -> str:
    found = next(descend(element, *names), None)
    return "" if found is None else found.text or ""


def read_cents(amount: str) -> Decimal | None:
    """The cents of a decimal amount, or `None`."""
    try:
        value = Decimal(amount) * 100
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def bank_files(exchange: Exchange) -> list[BankFile]:
    """The readable bank files of a collection that was downloaded."""
    if exchange.operation != "downloadCollection" or not exchange.ok:
        return []
    contents, _ = open_archive(exchange.response_body)
    read = (read_bank_file(name, content)[0] for name, content in contents.items())
    return [each for each in read if each is not None]


def collected_entries(exchange: Exchange) -> list[BankEntry]:
    """The direct debits in a collection that was downloaded."""
    return [entry for each in bank_files(exchange) for entry in each.entries]


def batch_ids(exchange: Exchange) -> dict[str, str]:
    """The batches of a collection that was downloaded, by kind: each message is one, under its own identification."""
    return {_KINDS[each.kinds[0]]: each.id for each in bank_files(exchange) if each.kinds and each.kinds[0] in _KINDS}
