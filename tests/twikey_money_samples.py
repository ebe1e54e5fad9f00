"""Exchanges about money and files that the tests of Twikey's rules are made with."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from conformance.exchange import Exchange
from conformance.providers.twikey.facts import ERROR, PAID
from tests.twikey_samples import (
    BATCH,
    BENEFICIARY,
    COLLECTED_ID,
    EARLIER,
    FOREIGN_ID,
    FOREIGN_NO,
    MESSAGE,
    NEW_BATCH,
    NEW_ID,
    NOW,
    OPEN_ID,
    PAID_ID,
    REFUSED_ID,
    SESSION,
    SIGNED_NO,
    TEMPLATE,
    make_exchange,
    present,
)


def entry(id_: int = OPEN_ID, **changes: Any) -> dict[str, Any]:
    """A transaction of the creditor's as an answer shows it."""
    shown = {
        "id": id_,
        "contractId": 325638,
        "mndtId": SIGNED_NO,
        "contract": "Terms",
        "amount": {PAID_ID: 50.0, REFUSED_ID: 7.0, COLLECTED_ID: 20.0}.get(id_, 10.5),
        "msg": MESSAGE,
        "place": None,
        "ref": f"INV{id_}",
        "date": EARLIER,
        "state": "OPEN",
    }
    said: dict[int, dict[str, Any]] = {
        PAID_ID: {"state": PAID, "final": True, "bkdate": EARLIER},
        REFUSED_ID: {"state": ERROR, "final": False, "bkdate": EARLIER, "bkerror": "AM04", "bkmsg": "Too little money"},
        FOREIGN_ID: {"mndtId": FOREIGN_NO, "contractId": 9},
    }
    return {**shown, **said.get(id_, {}), **changes}


def charge(id_: int = NEW_ID, *, shown: Mapping[str, Any] | None = None, **form: Any) -> Exchange:
    """A transaction that was added; `shown` changes the answer."""
    sent = present({"mndtId": SIGNED_NO, "message": MESSAGE, "amount": "10.50", "ref": f"INV{id_}", **form})
    told = {name: value for name, value in entry(id_).items() if name not in {"state", "date"}}
    return make_exchange("createTransaction", form=sent, answer={"Entries": [{**told, "date": NOW, **(shown or {})}]})


def shown(*entries: dict[str, Any], session: str = SESSION, **query: Any) -> Exchange:
    return make_exchange("getTransactions", answer={"Entries": list(entries)}, query=query, session=session)


def updates(*entries: dict[str, Any], reset: str | None = None, language: str = "en") -> Exchange:
    headers = {"accept-language": language, **({} if reset is None else {"x-reset": reset})}
    return make_exchange("getTransactionUpdates", answer={"Entries": list(entries)}, headers=headers)


def payment(id_: int = PAID_ID, **changes: Any) -> dict[str, Any]:
    """An entry of a batch."""
    told = entry(id_)
    state = told["state"].lower()
    return {
        "e2eid": f"E{id_}",
        "amount": told["amount"],
        "contractId": 325638,
        "mandateRef": SIGNED_NO,
        "msg": MESSAGE,
        "final": told.get("final", False),
        "state": state,
        **({} if state == "open" else {"bkamount": told["amount"], "bkdate": "2017-09-16"}),
        **({"bkerror": told["bkerror"]} if "bkerror" in told else {}),
        **changes,
    }


MEMBERS = (PAID_ID, REFUSED_ID, COLLECTED_ID)


def batch(id_: int = BATCH, *entries: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A batch, by default with the entries of the known one."""
    held = list(entries) or [payment(each) for each in MEMBERS]
    cents = sum(round(each["amount"] * 100) for each in held)
    told = {"id": id_, "pmtinfid": "P", "tx": len(held), "amount": cents / 100, "Entries": held, **changes}
    return {name: value for name, value in told.items() if value is not None}


def payments(*batches: dict[str, Any], reset: str | None = None, session: str = SESSION, **query: str) -> Exchange:
    headers = {} if reset is None else {"x-reset": reset}
    wanted = query or {"detail": "true"}
    return make_exchange("getPayments", answer={"Sdds": list(batches)}, query=wanted, headers=headers, session=session)


def collect(first: str | None = None, recurring: str | None = None, **form: Any) -> Exchange:
    answer = {"frstMsgId": first, "rcurMsgId": recurring}
    return make_exchange("collectTransactions", form={"ct": TEMPLATE, **form}, answer=answer)


def transfer(id_: str = "TRANSFER2", *, answer: Mapping[str, Any] | None = None, **form: str) -> Exchange:
    sent = {"iban": BENEFICIARY, "message": "Refund", "amount": "12.33", **form}
    told = {"id": id_, "iban": BENEFICIARY, "amount": 12.33, "msg": "Refund", "date": "2017-09-16", **(answer or {})}
    return make_exchange("createTransfer", form=sent, answer={"Entries": [told]})


def complete(*counts: int) -> Exchange:
    batches = [{"id": n, "pmtinfid": f"Twikey-{n}", "entries": count} for n, count in enumerate(counts)]
    return make_exchange("completeTransfers", form={"ct": TEMPLATE}, answer={"CreditTransfers": batches})


# --- files ----------------------------------------------------------------------------------------------------------

PAIN = "urn:iso:std:iso:20022:tech:xsd:pain.008.001.02"


def debit(end_to_end: str = "E301", *, mandate: str = SIGNED_NO, amount: str = "10.50", text: str = MESSAGE) -> str:
    return (
        f"<DrctDbtTxInf><PmtId><EndToEndId>{end_to_end}</EndToEndId></PmtId><InstdAmt Ccy='EUR'>{amount}</InstdAmt>"
        f"<DrctDbtTx><MndtRltdInf><MndtId>{mandate}</MndtId></MndtRltdInf></DrctDbtTx>"
        f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf></DrctDbtTxInf>"
    )


def bank_file(
    *debits: str,
    id_: str = str(NEW_BATCH),
    kind: str = "RCUR",
    count: str = "1",
    total: str = "10.50",
    block_count: str | None = None,
    namespace: str = PAIN,
) -> bytes:
    """A message for the bank with one block."""
    inner = f"<NbOfTxs>{block_count or count}</NbOfTxs><CtrlSum>{total}</CtrlSum>"
    block = f"<PmtInf>{inner}<PmtTpInf><SeqTp>{kind}</SeqTp></PmtTpInf>{''.join(debits)}</PmtInf>"
    header = f"<GrpHdr><MsgId>{id_}</MsgId><NbOfTxs>{count}</NbOfTxs><CtrlSum>{total}</CtrlSum></GrpHdr>"
    return f"<Document xmlns='{namespace}'><CstmrDrctDbtInitn>{header}{block}</CstmrDrctDbtInitn></Document>".encode()


def archive(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as zipped:
        for name, file in files.items():
            zipped.writestr(f"{name}.xml", file)
    return content.getvalue()


def download(content: bytes, **form: Any) -> Exchange:
    return make_exchange("downloadCollection", form={"ct": TEMPLATE, **form}, answer=content)


def pdf(content: bytes, number: str = SIGNED_NO, *, name: str | None = None) -> Exchange:
    named = {} if name is None else {"content-disposition": f'attachment; filename="{name}"'}
    return make_exchange("getMandatePdf", query={"mndtId": number}, answer=content, response_headers=named)
