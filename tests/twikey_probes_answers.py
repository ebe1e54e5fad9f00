"""What a caller observes of the faults of the Twikey sandbox that show in an answer, a session or a callback."""

import hashlib
import hmac
import urllib.parse

import httpx

from conformance.sandbox.twikey import access
from tests.twikey_looks import (
    Arm,
    Listener,
    Row,
    after,
    called_back,
    content_type,
    dig,
    download,
    has_members,
    header_of,
    look,
    member_of,
    numbers,
    outcome_of,
    paid,
    status_of,
    unknown,
)
from tests.twikey_world import (
    FIRST_TOKEN,
    INVITATION,
    NOW_S,
    OTP_TOKEN,
    PRIVATE_KEY,
    SECOND_TOKEN,
    SIGNATURE,
    World,
    outcome,
)


def detail(world: World) -> httpx.Response:
    """Read the signed mandate."""
    return world.detail(world.signed)


def invite(world: World) -> httpx.Response:
    """Prepare a mandate."""
    return world.post("/invite", INVITATION)


def sign(world: World) -> httpx.Response:
    """Sign a mandate."""
    return world.post("/sign", SIGNATURE)


def feed(world: World) -> httpx.Response:
    """Read the mandate feed."""
    return world.get("/mandate")


def updates(world: World) -> httpx.Response:
    """Read the transaction feed."""
    return world.get("/transaction")


def payments(world: World) -> httpx.Response:
    """Read the payment feed."""
    return world.get("/payment", {"detail": "true"})


def stranger(world: World) -> httpx.Response:
    """Ask without a session."""
    return world.call("GET", "/transaction/detail", session="nobody")


def prenotify(world: World, **changes: str) -> httpx.Response:
    """Prenotify a debtor."""
    form = {"mndtId": world.signed, "message": "soon", "collectionDate": "2017-09-20", "amount": "12.33"}
    return world.post("/prenotification", {**form, **changes})


def failing_login(world: World) -> httpx.Response:
    """Log in with a wrong API token."""
    return world.log_in("nobody")


ANSWERS: dict[str, Row] = {
    "mandate-number-missing": (has_members(invite), ["key", "mndtId", "url"], ["key", "url"]),
    "extra-member": (has_members(detail), ["Mndt"], ["Mndt", "internalId"]),
    "contract-id-as-string": (look(World.add, lambda r: type(dig(r.json(), "Entries", 0, "contractId"))), int, str),
    "amount-as-string": (member_of(World.add, "Entries", 0, "amount"), 50.0, "50.0"),
    "amount-null": (member_of(World.add, "Entries", 0, "amount"), 50.0, None),
    "unknown-instrument": (member_of(detail, "Mndt", "LclInstrm"), "CORE", "COR1"),
    "unknown-transaction-state": (after(paid, member_of(updates, "Entries", 0, "state")), "PAID", "BOOKED"),
    "transaction-state-lower-case": (after(paid, member_of(updates, "Entries", 0, "state")), "PAID", "paid"),
    "payment-state-upper-case": (after(paid, member_of(payments, "Sdds", 0, "Entries", 0, "state")), "paid", "PAID"),
    "mandate-number-wrong-case": (has_members(sign), ["MndtId", "Msg"], ["Msg", "mndtId"]),
    "sign-message-missing": (has_members(sign), ["MndtId", "Msg"], ["MndtId"]),
    "key-missing": (has_members(invite), ["key", "mndtId", "url"], ["mndtId", "url"]),
    "time-without-zone": (member_of(feed, "GrpHdr", "CreDtTm"), "2017-09-16T14:00:00Z", "2017-09-16T14:00:00"),
    "payment-day-as-time": (
        after(paid, member_of(payments, "Sdds", 0, "Entries", 0, "bkdate")),
        "2017-09-16",
        "2017-09-16T00:00:00Z",
    ),
    "transaction-time-as-day": (
        after(paid, member_of(updates, "Entries", 0, "bkdate")),
        "2017-09-16T14:00:00Z",
        "2017-09-16",
    ),
    "supplement-keys-lower-case": (has_members(detail, "Mndt", "SplmtryData", 0), ["Key", "Value"], ["key", "value"]),
    "max-amount-as-number": (member_of(detail, "Mndt", "MaxAmt"), "0", 0.0),
    "empty-list-null": (member_of(feed, "Messages"), [], None),
    "wrong-content-type": (look(detail, content_type), "application/json", "text/plain"),
    "success-status-202": (status_of(detail), 200, 202),
    "no-content-as-200": (status_of(lambda w: w.delete("/transaction", {"id": "1"})), 204, 200),
    "unknown-mandate-as-400": (status_of(unknown), 404, 400),
    "prenotification-errors-as-400": (status_of(lambda w: prenotify(w, amount="much")), 405, 400),
    "missing-reason-as-400": (status_of(lambda w: w.cancel(w.signed, rsn=...)), 405, 400),
    "wrong-state-as-400": (status_of(lambda w: w.add(mandate=w.prepared)), 403, 400),
    "wrong-code-for-unknown-mandate": (outcome_of(unknown), "err_no_contract", "err_no_such_ct"),
    "error-headers-missing": (
        look(unknown, lambda r: "apierror" in r.headers or "apierrorcode" in r.headers),
        True,
        False,
    ),
    "error-code-header-missing": (header_of(unknown, "ApiErrorCode"), "err_no_contract", None),
    "error-header-missing": (header_of(unknown, "ApiError"), "err_no_contract", None),
    "error-codes-differ": (header_of(unknown, "ApiErrorCode"), "err_no_contract", "err_unknown"),
    "error-body-missing": (look(unknown, lambda r: bool(r.content)), True, False),
    "error-envelope-wrong": (has_members(unknown), ["code", "message"], ["error"]),
    "error-message-missing": (has_members(unknown), ["code", "message"], ["code"]),
    "html-error-page": (look(unknown, content_type), "application/json", "text/html"),
    "session-refusal-with-error-headers": (header_of(stranger, "ApiError"), None, "err_no_login"),
    "session-refusal-as-json": (look(stranger, content_type), "text/plain", "application/json"),
    "session-refusal-as-200": (status_of(stranger), 401, 200),
    "session-refusal-as-403": (status_of(stranger), 401, 403),
    "failed-login-as-401": (status_of(failing_login), 200, 401),
    "failed-login-with-session": (look(failing_login, lambda r: "authorization" in r.headers), False, True),
    "session-only-in-header": (has_members(World.log_in), ["Authorization"], []),
    "session-only-in-body": (look(World.log_in, lambda r: "authorization" in r.headers), True, False),
    "session-header-and-body-differ": (
        look(World.log_in, lambda r: r.headers["authorization"] == r.json()["Authorization"]),
        True,
        False,
    ),
    "state-header-missing": (header_of(detail, "X-STATE"), "SIGNED", None),
    "collectable-header-missing": (header_of(detail, "X-COLLECTABLE"), "true", None),
    "last-header-missing": (header_of(lambda w: w.get("/mandate"), "X-LAST"), "1", None),
    "xml-malformed": (
        look(lambda w: w.get("/mandate", Accept="application/xml"), lambda r: r.text.endswith("</Updates>")),
        True,
        False,
    ),
    "pdf-wrong-type": (
        look(lambda w: w.get("/mandate/pdf", {"mndtId": w.signed}), content_type),
        "application/pdf",
        "text/html",
    ),
    "zip-wrong-type": (after(World.added, look(download, content_type)), "application/zip", "text/plain"),
    "allow-header-missing": (header_of(lambda w: w.call("PUT", "/mandate"), "Allow"), "DELETE, GET, POST", None),
    "message-language-ignored": (
        member_of(lambda w: w.get("/mandate/detail", {"mndtId": "NOBODY"}, Accept_Language="nl"), "message"),
        "Mandaat niet gevonden",
        "No such mandate",
    ),
    "bank-message-language-ignored": (
        after(paid, member_of(lambda w: w.get("/transaction", Accept_Language="fr"), "Entries", 1, "bkmsg")),
        "Solde insuffisant",
        "Insufficient funds",
    ),
    "bank-error-missing": (after(paid, member_of(updates, "Entries", 1, "bkerror")), "AM04", None),
    "xml-not-offered": (
        look(lambda w: w.get("/mandate", Accept="application/xml"), content_type),
        "application/xml",
        "application/json",
    ),
    "alias-path-unknown": (outcome_of(lambda w: w.post("/prepare", INVITATION)), 200, "err_not_found"),
    "crash-on-unicode": (status_of(lambda w: w.post("/invite", {**INVITATION, "lastname": "Zo\u00eb"})), 200, 500),
    "crash-on-malformed-import": (status_of(lambda w: w.post("/mandate", b"{")), 400, 500),
    "crash-on-large-number": (status_of(lambda w: w.get("/mandate", {"chunkSize": "9" * 20})), 200, 500),
    "unknown-path-200": (status_of(lambda w: w.get("/nothing")), 404, 200),
    "wrong-method-accepted": (status_of(lambda w: w.call("PUT", "/mandate")), 405, 200),
}


def otp(step: int = 0, *, last_byte: bool = False) -> str:
    """Return a one-time password some steps away from the start of the frozen clock."""
    offset_byte = 31 if last_byte else access.OFFSET_BYTE
    return str(access.compute_otp(PRIVATE_KEY, now_s=NOW_S + 30 * step, offset_byte=offset_byte))


def foreign(world: World) -> str:
    """Return a signed mandate of the second merchant."""
    return world.sign(session=world.session_of(SECOND_TOKEN), ct="1423")


def read_foreign(world: World, arm: Arm) -> object:
    """Read the mandate of another merchant."""
    number = foreign(world)
    arm()
    return outcome(world.detail(number))


def read_foreign_transaction(world: World, arm: Arm) -> object:
    """Read the transaction of another merchant."""
    session, number = world.session_of(SECOND_TOKEN), foreign(world)
    form = {"mndtId": number, "message": "theirs", "amount": "1"}
    added = world.call("POST", "/transaction", form, session=session).json()["Entries"][0]["id"]
    arm()
    return len(world.get("/transaction/detail", {"id": added}).json()["Entries"])


def feed_with_foreign(world: World, arm: Arm) -> object:
    """Read the feed while another merchant has news."""
    number = foreign(world)
    arm()
    return number in numbers(world.feed())


def after_logout(world: World, arm: Arm) -> object:
    """Use a session after its logout."""
    arm()
    world.get("")
    return world.get("/transaction").status_code


def other_after_logout(world: World, arm: Arm) -> object:
    """Use another session of the merchant after a logout."""
    other = world.session_of(FIRST_TOKEN)
    arm()
    world.get("")
    return world.call("GET", "/transaction", session=other).status_code


def other_after_login(world: World, arm: Arm) -> object:
    """Use a session after another login."""
    arm()
    world.log_in()
    return world.get("/transaction").status_code


def a_day_later(world: World, arm: Arm) -> object:
    """Use a session that is a day old."""
    world.advance(86_400)
    arm()
    return world.get("/transaction").status_code


def a_minute_later(world: World, arm: Arm) -> object:
    """Use a session that is a minute old."""
    arm()
    world.session = world.log_in().json()["Authorization"]
    world.advance(61)
    return world.get("/transaction").status_code


SESSIONS: dict[str, Row] = {
    "api-token-not-checked": (outcome_of(failing_login), "err_no_login", 200),
    "otp-not-required": (outcome_of(lambda w: w.log_in(OTP_TOKEN)), "err_no_login", 200),
    "otp-not-checked": (outcome_of(lambda w: w.log_in(OTP_TOKEN, otp="12345678")), "err_no_login", 200),
    "otp-of-two-steps-ago-accepted": (outcome_of(lambda w: w.log_in(OTP_TOKEN, otp=otp(-2))), "err_no_login", 200),
    "otp-with-last-byte-offset-accepted": (
        outcome_of(lambda w: w.log_in(OTP_TOKEN, otp=otp(last_byte=True))),
        "err_no_login",
        200,
    ),
    "login-ends-other-sessions": (other_after_login, 200, 401),
    "session-ends-early": (a_minute_later, 200, 401),
    "session-not-required": (status_of(lambda w: w.call("GET", "/transaction", session=None)), 401, 200),
    "any-session-accepted": (status_of(stranger), 401, 200),
    "bearer-scheme-accepted": (
        status_of(lambda w: w.call("GET", "/transaction", session=f"Bearer {w.session}")),
        401,
        200,
    ),
    "expired-session-accepted": (a_day_later, 401, 200),
    "logout-does-not-end-session": (after_logout, 401, 200),
    "logout-ends-every-session": (other_after_logout, 200, 401),
    "foreign-mandate-visible": (read_foreign, "err_no_contract", 200),
    "foreign-transaction-visible": (read_foreign_transaction, 0, 1),
    "foreign-mandate-in-feed": (feed_with_foreign, False, True),
}


def cancel(world: World) -> object:
    """Cancel the signed mandate, for a reason with a space."""
    return world.cancel(world.signed)


def signature(listener: Listener) -> str | None:
    """Return the signature of the first callback."""
    return listener.requests[0][1]


def query(listener: Listener) -> str:
    """Return the query of the first callback."""
    return listener.requests[0][0].partition("?")[2]


def is_signed(listener: Listener) -> bool:
    """Return whether the first callback is signed as it should be."""
    message = urllib.parse.unquote(query(listener)).encode()
    return signature(listener) == hmac.digest(FIRST_TOKEN.encode(), message, hashlib.sha256).hex().upper()


CALLBACKS: dict[str, Row] = {
    "callback-unsigned": (called_back(cancel, lambda heard: signature(heard) is None), False, True),
    "callback-wrongly-signed": (called_back(cancel, is_signed), True, False),
    "callback-signature-lower-case": (called_back(cancel, lambda heard: str(signature(heard)).isupper()), True, False),
    "callback-signed-raw": (called_back(cancel, is_signed), True, False),
    "callback-plus-for-space": (called_back(cancel, lambda heard: "some%20reason" in query(heard)), True, False),
    "callback-lost": (called_back(cancel, lambda heard: len(heard.requests)), 1, 0),
    "callback-repeated": (called_back(cancel, lambda heard: len(heard.requests)), 1, 2),
    "callback-not-retried": (called_back(cancel, lambda heard: len(heard.requests), statuses=(500, 500)), 3, 1),
    "callback-wrong-type": (
        called_back(cancel, lambda heard: query(heard).partition("&")[0]),
        "type=contract",
        "type=unknown",
    ),
}
