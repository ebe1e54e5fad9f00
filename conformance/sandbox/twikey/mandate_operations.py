"""The operations on mandates, from the parameters to the answer.

Source: Twikey Creditor API, "Mandate".
"""

import re
from typing import Any

from conformance.sandbox.twikey import documents, feeds, formats, imports, mandates, parameters, views, xml_documents
from conformance.sandbox.twikey.calls import XML, Answer, Call, Parameters
from conformance.sandbox.twikey.errors import Refusal
from conformance.sandbox.twikey.state import Account, Mandate, Signature

PDF = b"application/pdf"

_NEEDED = {"sms": "mobile", "digisign": "digsig", "selfie": "selfie"}
"""What each method of signing needs of its own; a prepared mandate may know the mobile number already."""

_WITH_PICTURE = ("digisign", "selfie")
_DAY_MS = 86_400_000


def invite_mandate(call: Call, account: Account) -> Answer:
    """Prepare a mandate and return where the debtor signs it."""
    given = call.parameters()
    values = parameters.read_values(given, parameters.INVITE, call.faults)
    template = mandates.find_template(account, values["ct"], call.faults)
    if values["check"]:
        existing = mandates.find_valid(account, template, values["email"], call.faults)
        if existing is not None and not call.faults.fires("check-ignored"):
            return Answer(status=200, body={"mndtId": existing.number})
    mandate = mandates.prepare(
        call.state,
        account,
        template,
        values,
        _attributes(given, parameters.INVITE),
        now_ms=call.now_ms,
        faults=call.faults,
    )
    url = views.show_url(mandate, values["prefix"] or account.merchant.name)
    return Answer(status=200, body={"mndtId": mandate.number, "url": url, "key": mandate.key})


def _attributes(given: Parameters, known: tuple[parameters.Parameter, ...]) -> dict[str, str]:
    return given.others(parameters.names(known) | frozenset(views.RESERVED_KEYS) | {"key"})


def sign_mandate(call: Call, account: Account) -> Answer:
    """Create a mandate, or take a prepared one, and sign it or let the debtor sign it."""
    given = call.parameters()
    has_key = bool((given.first("key") or "").strip())
    needed = _NEEDED.get(given.first("method") or "")
    is_missing = needed is not None and not (given.first(needed) or "").strip()
    if is_missing and not (has_key and needed == "mobile"):
        raise Refusal("err_missing_params")
    table = parameters.SIGN_WITH_KEY if has_key else parameters.SIGN
    values = parameters.read_values(given, table, call.faults)
    if values["method"] == "digisign":
        formats.read_digsig(values["digsig"], call.faults)
    prepared = _find_prepared(call, account, values["key"]) if has_key else None
    if is_missing and prepared is not None and prepared.debtor.mobile is None:
        raise Refusal("err_missing_params")
    if prepared is None:
        template = mandates.find_template(account, values["ct"], call.faults)
        attributes = _attributes(given, table)
        mandate = mandates.prepare(
            call.state, account, template, values, attributes, now_ms=call.now_ms, faults=call.faults
        )
    else:
        mandate = prepared
        mandates.take_over(mandate, values)
    return _start_signing(call, account, mandate, values)


def _find_prepared(call: Call, account: Account, key: str) -> Mandate:
    mandate = account.by_key.get(key)
    if mandate is None:
        raise Refusal("err_no_contract")
    if mandate.state in mandates.SHOWN_STATES and not call.faults.fires("signed-twice"):
        raise Refusal("err_contract_signed")
    if mandate.state in mandates.ENDED:
        raise Refusal("err_mandate_invalid_state")
    return mandate


def _start_signing(call: Call, account: Account, mandate: Mandate, values: dict[str, Any]) -> Answer:
    method: str = values["method"]
    body = {"Msg": "ok", "MndtId": mandate.number}
    mandate.sign_method, mandate.sign_place = method, values["place"]
    # "sms uses date of reply", and no other method does.
    mandate.sign_date_ms = None if method == "sms" else values["signDate"]
    if method in mandates.DELAYED_METHODS and not call.faults.fires("sms-signed-at-once"):
        if method == "sofort":
            body["url"] = views.show_url(mandate, account.merchant.name)
        return Answer(status=200, body=body)
    signed_ms: int = call.now_ms if values["signDate"] is None else values["signDate"]
    if values["signDate"] is not None and signed_ms % _DAY_MS and call.faults.fires("signing-time-lost"):
        signed_ms -= signed_ms % _DAY_MS
    payload: str | None = values[_NEEDED[method]] if method in _WITH_PICTURE else None
    signature = Signature(
        method=method,
        signer=mandate.debtor.email or mandate.debtor.shown_name(),
        place=mandate.sign_place,
        signed_ms=signed_ms,
        payload=payload,
    )
    mandates.sign(call.state, account, mandate, signature, now_ms=call.now_ms, faults=call.faults)
    return Answer(status=200, body=body)


def get_mandate_updates(call: Call, account: Account) -> Answer:
    """Return what happened to mandates since the last call."""
    events = feeds.read_mandate_events(
        call.state,
        account,
        chunk_size=feeds.read_chunk_size(call.parameters().first("chunkSize"), call.faults),
        reset=call.header(b"x-reset"),
        faults=call.faults,
    )
    feed = views.show_feed(account, events, now_ms=call.now_ms, mask=call.header(b"splmtrydatamask"))
    # Newer servers say where the feed stands, and the provider's Python client cannot do without.
    headers = {b"x-last": str(account.cursor).encode()}
    if call.prefers_xml() and not call.faults.fires("xml-not-offered"):
        if feed["Messages"] and call.faults.fires("xml-without-times"):
            feed["Messages"] = [{name: each[name] for name in each if name != "EvtTime"} for each in feed["Messages"]]
        return Answer(status=200, raw=xml_documents.render_feed(feed), content_type=XML, headers=headers)
    return Answer(status=200, body=feed, headers=headers)


def import_mandates(call: Call, account: Account) -> Answer:
    """Take over mandates that were signed elsewhere."""
    imports.import_mandates(call.state, account, call.body, now_ms=call.now_ms, faults=call.faults)
    return Answer(status=204)


def cancel_mandate(call: Call, account: Account) -> Answer:
    """End a mandate."""
    values = parameters.read_values(call.parameters(), parameters.CANCEL, call.faults)
    mandate = mandates.find_mandate(call.state, account, values["mndtId"], call.faults)
    mandates.cancel(call.state, account, mandate, values["rsn"], now_ms=call.now_ms, faults=call.faults)
    return Answer(status=200)


def get_mandate(call: Call, account: Account) -> Answer:
    """Return one mandate; what is not signed only to those who insist."""
    values = parameters.read_values(call.parameters(), parameters.DETAIL, call.faults)
    mandate = mandates.find_mandate(call.state, account, values["mndtId"], call.faults)
    is_shown = mandate.state in mandates.SHOWN_STATES
    if not is_shown and not values["force"] and not call.faults.fires("detail-without-force-accepted"):
        raise Refusal("err_mandate_invalid_state")
    shown = views.show_mandate(account, mandate, mask=None)
    return Answer(status=200, body={"Mndt": shown}, headers=_state_headers(call, mandate))


def _state_headers(call: Call, mandate: Mandate) -> dict[bytes, bytes]:
    state = mandate.state
    if state != mandates.PREPARED and call.faults.fires("state-header-stuck"):
        state = mandates.PREPARED
    is_collectable = mandate.is_collectable()
    if not is_collectable and call.faults.fires("collectable-header-stuck"):
        is_collectable = True
    return {b"x-state": state.encode(), b"x-collectable": b"true" if is_collectable else b"false"}


def update_mandate(call: Call, account: Account) -> Answer:
    """Change what a mandate says of the debtor."""
    values = parameters.read_values(call.parameters(), parameters.UPDATE, call.faults)
    mandate = mandates.find_mandate(call.state, account, values["mndtId"], call.faults)
    changed = [name for name, value in values.items() if name != "mndtId" and value is not None]
    if len(changed) > 1 and call.faults.fires("update-first-only"):
        values |= dict.fromkeys(changed[1:])
    mandates.update(call.state, account, mandate, values, now_ms=call.now_ms, faults=call.faults)
    return Answer(status=204)


def get_mandate_pdf(call: Call, account: Account) -> Answer:
    """Return the document of a mandate: the uploaded one, or one made here."""
    values = parameters.read_values(call.parameters(), parameters.DOCUMENT, call.faults)
    mandate = mandates.find_mandate(call.state, account, values["mndtId"], call.faults)
    document = mandate.document
    if document is None or call.faults.fires("pdf-not-the-uploaded-one"):
        document = documents.print_mandate(account, mandate)
    if call.faults.fires("pdf-empty"):
        document = b""
    name = "mandate" if call.faults.fires("pdf-wrong-name") else mandate.number
    # A fault lets any text be a mandate number, and not every text can be a header.
    safe_name = re.sub(r"[^A-Za-z0-9-]", "_", name)
    headers = {b"content-disposition": f'attachment; filename="{safe_name}.pdf"'.encode()}
    return Answer(status=200, raw=document, content_type=PDF, headers=headers)


def upload_mandate_pdf(call: Call, account: Account) -> Answer:
    """Keep a scanned document of a mandate."""
    values = parameters.read_values(call.query_parameters(), parameters.DOCUMENT, call.faults)
    if not documents.is_pdf(call.body) and not call.faults.fires("pdf-not-checked"):
        raise Refusal("err_invalid_input")
    mandate = mandates.find_mandate(call.state, account, values["mndtId"], call.faults)
    mandates.upload(call.state, account, mandate, call.body, now_ms=call.now_ms, faults=call.faults)
    return Answer(status=200)
