"""Exchanges and creditors that the tests of Twikey's rules are made with."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import httpx

from conformance.exchange import Exchange
from conformance.provider import Rule
from conformance.providers.twikey import access
from conformance.providers.twikey.facts import (
    B2B,
    CANCELLED,
    CORE,
    ERROR,
    EXPIRED,
    FIRST,
    OTHER,
    OWN,
    PAID,
    PENDING,
    PREPARED,
    PRINT,
    SIGNED,
    BankAnswer,
    BatchFacts,
    MandateFacts,
    TransactionFacts,
)
from conformance.providers.twikey.knowledge import Creditor
from conformance.providers.twikey.mandate_feed import Due, Event
from conformance.providers.twikey.reading import seconds

BASE_URL = "http://127.0.0.1:9"
API_TOKEN, OTHER_API_TOKEN = "5845FD1A3D1A9915EA9C879BAF6D1DDE5B457143", "FC7BDEDA40BA9C5B292EE7A8331A55EDE20A61F9"
SECURED_API_TOKEN, PRIVATE_KEY = "1F" * 20, "0123456789ABCDEF0123456789ABCDEF01234567"
SESSION, OTHER_SESSION = "9bb74b33-6d1c-496b-a394-5e36522f267c", "0f8fad5b-d9cb-469f-a165-70867728950e"
OLD_SESSION, SPENT_SESSION = "7c9e6679-7425-40de-944b-e07fc1f90ae7", "16fd2706-8baf-433b-82eb-8c7fada847da"
NEW_SESSION = "886313e1-3b8a-5372-9b90-0c9aee199e5d"
NOW_S = 1_505_570_400
NOW, EARLIER, LATER = "2017-09-16T14:00:00Z", "2017-09-16T13:00:00Z", "2017-09-16T15:00:00Z"
TEMPLATE, B2B_TEMPLATE, NUMBERED_TEMPLATE, UNKNOWN_TEMPLATE = "1", "2", "3", "999"
IBAN, BAD_IBAN, OTHER_IBAN, BIC = "BE68068897250734", "BE68068897250735", "NL91ABNA0417164300", "GKCCBEBB"
BENEFICIARY = "BE16645348971174"
EMAIL = "support@example.com"
SIGNED_NO, PREPARED_NO, PRINTED_NO, CANCELLED_NO, EXPIRED_NO = "CORE1", "CORE2", "CORE3", "CORE4", "CORE5"
WAITING_NO, B2B_NO, FOREIGN_NO, NEW_NO = "FIRM1", "FIRM2", "ELSE1", "CORE9"
SIGNED_KEY, PREPARED_KEY, PRINTED_KEY, CANCELLED_KEY, NEW_KEY = "aB3d", "xlBF", "ToYG", "c4nC", "n3wK"
OPEN_ID, PAID_ID, REFUSED_ID, COLLECTED_ID, REMOVED_ID, FOREIGN_ID, NEW_ID = 101, 102, 103, 104, 105, 201, 301
BATCH, FOREIGN_BATCH, NEW_BATCH = 1505570400111, 1505570400222, 1505570400333
MESSAGE = "Monthly payment"
NEWS_RULES = frozenset({"feed_tells_answers", "final_news_comes_once", "batch_has_news", "news_not_lost"})
"""The rules of the two feeds with news from the bank."""
PATHS = {
    "logIn": ("POST", "/creditor"),
    "logOut": ("GET", "/creditor"),
    "inviteMandate": ("POST", "/creditor/invite"),
    "signMandate": ("POST", "/creditor/sign"),
    "getMandateUpdates": ("GET", "/creditor/mandate"),
    "importMandates": ("POST", "/creditor/mandate"),
    "cancelMandate": ("DELETE", "/creditor/mandate"),
    "getMandate": ("GET", "/creditor/mandate/detail"),
    "updateMandate": ("POST", "/creditor/mandate/update"),
    "getMandatePdf": ("GET", "/creditor/mandate/pdf"),
    "uploadMandatePdf": ("POST", "/creditor/mandate/pdf"),
    "createTransaction": ("POST", "/creditor/transaction"),
    "getTransactionUpdates": ("GET", "/creditor/transaction"),
    "getTransactions": ("GET", "/creditor/transaction/detail"),
    "removeTransactions": ("DELETE", "/creditor/transaction"),
    "createPrenotification": ("POST", "/creditor/prenotification"),
    "collectTransactions": ("POST", "/creditor/collect"),
    "downloadCollection": ("POST", "/creditor/collect/sdd"),
    "getPayments": ("GET", "/creditor/payment"),
    "createTransfer": ("POST", "/creditor/transfer"),
    "completeTransfers": ("POST", "/creditor/transfer/complete"),
    "wrongMethod": ("DELETE", "/creditor/invite"),
    "unknownPath": ("GET", "/creditors"),
}
VALUES = {
    "api_token": API_TOKEN,
    "template_id": TEMPLATE,
    "b2b_template_id": B2B_TEMPLATE,
    "numbered_template_id": NUMBERED_TEMPLATE,
    "beneficiary_iban": BENEFICIARY,
    "second_api_token": OTHER_API_TOKEN,
    "otp_api_token": SECURED_API_TOKEN,
    "otp_private_key": PRIVATE_KEY,
}
AGREED = BankAnswer(state=PAID, final=True, code=None)
TRIED_AGAIN = BankAnswer(state=ERROR, final=False, code="AM04")


# --- a creditor -----------------------------------------------------------------------------------------------------


@functools.cache
def _http() -> httpx.Client:
    """One that sends nothing any more."""
    with httpx.Client() as http:
        return http


def make_access(*, now_s: float = NOW_S, prefix: str = "", **changes: str) -> access.TwikeyAccess:
    return access.open_access(
        {**VALUES, **changes}, prefix=prefix, base_url=BASE_URL, http=_http(), clock=lambda: float(now_s)
    )


def _mandate(number: str, state: str, **changes: Any) -> MandateFacts:
    facts: dict[str, Any] = {
        "number": number,
        "owner": OWN,
        "state": state,
        "instrument": CORE,
        "template": TEMPLATE,
        "email": EMAIL,
        "says": {"Dbtr.CtctDtls.EmailAdr": EMAIL, "Dbtr.PstlAdr.Ctry": "BE", "DbtrAcct": IBAN},
    }
    return MandateFacts(**{**facts, **changes})


def _transaction(id_: int, **changes: Any) -> TransactionFacts:
    facts: dict[str, Any] = {
        "id": id_,
        "owner": OWN,
        "mandate": SIGNED_NO,
        "amount_cents": 1050,
        "message": MESSAGE,
        "reference": f"INV{id_}",
        "place": None,
        "requested": None,
        "date": EARLIER,
        "contract_id": 325638,
    }
    return TransactionFacts(**{**facts, **changes})


def _batch(id_: int, **changes: Any) -> BatchFacts:
    facts: dict[str, Any] = {
        "id": str(id_),
        "owner": OWN,
        "template": TEMPLATE,
        "kind": FIRST,
        "only": frozenset(),
        "members": (PAID_ID, REFUSED_ID, COLLECTED_ID),
        "ended": frozenset({CANCELLED_NO}),
        "hidden": False,
    }
    return BatchFacts(**{**facts, **changes})


def make_creditor(*, now_s: float = NOW_S) -> Creditor:
    """A creditor with a mandate in each state; one batch with a paid, a refused and a waiting transaction; all told."""
    known = Creditor(make_access(now_s=now_s))
    known.access.face.sessions.add(SESSION)
    known.owners = {SESSION: OWN, OTHER_SESSION: OTHER}
    known.opened_s = {SESSION: NOW_S, OTHER_SESSION: NOW_S, OLD_SESSION: NOW_S - 90_000, SPENT_SESSION: NOW_S}
    known.ended = {SPENT_SESSION}
    known.texts = {("err_no_contract", "en"): "No such mandate", ("AM04", "nl"): "Onvoldoende saldo"}
    for facts in (
        _mandate(SIGNED_NO, SIGNED, key=SIGNED_KEY, was_collected=True),
        _mandate(PREPARED_NO, PREPARED, key=PREPARED_KEY),
        _mandate(PRINTED_NO, PRINT, key=PRINTED_KEY, document=b"%PDF-1.4\nscan"),
        _mandate(CANCELLED_NO, CANCELLED, key=CANCELLED_KEY, reason="moved away"),
        _mandate(EXPIRED_NO, EXPIRED),
        _mandate(WAITING_NO, PENDING, instrument=B2B, template=B2B_TEMPLATE),
        _mandate(B2B_NO, SIGNED, instrument=B2B, template=B2B_TEMPLATE, email="firm@example.com"),
        _mandate(FOREIGN_NO, SIGNED, owner=OTHER, instrument=None, template="7"),
    ):
        known.mandates.by_number[facts.number] = facts
    told = [("new", SIGNED_NO), ("new", CANCELLED_NO), ("cancelled", CANCELLED_NO), ("new", WAITING_NO)]
    known.mandates.feed.events = [
        Event(kind=kind, number=number, time_s=seconds(EARLIER), due=Due.NO)
        for kind, number in [*told, ("new", B2B_NO)]
    ]
    batch = str(BATCH)
    for transaction in (
        _transaction(OPEN_ID),
        _transaction(PAID_ID, batch=batch, amount_cents=5000, answer=AGREED, told=AGREED),
        _transaction(REFUSED_ID, batch=batch, amount_cents=700, answer=TRIED_AGAIN, told=TRIED_AGAIN),
        _transaction(COLLECTED_ID, batch=batch, amount_cents=2000),
        _transaction(REMOVED_ID, removed=True),
        _transaction(FOREIGN_ID, owner=OTHER, mandate=FOREIGN_NO, contract_id=9, batch=str(FOREIGN_BATCH)),
    ):
        known.money.transactions[transaction.id] = transaction
    for id_ in (PAID_ID, REFUSED_ID):
        known.money.feed.tell(id_, time=EARLIER, known=True)
    known.money.batches = {
        batch: _batch(BATCH),
        str(FOREIGN_BATCH): _batch(FOREIGN_BATCH, owner=OTHER, template="7", members=(FOREIGN_ID,)),
    }
    known.money.end_to_end = {"E102": batch, "E103": batch, "E104": batch, "E201": str(FOREIGN_BATCH)}
    known.money.transfers = {"TRANSFER1": OWN}
    known.money.waiting_transfers = 1
    return known


# --- exchanges ------------------------------------------------------------------------------------------------------


def encode(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    return b"" if body is None else json.dumps(body).encode()


def make_exchange(
    operation: str = "getTransactions",
    *,
    status: int = 200,
    code: str | None = None,
    form: Mapping[str, Any] | None = None,
    sent: Any = None,
    answer: Any = None,
    query: Mapping[str, Any] | None = None,
    session: str | None = SESSION,
    headers: Mapping[str, str] | None = None,
    response_headers: Mapping[str, str] | None = None,
    method: str = "",
) -> Exchange:
    """An exchange as the layers of the judge report it; `sent` and `answer` are JSON, or bytes as they are."""
    usual, path = PATHS[operation]
    pairs = {name: [value] if isinstance(value, str) else list(value) for name, value in (query or {}).items()}
    return Exchange(
        layer="examples",
        operation=operation,
        method=method or usual,
        url=f"{BASE_URL}{path}" + (f"?{urlencode(pairs, doseq=True)}" if pairs else ""),
        path_parameters={},
        query=pairs,
        request_headers={**({} if session is None else {"authorization": session}), **(headers or {})},
        request_body=encode(sent) if form is None else urlencode(form, doseq=True).encode(),
        status=status,
        response_headers=response_headers or {},
        response_body=encode(answer),
        code=code,
    )


def make_refusal(operation: str, code: str, *, status: int = 400, message: str = "No", **parts: Any) -> Exchange:
    """An exchange that ends with an error, as the sandbox tells one."""
    told = {"apierror": code, "apierrorcode": code}
    answer = {"code": code, "message": message}
    return make_exchange(operation, status=status, code=code, **{"answer": answer, "response_headers": told, **parts})


def not_logged_in(operation: str = "getTransactions", **parts: Any) -> Exchange:
    """A refused session."""
    return make_exchange(operation, status=401, **{"answer": b"Not logged in", **parts})


def make_callback(operation: str, *, query: str = "", **pairs: str) -> Exchange:
    """A callback as it is judged; `query` as it stands in the URL, by default made of the pairs."""
    values: dict[str, Sequence[str]] = {name: [value] for name, value in {"type": operation, **pairs}.items()}
    text = query or urlencode(values, doseq=True).replace("+", "%20")
    return Exchange(
        layer="examples",
        operation=operation,
        method="GET",
        url=f"{BASE_URL}/callback?{text}",
        path_parameters={},
        query={name: list(each) for name, each in values.items()},
        request_headers={},
        request_body=b"",
        status=200,
        response_headers={},
        response_body=b"",
        code=None,
        is_callback=True,
    )


# --- sessions and mandates ------------------------------------------------------------------------------------------


def login(*, header: str | None = NEW_SESSION, body: str | None = NEW_SESSION, api_token: str = API_TOKEN) -> Exchange:
    return make_exchange(
        "logIn",
        session=None,
        form={"apiToken": api_token},
        answer={} if body is None else {"Authorization": body},
        response_headers={} if header is None else {"authorization": header},
    )


def read(number: str = SIGNED_NO, *, state: str = SIGNED, force: str | None = "true", **changes: Any) -> Exchange:
    """A mandate that was shown; changes are to its members, or `collectable` to the header, `session`."""
    headers = {"x-state": state, "x-collectable": changes.pop("collectable", "true" if state == SIGNED else "false")}
    parts = {name: changes.pop(name) for name in ("session", "query") if name in changes}
    query = {"mndtId": number, **({} if force is None else {"force": force})}
    answer = {"Mndt": show_mandate(number, **changes)}
    return make_exchange("getMandate", answer=answer, response_headers=headers, **{"query": query, **parts})


def show_mandate(number: str = SIGNED_NO, **changes: Any) -> dict[str, Any]:
    is_b2b = number in {WAITING_NO, B2B_NO}
    return {
        "MndtId": number,
        "LclInstrm": B2B if is_b2b else CORE,
        "Dbtr": {"PstlAdr": {"Ctry": "BE"}, "CtctDtls": {"EmailAdr": EMAIL}},
        "DbtrAcct": IBAN,
        "SplmtryData": [{"Key": "TemplateId", "Value": int(B2B_TEMPLATE if is_b2b else TEMPLATE)}],
        **changes,
    }


def invite(*, number: str = NEW_NO, key: str | None = NEW_KEY, url: str | None = None, **form: Any) -> Exchange:
    """An invitation; without a key, one that named a valid mandate instead."""
    link = {} if key is None else {"key": key, "url": f"http://twikey.to/company/{key}"}
    answer = {"mndtId": number, **link, **({} if url is None else {"url": url})}
    sent = {"ct": TEMPLATE, "email": "new@example.com", **form}
    return make_exchange("inviteMandate", form=present(sent), answer=answer)


def sign(*, number: str = NEW_NO, url: str | None = None, session: str = SESSION, **form: Any) -> Exchange:
    sent = {"method": "paper", "ct": TEMPLATE, "iban": IBAN, "bic": BIC, **form}
    answer = {"Msg": "ok", "MndtId": number, **({} if url is None else {"url": url})}
    return make_exchange("signMandate", form=present(sent), answer=answer, session=session)


def present(form: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in form.items() if value is not None}


def imported(*mandates: dict[str, Any], session: str = SESSION) -> Exchange:
    sent = {"GrpHdr": {"CreDtTm": NOW}, "Messages": [{"Mndt": each} for each in mandates]}
    return make_exchange("importMandates", status=204, sent=sent, session=session)


def update(number: str = SIGNED_NO, **form: str) -> Exchange:
    return make_exchange("updateMandate", status=204, form={"mndtId": number, **form})


def cancel(number: str = SIGNED_NO, reason: str = "some reason") -> Exchange:
    return make_exchange("cancelMandate", query={"mndtId": number, "rsn": reason})


def wrong_state(operation: str, number: str) -> Exchange:
    named = {"mndtId": number, "rsn": "x", "message": "m", "amount": "1"}
    parts: dict[str, Any] = {"form" if PATHS[operation][0] == "POST" else "query": named}
    return make_refusal(operation, "err_mandate_invalid_state", status=403, **parts)


# --- feeds ----------------------------------------------------------------------------------------------------------


def feed(*messages: dict[str, Any], reset: str | None = None, session: str = SESSION, **query: str) -> Exchange:
    headers = {} if reset is None else {"x-reset": reset}
    answer = {"GrpHdr": {"CreDtTm": NOW}, "Messages": list(messages)}
    return make_exchange("getMandateUpdates", answer=answer, query=query, headers=headers, session=session)


def new(number: str = NEW_NO, time: str | None = NOW) -> dict[str, Any]:
    return {"Mndt": show_mandate(number), **({} if time is None else {"EvtTime": time})}


def amended(number: str = SIGNED_NO, time: str = NOW, reason: str = "changed") -> dict[str, Any]:
    return {**new(number, time), "AmdmntRsn": {"Orgtr": {}, "Rsn": reason}, "OrgnlMndtId": number}


def cancelled(number: str = SIGNED_NO, time: str = NOW, reason: str = "some reason") -> dict[str, Any]:
    return {"OrgnlMndtId": number, "CxlRsn": {"Orgtr": {}, "Rsn": reason}, "EvtTime": time}


def judge(rules: Sequence[Rule], name: str, exchange: Exchange, *before: Exchange) -> str | None:
    """What a rule says of an exchange after others."""
    known = make_creditor()
    for each in before:
        known.learn(each)
    (rule,) = [each for each in rules if each.name == name]
    return rule.judge(exchange, known)
