"""The files for the bank: ISO 20022 direct debit messages, one for each sequence type, in a zip.

Written with the standard library: the libraries that make these messages take the time from the wall and identifiers
from the system's randomness, so one seed would not give the same bytes. The tests hold the messages against the
published schema.

Source: ISO 20022, pain.008.001.02; European Payments Council, SDD Core and B2B implementation guidelines.
"""

import io
import re
import zipfile
from datetime import timedelta
from xml.etree import ElementTree as ET

from conformance.sandbox.faults import RequestFaults
from conformance.sandbox.twikey import formats
from conformance.sandbox.twikey.state import Account, Batch, Transaction

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.008.001.02"

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_SEPA = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")
_MAX_NAME_LENGTH = 70


def pack(account: Account, batches: list[Batch], *, now_ms: int, faults: RequestFaults) -> bytes:
    """Return a zip with one message for each batch."""
    moment = formats.EPOCH + timedelta(milliseconds=now_ms)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        if faults.fires("zip-without-bank-file"):
            batches = []
        for batch in batches:
            name = f"{batch.sequence_type}-{batch.payment_id}.xml"
            # A zip knows no time before 1980.
            day = (max(moment.year, 1980), moment.month, moment.day, moment.hour, moment.minute, moment.second)
            entry = zipfile.ZipInfo(name, date_time=day)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, write_message(account, batch, now_ms=now_ms, faults=faults))
    return buffer.getvalue()


def write_message(account: Account, batch: Batch, *, now_ms: int, faults: RequestFaults) -> bytes:
    """Return the message of a batch: one block of payments for each local instrument in it."""
    blocks: dict[str, list[Transaction]] = {}
    for each in batch.transactions:
        blocks.setdefault(each.mandate.instrument, []).append(each)
    root = ET.Element("Document", {"xmlns": NAMESPACE})
    message = ET.SubElement(root, "CstmrDrctDbtInitn")
    header = ET.SubElement(message, "GrpHdr")
    _add(header, "MsgId", str(batch.id))
    _add(header, "CreDtTm", formats.format_instant(now_ms))
    _add_totals(header, batch.transactions, faults)
    _add(ET.SubElement(header, "InitgPty"), "Nm", account.merchant.company[:_MAX_NAME_LENGTH])
    for number, (instrument, group) in enumerate(blocks.items(), start=1):
        _add_block(message, account, batch, instrument, group, number=number, faults=faults)
    return render_xml(root)


def _add_totals(parent: ET.Element, group: list[Transaction], faults: RequestFaults | None) -> None:
    total_cents = sum(each.amount_cents for each in group)
    count = len(group)
    if faults is not None and faults.fires("bank-file-sum-wrong"):
        total_cents += 1
    if faults is not None and faults.fires("bank-file-count-wrong"):
        count += 1
    _add(parent, "NbOfTxs", str(count))
    _add(parent, "CtrlSum", _decimal(total_cents))


def _add_block(
    message: ET.Element,
    account: Account,
    batch: Batch,
    instrument: str,
    group: list[Transaction],
    *,
    number: int,
    faults: RequestFaults,
) -> None:
    day, scheme_id = batch.collection_day, account.merchant.scheme_id
    if instrument != "CORE" and faults.fires("bank-file-wrong-scheme"):
        instrument = "CORE"
    if faults.fires("bank-file-wrong-day"):
        day += timedelta(days=1)
    if faults.fires("bank-file-wrong-creditor"):
        scheme_id = "BE54ZZZ9999999999"
    block = ET.SubElement(message, "PmtInf")
    _add(block, "PmtInfId", f"{batch.payment_id}-{number}")
    _add(block, "PmtMtd", "DD")
    _add(block, "BtchBookg", "true")
    _add_totals(block, group, None)
    kind = ET.SubElement(block, "PmtTpInf")
    _add(ET.SubElement(kind, "SvcLvl"), "Cd", "SEPA")
    _add(ET.SubElement(kind, "LclInstrm"), "Cd", instrument)
    _add(kind, "SeqTp", batch.sequence_type)
    _add(block, "ReqdColltnDt", day.isoformat())
    _add(ET.SubElement(block, "Cdtr"), "Nm", account.merchant.company[:_MAX_NAME_LENGTH])
    _add(_descend(block, "CdtrAcct", "Id"), "IBAN", batch.template.iban)
    _add(_descend(block, "CdtrAgt", "FinInstnId"), "BIC", batch.template.bic)
    _add(block, "ChrgBr", "SLEV")
    other = _descend(block, "CdtrSchmeId", "Id", "PrvtId", "Othr")
    _add(other, "Id", scheme_id)
    _add(ET.SubElement(other, "SchmeNm"), "Prtry", "SEPA")
    for each in group:
        _add_transaction(block, each, faults)


def _add_transaction(block: ET.Element, transaction: Transaction, faults: RequestFaults) -> None:
    mandate = transaction.mandate
    entry = ET.SubElement(block, "DrctDbtTxInf")
    end_to_end_id = str(transaction.id) if faults.fires("bank-file-ids-differ") else transaction.end_to_end_id
    _add(ET.SubElement(entry, "PmtId"), "EndToEndId", end_to_end_id)
    amount = _add(entry, "InstdAmt", _decimal(transaction.amount_cents))
    amount.set("Ccy", "EUR")
    related = _descend(entry, "DrctDbtTx", "MndtRltdInf")
    _add(related, "MndtId", mandate.number)
    signed_ms = mandate.created_ms if mandate.signature is None else mandate.signature.signed_ms
    if signed_ms != mandate.created_ms and faults.fires("bank-file-wrong-signature-day"):
        signed_ms = mandate.created_ms
    _add(related, "DtOfSgntr", formats.day_of(signed_ms).isoformat())
    agent = _descend(entry, "DbtrAgt", "FinInstnId")
    if mandate.bic is None:
        _add(ET.SubElement(agent, "Othr"), "Id", "NOTPROVIDED")
    else:
        _add(agent, "BIC", mandate.bic)
    _add(ET.SubElement(entry, "Dbtr"), "Nm", mandate.debtor.shown_name()[:_MAX_NAME_LENGTH])
    iban = mandate.template.iban if faults.fires("bank-file-wrong-account") else mandate.iban or ""
    _add(_descend(entry, "DbtrAcct", "Id"), "IBAN", iban)
    _add(ET.SubElement(entry, "RmtInf"), "Ustrd", _carry(transaction.message))


def _carry(message: str) -> str:
    """Return what banks carry of a message: that of an invitation's amount may hold anything."""
    return _NOT_SEPA.sub(" ", message)[: formats.MAX_MESSAGE_LENGTH]


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, name)
    child.text = clean(text)
    return child


def _descend(parent: ET.Element, *names: str) -> ET.Element:
    for name in names:
        parent = ET.SubElement(parent, name)
    return parent


def render_xml(root: ET.Element) -> bytes:
    """Return a document in UTF-8 with its declaration."""
    rendered: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return rendered


def clean(text: str) -> str:
    """Return a text without the characters that XML cannot carry."""
    return _NOT_XML.sub("", text)


def _decimal(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    euros, rest = divmod(abs(cents), 100)
    return f"{sign}{euros}.{rest:02d}"
