"""One good call of each Anytime operation, on an API user in any state, within a few cents.

With a control plane everything is brought about; without one, what takes a decision of the provider, such as papers
that are accepted or a transfer that is executed, may stay unseen.
"""

from __future__ import annotations

from typing import Any

from auth_hooks import anytime
from conformance.calls import Caller, Reply
from conformance.providers.anytime.access import AnytimeAccess
from conformance.providers.anytime.facts import BUSINESS
from conformance.providers.anytime.reading import identifier, objects, result, text

HOLDER = {
    "acc_currency": "EUR",
    "user_gender": "F",
    "user_first_name": "Conformance",
    "user_last_name": "Run",
    "user_dob": "1984-05-17",
    "user_pob": "Nantes",
    "user_email": "conformance@example.com",
    "user_mobile_number": "33600000000",
    "user_addr_line_1": "12 quai de la Fosse",
    "user_addr_line_2": "",
    "user_addr_zip": "44000",
    "user_addr_city": "Nantes",
    "user_addr_cc": "fr",
    "user_nationality": "FR",
}
CORPORATION = {
    "corp_name": "Conformance",
    "corp_regnum": "812345678",
    "corp_type": "SARL",
    "corp_activity": "Bakery",
    "corp_addr_line_1": "14 quai de la Fosse",
    "corp_addr_zip": "44000",
    "corp_addr_city": "Nantes",
    "corp_addr_cc": "FR",
}
DELIVERY = {
    "delivery_company_name": "",
    "delivery_gender": "F",
    "delivery_first_name": "Conformance",
    "delivery_last_name": "Run",
    "delivery_addr_1": "12 quai de la Fosse",
    "delivery_addr_2": "",
    "delivery_zip": "44000",
    "delivery_city": "Nantes",
    "delivery_cc": "FR",
}
ORDER = {"card_name": "CONFORMANCE RUN", "expiry_date": "2030-01-31", "amount": "5.00", "language": "fr"}
MOVEMENT = {"acc_comment": "Conformance", "card_comment": "Conformance"}
TRANSFER = {
    "src_comment": "Conformance",
    "dst_comment": "Conformance",
    "dst_name": "Conformance Run",
    "dst_iban": "NL91ABNA0417164300",
    "dst_swift": "ABNANL2A",
    "amount": "0.03",
}
PAPERS = {
    "user_identity": "identity",
    "user_identity_back": "identity_back",
    "user_dom_1": "dom_1",
    "user_selfie": "selfie",
    "corp_status": "status",
    "corp_kbis": "kbis",
}
"""Field of an upload → type of the paper, for all that a business needs."""

_Answers = frozenset[tuple[int, str | None]]
_DONE: _Answers = frozenset({(200, None)})
_NO_CARD: _Answers = _DONE | {(402, "4020210"), (402, "4020220"), (429, "4290330"), (451, "4510320")}


def explore(caller: Caller, access: AnytimeAccess, *, may_write: bool) -> None:
    """Call every operation once with good input; creates an account, cards and transfers of a few cents.

    Args:
        access: The first API user, from `access.open_access`.
        may_write: Whether anything may be created at all.
    """
    if may_write:
        caller.call("createToken", form=anytime.token_request_fields(access.credentials), expect=200)
    caller.call("checkApi", expect=200)
    caller.call("checkApiByPost", form={"test_param": "Conformance"}, expect=200)
    listed = objects(result(caller.call("getAccounts", expect=200).exchange), "accounts")
    for account in listed[:2]:
        _read_account(caller, {"accountId": identifier(account, "acc_id") or ""})
    if not may_write:
        return
    _open_account(caller)
    business = next((identifier(each, "acc_id") for each in listed if each.get("acc_type") == BUSINESS), None)
    if business is not None:
        _move_money(caller, {"accountId": business})
        _use_cards(caller, business)
        _read_account(caller, {"accountId": business})


def _read_account(caller: Caller, path: dict[str, str]) -> None:
    """Read everything that an account has."""
    account = result(caller.call("getAccount", path=path, expect=200).exchange)
    caller.call("getAccountBalance", path=path, expect=200)
    caller.call("getAccountCards", path=path, expect=200)
    caller.call("getKycStatus", path=path, expect=200)
    caller.call("getCreditTransfers", path=path, expect=200)
    rows = objects(result(caller.call("getAccountStatements", path=path, expect=200).exchange), "transactions")
    for row in rows[:1]:
        caller.call("getAccountStatement", path={**path, "statementId": str(text(row, "txid"))}, expect=200)
    if account.get("iban"):
        caller.call("getIbanStatements", path=path, expect=200)


def _open_account(caller: Caller) -> None:
    """Open the account of a business, hand in its papers, and give it its IBAN."""
    opened = caller.call("createAccount", form={"acc_type": BUSINESS, **HOLDER, **CORPORATION}, expect=200)
    number = identifier(result(opened.exchange), "acc_id") or ""
    path = {"accountId": number}
    caller.call("updateAccount", path=path, form={"user_addr_city": "Rezé"}, expect=200)
    content, content_type = upload(PAPERS)
    caller.call("uploadKycFiles", path=path, content=content, headers={"Content-Type": content_type}, expect=200)
    decided = _DONE
    if caller.control is not None:
        for paper in PAPERS.values():
            caller.control.event("kyc-decision", accountId=number, type=paper, accepted=True)
    else:
        decided = _DONE | {(403, "4030220")}
    made = caller.call("createIban", path=path, form={"country_code": "FR"}, expect=decided)
    if made.status == 200:
        caller.call("createVirtualIban", path=path, form={"type": "C"}, expect=200)
    _read_account(caller, path)


def _move_money(caller: Caller, path: dict[str, str]) -> None:
    """Send two credit transfers, of which one is executed and the other cancelled where that can be brought about."""
    refusals = {(402, "4020210"), (402, "4020220"), (403, "4030221"), (451, "4510210")}
    numbers = []
    for _ in range(2):
        made = caller.call("createCreditTransfer", path=path, form=TRANSFER, expect=_DONE | refusals)
        if made.status != 200:
            return
        numbers.append(identifier(result(made.exchange), "internal_id") or "")
    if caller.control is not None:
        caller.control.event("transfer-progress", transferIds=numbers)
        caller.control.event("transfer-executed", transferId=numbers[0])
        caller.control.event("transfer-cancelled", transferId=numbers[1])
        caller.call("getTestimonial", path={**path, "transferId": numbers[0]}, expect=200)
    caller.call("getCreditTransfers", path=path, expect=200)
    caller.call("getAccountBalance", path=path, expect=200)


def _use_cards(caller: Caller, account: str) -> None:
    """Order a card of each type, and do with each what can be done with its type."""
    plastic = _order(caller, account, "PLASTIC")
    if plastic is not None:
        path = {"cardRef": plastic}
        caller.call("updateCard", path=path, form={"card_status": "ACT", "card_pos": "1"}, expect=200)
        _load_and_unload(caller, path, account)
        caller.call("getCardPin", path=path, query={"cvc": "000"}, expect=200)
        caller.call("sendCardPin", path=path, expect=200)
        caller.call("createDetailsDisplay", path=path, form={"ip": "192.0.2.7"}, expect=200)
    multi_use = _order(caller, account, "VIRTUAL_MULTI_USE")
    if multi_use is not None:
        caller.call("getCardPan", path={"cardRef": multi_use}, expect=200)
        _load_and_unload(caller, {"cardRef": multi_use}, account)
    single_use = _order(caller, account, "VIRTUAL_SINGLE_USE")
    if single_use is not None:
        path = {"cardRef": single_use}
        caller.call("getCardPan", path=path, expect=200)
        caller.call("sendCardPan", path=path, form={"dest_method": "sms", "dest_value": "33600000000"}, expect=200)


def _order(caller: Caller, account: str, type_: str) -> str | None:
    """The reference of a new card, or `None` when the account may not have another."""
    delivery = DELIVERY if type_ == "PLASTIC" else {}
    ordered = caller.call(
        "orderCard", form={"acc_id": account, "card_type": type_, **ORDER, **delivery}, expect=_NO_CARD
    )
    if ordered.status != 200:
        return None
    order = result(ordered.exchange)
    number, ref = identifier(order, "order_id") or "", text(order, "card_ref")
    tracked: _Answers = _DONE | {(404, "4040410")}
    if caller.control is not None:
        caller.control.event("tracking-available", orderId=number)
        tracked = _DONE
    caller.call("getOrderTracking", path={"orderId": number}, expect=tracked)
    caller.call("getCard", path={"cardRef": ref or ""}, expect=200)
    return ref


def _load_and_unload(caller: Caller, path: dict[str, str], account: str) -> None:
    """Move a euro onto a card and some cents off it, and look what became of them."""
    loaded = caller.call("creditCard", path=path, form={"amount": "1.03", **MOVEMENT}, expect=200)
    caller.call("debitCard", path=path, form={"amount": "0.07", **MOVEMENT}, expect=200)
    transactions = caller.call("getCardTransactions", path=path, expect=200)
    for transaction in objects(result(transactions.exchange), "transactions")[-1:]:
        number = identifier(transaction, "txid") or ""
        caller.call("getCardTransaction", path={**path, "transactionId": number}, expect=200)
    _settle(caller, loaded)
    caller.call("getCard", path=path, expect=200)
    caller.call("getAccountBalance", path={"accountId": account}, expect=200)


def _settle(caller: Caller, loaded: Reply) -> None:
    number = identifier(result(loaded.exchange), "transaction_id")
    if caller.control is not None and number is not None:
        caller.control.event("card-settles", transactionId=number, status="S")


def upload(fields: Any, *, extension: str = "jpg", content: bytes = b"\xff\xd8\xff\xe0 JFIF") -> tuple[bytes, str]:
    """A multipart body with a file for each field, named as the provider's client names it, and its content type."""
    boundary = "conformance-7d1f2c"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}.{extension}"\r\n'
        f"Content-Type: application/octet-stream\r\n\r\n".encode()
        + content
        + b"\r\n"
        for name in fields
    ]
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"
