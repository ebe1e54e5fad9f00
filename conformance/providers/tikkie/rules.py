"""Facts of Tikkie that no schema can say, judged on every exchange.

Each rule is a function that says what is wrong, or `None`. Rules tolerate what a run cannot know: on a shared account
other clients create things too.
"""

from __future__ import annotations

import itertools
import re
from datetime import datetime
from typing import Any

from conformance.exchange import Exchange
from conformance.provider import Rule
from conformance.providers.tikkie.knowledge import Account, plain_amount, text

CREATES = {"createPlatform": "platformToken", "createUser": "userToken", "createPaymentRequest": "paymentRequestToken"}
FOR_MYSELF = "PAYMENT_REQUEST_FOR_MYSELF"
FOR_OTHERS = "PAYMENT_REQUEST_FOR_OTHERS"

# What credentials alone can bring about, on any path.
AUTH_CODES = frozenset(
    {
        "ERR_1001_001", "ERR_1002_002", "ERR_1002_003", "ERR_2002_001", "ERR_2003_001", "ERR_2004_002", "ERR_2004_003",
        "ERR_2005_001", "ERR_2005_002", "ERR_3001_001", "ERR_3002_001", "ERR_4100_001", "ERR_7001_001", "ERR_7002_001",
        "ERR_8100_001", "ERR_9001_001", "ERR_9100_011",
    }
)  # fmt: skip


# Only categories that a document or a recording shows together with the code; the others are guesses.
CATEGORIES = {
    **dict.fromkeys((f"ERR_1100_00{n}" for n in range(1, 8)), "BAD_REQUEST"),
    **dict.fromkeys(("ERR_3100_001", "ERR_3100_002"), "FORBIDDEN"),
    **dict.fromkeys(("ERR_4001_001", "ERR_4100_001", "ERR_4100_002", "ERR_4100_003"), "NOT_FOUND"),
    **dict.fromkeys((f"ERR_1004_00{n}" for n in range(1, 5)), "INCORRECT_PARAMETER"),
    **dict.fromkeys(("ERR_1002_001", "ERR_1002_002", "ERR_1002_003"), "MISSING_HEADER"),
    "ERR_1001_001": "INCORRECT_HEADER",
    "ERR_1003_006": "MALFORMED_REQUEST",
    "ERR_1005_001": "JWT_LIFESPAN_TOO_LONG",
    "ERR_1006_001": "JWT_INCORRECT",
    "ERR_1007_001": "JWT_INCOMPLETE",
    "ERR_2005_001": "INVALID_API_KEY",
    "ERR_8100_001": "INTERNAL_SERVER_ERROR",
    "ERR_9100_011": "SERVICE_UNAVAILABLE",
}


def first_error(exchange: Exchange) -> dict[str, Any]:
    """The first element of the error envelope, or an empty object."""
    answer = exchange.answer
    errors = answer.get("errors") if isinstance(answer, dict) else None
    return errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}


def trace_id_present(exchange: Exchange, _known: Account) -> str | None:
    if not exchange.response_headers.get("trace-id"):
        return f"{exchange.status} came without a Trace-Id header"
    return None


def trace_id_fresh(exchange: Exchange, known: Account) -> str | None:
    trace_id = exchange.response_headers.get("trace-id")
    if trace_id and trace_id in known.trace_ids:
        return f"Trace-Id {trace_id} was sent before"
    return None


def trace_id_in_error(exchange: Exchange, _known: Account) -> str | None:
    inside, header = text(first_error(exchange), "traceId"), exchange.response_headers.get("trace-id")
    if inside is not None and header is not None and inside != header:
        return f"errors[0].traceId is {inside}, the header says {header}"
    return None


def error_category(exchange: Exchange, _known: Account) -> str | None:
    expected, came = CATEGORIES.get(exchange.code or ""), text(first_error(exchange), "category")
    if expected is not None and came is not None and expected != came:
        return f"category of {exchange.code} is {came}, documented is {expected}"
    return None


def wrong_method_refused(exchange: Exchange, _known: Account) -> str | None:
    if exchange.operation != "wrongMethod":
        return None
    return _unrouted(exchange, status=400, code="ERR_1100_007")


def unknown_path_refused(exchange: Exchange, _known: Account) -> str | None:
    if exchange.operation != "unknownPath":
        return None
    return _unrouted(exchange, status=404, code="ERR_4001_001")


def _unrouted(exchange: Exchange, *, status: int, code: str) -> str | None:
    if exchange.method == "HEAD":  # has no body to hold a code
        return None if exchange.status >= 400 else f"HEAD answered {exchange.status}"
    if (exchange.status, exchange.code) == (status, code) or (not exchange.ok and exchange.code in AUTH_CODES):
        return None
    return f"expected {status} {code}, got {exchange.status} {exchange.code or 'without an error code'}"


def credentials_sent(exchange: Exchange, _known: Account) -> str | None:
    if not exchange.ok:
        return None
    needed = ("api-key",) if exchange.operation == "createAccessToken" else ("api-key", "authorization")
    missing = [name for name in needed if not exchange.request_headers.get(name)]
    return f"answered {exchange.status} without {' and '.join(missing)}" if missing else None


def tokens_unique(exchange: Exchange, known: Account) -> str | None:
    name = CREATES.get(exchange.operation)
    if name is None or not exchange.ok:
        return None
    token = text(exchange.answer, name)
    if token in known.platforms or token in known.users or token in known.requests:
        return f"{name} {token} was given out before"
    return None


def answer_echoes_request(exchange: Exchange, _known: Account) -> str | None:
    sent, answer = exchange.sent, exchange.answer
    if not exchange.ok or not isinstance(sent, dict) or not isinstance(answer, dict):
        return None
    names: dict[str, tuple[str, ...]] = {
        "createPlatform": ("name", "phoneNumber", "email", "notificationUrl", "platformUsage"),
        "createUser": ("name",),
        "createPaymentRequest": ("externalId",),
    }
    for name in names.get(exchange.operation, ()):
        if sent.get(name) and not _is_echo(name, sent[name], answer.get(name)):
            return f"{name} was sent as {sent[name]!r} and came back as {answer.get(name)!r}"
    if exchange.operation == "createUser":
        accounts = answer.get("bankAccounts")
        account = accounts[0] if isinstance(accounts, list) and len(accounts) == 1 else None
        account = account if isinstance(account, dict) else {}
        for name in ("iban", "bankAccountLabel"):
            if sent.get(name) is not None and sent[name] != account.get(name):
                return f"{name} was sent as {sent[name]!r} and came back as {account.get(name)!r}"
    return None


def _is_echo(name: str, sent: Any, came: Any) -> bool:
    """Whether a value came back; the text leaves open whether a phone number does with its country or without."""
    same = name == "phoneNumber" and isinstance(sent, str) and isinstance(came, str) and sent[-8:] == came[-8:]
    return bool(sent == came or same)


def iban_checked(exchange: Exchange, _known: Account) -> str | None:
    iban = text(exchange.sent, "iban")
    if exchange.operation == "createUser" and exchange.ok and iban is not None and not is_dutch_iban(iban):
        return f"{iban} is not a valid Dutch IBAN and was accepted"
    return None


def is_dutch_iban(iban: str) -> bool:
    """Whether the check digits are right (ISO 13616, mod 97) and the country is NL."""
    if not (iban.isascii() and iban.isalnum() and iban[:2] == "NL" and len(iban) == 18):
        return False
    return int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1


def make_dutch_iban(bank: str, account: int) -> str:
    """A Dutch IBAN with right check digits.

    Args:
        bank: Four letters.
        account: At most ten digits.
    """
    digits = "".join(str(int(c, 36)) for c in f"{bank}{account:010d}NL00")
    return f"NL{98 - int(digits) % 97:02d}{bank}{account:010d}"


def external_id_demanded(exchange: Exchange, known: Account) -> str | None:
    if exchange.operation != "createPaymentRequest" or not exchange.ok:
        return None
    platform = known.platforms.get(exchange.path_parameters.get("platformToken", ""))
    if platform is not None and platform.usage == FOR_MYSELF and text(exchange.sent, "externalId") is None:
        return f"a payment request without externalId was accepted on a platform for {FOR_MYSELF}"
    return None


def payments_hidden(exchange: Exchange, known: Account) -> str | None:
    platform = known.platforms.get(exchange.path_parameters.get("platformToken", ""))
    if platform is None or platform.usage != FOR_OTHERS:
        return None
    for request in _requests(exchange):
        if request.get("payments"):
            return f"payments are shown on a platform for {FOR_OTHERS}"
    return None


def page_has_its_size(exchange: Exchange, _known: Account) -> str | None:
    answer = exchange.answer
    if exchange.operation != "getUserPaymentRequests" or not exchange.ok or not isinstance(answer, dict):
        return None
    total, offset, limit = answer.get("totalElements"), _number(exchange, "offset"), _number(exchange, "limit")
    if not isinstance(total, int) or offset is None or limit is None:
        return None
    expected, came = max(0, min(limit, total - offset)), len(_requests(exchange))
    if expected != came:
        return f"offset {offset}, limit {limit} and totalElements {total} make {expected} records, {came} came"
    return None


def page_counts_known(exchange: Exchange, known: Account) -> str | None:
    answer, user = exchange.answer, exchange.path_parameters.get("userToken")
    filtered = {"fromDate", "toDate"} & set(exchange.query)
    if exchange.operation != "getUserPaymentRequests" or not exchange.ok or filtered or not isinstance(answer, dict):
        return None
    created = sum(1 for request in known.requests.values() if request.user == user)
    total = answer.get("totalElements")
    if isinstance(total, int) and total < created:
        return f"totalElements is {total}, but {created} payment requests of this user were created"
    return None


def newest_first(exchange: Exchange, _known: Account) -> str | None:
    times = [request.get("created") for request in _requests(exchange)]
    instants = [instant for instant in map(_instant, times) if instant is not None]
    if any(earlier < later for earlier, later in itertools.pairwise(instants)):
        return f"created is not in descending order: {times}"
    return None


def created_inside_filter(exchange: Exchange, _known: Account) -> str | None:
    if exchange.operation != "getUserPaymentRequests" or not exchange.ok:
        return None
    after, before = (_instant(next(iter(exchange.query.get(name, [])), None)) for name in ("fromDate", "toDate"))
    for request in _requests(exchange):
        created = _instant(request.get("created"))
        if created is None:
            continue
        if after is not None and created <= after:
            return f"created {created} is not after fromDate {after}"
        if before is not None and created >= before:
            return f"created {created} is not before toDate {before}"
    return None


def reversed_range_refused(exchange: Exchange, _known: Account) -> str | None:
    if exchange.operation == "getUserPaymentRequests" and exchange.ok and has_reversed_range(exchange):
        return f"fromDate is later than toDate and the search was answered with {exchange.status}"
    return None


def has_reversed_range(exchange: Exchange) -> bool:
    """Whether a search asks for a period that ends before it begins."""
    after, before = (_instant(next(iter(exchange.query.get(name, [])), None)) for name in ("fromDate", "toDate"))
    return after is not None and before is not None and after > before


def written_is_readable(exchange: Exchange, known: Account) -> str | None:
    path = exchange.path_parameters
    request = known.requests.get(path.get("paymentRequestToken", ""))
    if exchange.operation != "getPaymentRequest" or request is None:
        return None
    if (request.platform, request.user) != (path.get("platformToken"), path.get("userToken")):
        return None
    if exchange.code == "ERR_1100_002":
        return f"payment request {request.token} was created and is now unknown"
    return None


def parents_resolve(exchange: Exchange, known: Account) -> str | None:
    path, key = exchange.path_parameters, exchange.request_headers.get("api-key")
    platform = known.platforms.get(path.get("platformToken", ""))
    if platform is None or platform.api_key != key:
        return None
    if exchange.code == "ERR_4100_002":
        return f"platform {platform.token} exists and was not found"
    user = known.users.get(path.get("userToken", ""))
    if exchange.code == "ERR_4100_003" and user is not None and user.platform == platform.token:
        return f"user {user.token} exists and was not found"
    return None


def lists_are_complete(exchange: Exchange, known: Account) -> str | None:
    answer = exchange.answer
    if not exchange.ok or not isinstance(answer, list):
        return None
    if exchange.operation == "getPlatforms":
        key = exchange.request_headers.get("api-key")
        expected = {p.token for p in known.platforms.values() if p.api_key == key}
        missing = expected - {text(platform, "platformToken") for platform in answer}
    elif exchange.operation == "getUsers":
        platform_token = exchange.path_parameters.get("platformToken")
        expected = {u.token for u in known.users.values() if u.platform == platform_token}
        missing = expected - {text(user, "userToken") for user in answer}
    else:
        return None
    return f"{min(map(str, missing))} was created and is not listed" if missing else None


def request_keeps_its_values(exchange: Exchange, known: Account) -> str | None:
    for request in _requests(exchange):
        facts = known.requests.get(text(request, "paymentRequestToken") or "")
        if facts is None:
            continue
        amount = request.get("amountInCents")
        if facts.amount != (plain_amount(amount) if isinstance(amount, str) else amount):
            return f"amountInCents of {facts.token} was sent as {facts.amount} and reads {amount!r}"
        for name, expected in (
            ("description", facts.description),
            ("externalId", facts.external_id),
            ("currency", "EUR"),
        ):
            if request.get(name) != expected:
                return f"{name} of {facts.token} was sent as {expected!r} and reads {request.get(name)!r}"
    return None


def payments_listed(exchange: Exchange, _known: Account) -> str | None:
    for request in _requests(exchange):
        if not isinstance(request.get("payments"), list):
            return f"payments is {request.get('payments', 'absent')!r}, not a list"
    return None


def expired_says_when(exchange: Exchange, _known: Account) -> str | None:
    for request in _requests(exchange):
        status, expired = request.get("status"), request.get("expired")
        if (status == "EXPIRED") != (expired is not None):
            return f"status is {status} and expired is {expired!r}"
    return None


def _requests(exchange: Exchange) -> list[dict[str, Any]]:
    answer = exchange.answer
    if not exchange.ok or not isinstance(answer, dict):
        return []
    if exchange.operation == "getPaymentRequest":
        return [answer]
    requests = answer.get("paymentRequests") if exchange.operation == "getUserPaymentRequests" else []
    return [request for request in requests if isinstance(request, dict)] if isinstance(requests, list) else []


def _number(exchange: Exchange, name: str) -> int | None:
    values = exchange.query.get(name, [])
    return int(values[0]) if len(values) == 1 and re.fullmatch("[0-9]{1,18}", values[0]) else None


def _instant(value: Any) -> datetime | None:
    try:
        instant = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return instant if instant.tzinfo is not None else None


_ATTRIBUTES = "Tikkie, Technical details: Response Attributes"

RULES = (
    Rule(
        name="trace_id_present", summary="every answer carries a Trace-Id", judge=trace_id_present, source=_ATTRIBUTES
    ),
    Rule(
        name="trace_id_fresh",
        summary="every answer has a Trace-Id of its own",
        judge=trace_id_fresh,
        source=_ATTRIBUTES,
    ),
    Rule(
        name="trace_id_in_error",
        summary="errors[].traceId repeats the Trace-Id header",
        judge=trace_id_in_error,
        source="php-tikkie, answers captured on 19 June 2018",
    ),
    Rule(
        name="error_category",
        summary="an error code comes with its category",
        judge=error_category,
        source="Tikkie, Technical details: Error Attributes; Generic error codes",
    ),
    Rule(
        name="wrong_method_refused",
        summary="a wrong method on a documented path is refused",
        judge=wrong_method_refused,
        source="Tikkie, Technical details: ERR_1100_007",
        assumed=True,
    ),
    Rule(
        name="unknown_path_refused",
        summary="an unknown path is refused",
        judge=unknown_path_refused,
        source="ABNAMROTikkie, scripts of a student club: token probe",
        assumed=True,
    ),
    Rule(
        name="credentials_sent",
        summary="nothing succeeds without both credentials",
        judge=credentials_sent,
        source="Tikkie, Technical details: Request Attributes",
    ),
    Rule(
        name="tokens_unique", summary="a new token was never given out before", judge=tokens_unique, source=_ATTRIBUTES
    ),
    Rule(
        name="answer_echoes_request",
        summary="the answer to a create repeats what was sent",
        judge=answer_echoes_request,
        source=_ATTRIBUTES,
    ),
    Rule(
        name="iban_checked",
        summary="only Dutch IBANs with right check digits are accepted",
        judge=iban_checked,
        source="Tikkie, Technical details: POST User",
        assumed=True,
    ),
    Rule(
        name="external_id_demanded",
        summary="externalId is mandatory for PAYMENT_REQUEST_FOR_MYSELF",
        judge=external_id_demanded,
        source="Tikkie, Technical details: POST Payment request",
    ),
    Rule(
        name="payments_hidden",
        summary="payments are empty for PAYMENT_REQUEST_FOR_OTHERS",
        judge=payments_hidden,
        source="Tikkie, Technical details: GET User payment requests",
    ),
    Rule(
        name="page_has_its_size",
        summary="offset and limit cut the page out of totalElements",
        judge=page_has_its_size,
        source="Tikkie, Technical details: GET User payment requests",
    ),
    Rule(
        name="page_counts_known",
        summary="totalElements counts every payment request of the user",
        judge=page_counts_known,
        source="Tikkie, Technical details: GET User payment requests",
    ),
    Rule(
        name="newest_first",
        summary="payment requests come newest first",
        judge=newest_first,
        source="answers of the sandbox noted on 10 June 2017",
    ),
    Rule(
        name="created_inside_filter",
        summary="only payment requests created after fromDate and before toDate are listed",
        judge=created_inside_filter,
        source="Tikkie, Technical details: GET User payment requests",
    ),
    Rule(
        name="reversed_range_refused",
        summary="a fromDate later than the toDate is refused",
        judge=reversed_range_refused,
        source="Tikkie, Technical details: ERR_1100_003",
        assumed=True,
    ),
    Rule(
        name="written_is_readable",
        summary="a created payment request can be read at once",
        judge=written_is_readable,
        source="Tikkie Payment Request, Tutorial: Step 5",
    ),
    Rule(
        name="parents_resolve",
        summary="a platform or user that exists is found",
        judge=parents_resolve,
        source="Tikkie, Technical details: ERR_4100_002, ERR_4100_003",
    ),
    Rule(
        name="lists_are_complete",
        summary="lists contain what was created",
        judge=lists_are_complete,
        source="Tikkie, Technical details: GET Platform, GET User",
    ),
    Rule(
        name="request_keeps_its_values",
        summary="a payment request reads as it was created",
        judge=request_keeps_its_values,
        source="Tikkie, Technical details: GET Payment request",
    ),
    Rule(
        name="payments_listed",
        summary="a payment request always has its list of payments",
        judge=payments_listed,
        source="Tikkie, Technical details: GET Payment request",
    ),
    Rule(
        name="expired_says_when",
        summary="expired is set exactly when the status is EXPIRED",
        judge=expired_says_when,
        source="Tikkie, Technical details: GET Payment request",
        assumed=True,
    ),
)
