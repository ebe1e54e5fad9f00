"""Facts of the files that Twikey gives: they open, and hold what they should."""

from __future__ import annotations

import re
from decimal import Decimal

from conformance import pdf
from conformance.exchange import Exchange
from conformance.providers.twikey import files, reading
from conformance.providers.twikey.facts import OWN
from conformance.providers.twikey.knowledge import Creditor
from conformance.providers.twikey.mandates import SHOWN_AS
from conformance.providers.twikey.money_rules import not_for_batch
from conformance.providers.twikey.reading import first
from conformance.rulebook import Rulebook

BOOK = Rulebook()

_PDF = "Creditor API, Retrieve pdf"
_ZIP = "Creditor API, Download collection file(s): zipped sdd file(s)"
_FILE_NAME = re.compile(r'filename="?([^";]*)"?')


@BOOK.rule("a document that was uploaded comes back as it is", source="Creditor API, Upload pdf", assumed=True)
def _uploaded_document_kept(exchange: Exchange, known: Creditor) -> str | None:
    facts = known.named_mandate(exchange)
    if exchange.operation != "getMandatePdf" or not exchange.ok or facts is None or facts.document is None:
        return None
    if exchange.response_body == facts.document:
        return None
    return f"{len(facts.document)} bytes were uploaded, and {len(exchange.response_body)} other bytes came back"


@BOOK.rule("a document of Twikey's own is a PDF that opens", source=_PDF)
def _document_opens(exchange: Exchange, known: Creditor) -> str | None:
    if exchange.operation != "getMandatePdf" or not exchange.ok:
        return None
    if not exchange.response_body.startswith(b"%PDF-"):
        return f"it begins with {exchange.response_body[:10]!r}"
    facts = known.named_mandate(exchange)
    if facts is None or facts.document is not None:
        return None  # what a client uploads need not open
    content, problem = pdf.read_pdf(exchange.response_body)
    if problem is not None:
        return f"it does not open: {problem}"
    return None if facts.number in content.replace("\n", "") else f"it does not name mandate {facts.number}"


@BOOK.rule("a document is named after its mandate", source="client in Python, pdf: file name")
def _document_named_after_mandate(exchange: Exchange, _known: Creditor) -> str | None:
    if exchange.operation != "getMandatePdf" or not exchange.ok:
        return None
    given = exchange.response_headers.get("content-disposition")
    match = _FILE_NAME.search(given or "")
    expected = f"{first(exchange, 'mndtId')}.pdf"
    if given is None or (match is not None and match[1] == expected):
        return None
    return f"the file is named by {given!r}, expected {expected}"


@BOOK.rule("the archive opens and holds files for the bank", source=_ZIP)
def _archive_opens(exchange: Exchange, _known: Creditor) -> str | None:
    if exchange.operation != "downloadCollection" or not exchange.ok:
        return None
    contents, problem = files.open_archive(exchange.response_body)
    if problem is not None:
        return f"it does not open: {problem}"
    return None if contents else "it is empty"


@BOOK.rule("a file for the bank is a direct debit message", source=f"{_ZIP}; ISO 20022, pain.008", assumed=True)
def _bank_files_readable(exchange: Exchange, _known: Creditor) -> str | None:
    if exchange.operation != "downloadCollection" or not exchange.ok:
        return None
    contents, _ = files.open_archive(exchange.response_body)
    for name, content in contents.items():
        file, problem = files.read_bank_file(name, content)
        if file is None:
            return problem
        if not file.entries:
            return f"{name} has no direct debits"
        if len(set(file.kinds)) != 1 or not set(file.kinds) <= {"FRST", "RCUR"}:
            return f"{name} is of the sequence types {', '.join(file.kinds)}"
    return None


@BOOK.rule("count and control sum of a file are those of its direct debits", source="ISO 20022, NbOfTxs and CtrlSum")
def _bank_files_add_up(exchange: Exchange, _known: Creditor) -> str | None:
    for file in files.bank_files(exchange):
        for count, total, expected, expected_cents in file.totals:
            if count and count != str(expected):
                return f"{file.name} says NbOfTxs {count} and has {expected}"
            if total and files.read_cents(total) != expected_cents:
                return f"{file.name} says CtrlSum {total}, its direct debits are {expected_cents} cents"
    return None


@BOOK.rule("the files hold what was collected, each by itself", source=_ZIP, assumed=True)
def _bank_files_hold_the_collection(exchange: Exchange, known: Creditor) -> str | None:
    if exchange.operation != "downloadCollection" or not exchange.ok or known.owner(exchange) != OWN:
        return None
    groups = known.money.groups(known.money.collectable(exchange, owner=OWN))
    kinds = files.batch_ids(exchange)
    entries = files.collected_entries(exchange)
    left = [(each.message, each.mandate, each.amount_cents, each.text) for each in entries]
    for kind, group in groups.items():
        for each in group:
            wanted = (kinds.get(kind), each.mandate, Decimal(each.amount_cents), each.message)
            if wanted not in left:
                return f"transaction {each.id} is not in the file of its sequence type"
            left.remove(wanted)
    if left and not known.money.has_hidden(exchange, owner=OWN):
        return f"the files hold a direct debit on mandate {left[0][1]} that was not to be collected"
    for entry in entries:
        if entry.end_to_end in known.money.end_to_end:
            return f"{entry.end_to_end} was collected before"
    facts = known.money.describe_collection(exchange, owner=OWN)
    wrong = (not_for_batch(entry.mandate, facts, known) for entry in entries)
    return next(filter(None, wrong), None)


@BOOK.rule(
    "a direct debit is in euros, under an identification of its own", source="EPC, SDD implementation guidelines"
)
def _direct_debits_differ(exchange: Exchange, _known: Creditor) -> str | None:
    entries = files.collected_entries(exchange)
    names = [entry.end_to_end for entry in entries]
    for entry in entries:
        if not entry.end_to_end or names.count(entry.end_to_end) > 1:
            return f"EndToEndId {entry.end_to_end!r} stands for {names.count(entry.end_to_end)} direct debits"
        if entry.currency != "EUR":
            return f"{entry.end_to_end} is in {entry.currency!r}"
    return None


@BOOK.rule(
    "a direct debit is as its mandate says", source="ISO 20022: DbtrAcct, DbtrAgt, LclInstrm, DtOfSgntr, CdtrSchmeId"
)
def _direct_debit_fits_mandate(exchange: Exchange, known: Creditor) -> str | None:
    for entry in files.collected_entries(exchange):
        facts = known.mandates.find(entry.mandate, owner=known.owner(exchange))
        if facts is None:
            continue
        signed = None if facts.signed_s is None else reading.day_of_seconds(facts.signed_s).isoformat()
        said = {
            "DbtrAcct": (facts.says.get(SHOWN_AS["iban"]), entry.iban),
            # Since 2016 the account is enough.
            "BIC": (facts.says.get(SHOWN_AS["bic"]) if entry.bic else None, entry.bic),
            "LclInstrm": (facts.instrument, entry.instrument),
            "DtOfSgntr": (signed, entry.signed),
            "CdtrSchmeId": (facts.scheme_id, entry.scheme_id),
        }
        for name, (expected, came) in said.items():
            if expected is not None and came != expected:
                return f"{name} of mandate {facts.number} is {expected}, the file says {came or 'nothing'}"
    return None


@BOOK.rule(
    "money is collected on the day that was asked for, or on one to come", source=f"{_ZIP}: colltndt", assumed=True
)
def _collected_on_the_day(exchange: Exchange, _known: Creditor) -> str | None:
    asked = first(exchange, "colltndt") or first(exchange, "clltndt") or ""
    # A script sends milliseconds.
    is_number = re.fullmatch("[0-9]{13}", asked, re.ASCII) is not None
    day = reading.day_of_seconds(int(asked) / 1000).isoformat() if is_number else reading.day(asked)
    now_s = reading.answered_s(exchange)
    today = "" if now_s is None else reading.day_of_seconds(now_s).isoformat()
    for entry in files.collected_entries(exchange):
        if day is not None and entry.day != day:
            return f"{asked} was asked for, and ReqdColltnDt is {entry.day or 'nothing'}"
        if not asked and entry.day < today:
            return f"ReqdColltnDt is {entry.day or 'nothing'}, which is over"
    return None
