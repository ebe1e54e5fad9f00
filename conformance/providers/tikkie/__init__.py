"""Tikkie: rules, broken credentials, excuses and budgets."""

from __future__ import annotations

from urllib.parse import parse_qs

from hypothesis import strategies as st

from auth_hooks import tikkie
from conformance.exchange import Exchange
from conformance.provider import Provider
from conformance.providers.tikkie import access, claims, explore, knowledge, rules

# The provider's own ceilings would make nearly every generated create a refusal.
GENEROUS_LIMITS = {"platforms_per_client": 60, "users_per_platform": 200, "users_per_iban": 200}

# What a live account gets only a few of, and no call gives back: a live run creates one where there is none.
BUDGETS = {
    "createPlatform": "an account has two platforms for its life",
    "createUser": "users are limited per platform and per IBAN, and no call removes one",
}

# The first two want 401 for a missing credential; the gateway's codes for it, ERR_1002_002 and ERR_1002_003, belong to
# status 400, and the battery and the rule `credentials_sent` judge that. The others want 405 and an Allow header for a
# wrong method, which ERR_1100_007 answers with 400; the rule `wrong_method_refused` judges that.
DISABLED_CHECKS = frozenset(
    {"ignored_auth", "missing_required_header", "unsupported_method", "allow_header_conformance"}
)


_LARGEST_INT = 2**31 - 1


def _is_scope_ignored(exchange: Exchange) -> bool:
    """Whether only the scope was not to the contract: left without a value, or answered with a token for another."""
    form = parse_qs(exchange.request_body.decode("utf-8", "replace"), keep_blank_values=True)
    good = {"client_assertion_type": [tikkie.CLIENT_ASSERTION_TYPE], "grant_type": ["client_credentials"]}
    wanted, granted = form.get("scope", []), knowledge.text(exchange.answer, "scope")
    ignored = wanted == [""] or (len(wanted) == 1 and granted == "tikkie")
    return ignored and all(form.get(name) == value for name, value in good.items())


def dutch_ibans() -> st.SearchStrategy[str]:
    """Dutch IBANs with right check digits."""
    return st.builds(rules.make_dutch_iban, st.sampled_from(["ABNA", "INGB", "RABO"]), st.integers(0, 10**10 - 1))


def zulu_instants() -> st.SearchStrategy[str]:
    """Instants in the only form that the service takes."""
    return st.datetimes().map(lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20))


def excuse(exchange: Exchange, known: knowledge.Account) -> str | None:
    """Why a good request was refused with 400, or a bad one accepted, where the provider's text explains it."""
    path, sent = exchange.path_parameters, exchange.sent
    match exchange.operation, exchange.code:
        case "getPaymentRequest", "ERR_1100_002":
            known_request = known.requests.get(path.get("paymentRequestToken", ""))
            if known_request is None or known_request.user != path.get("userToken"):
                return "no such payment request"
        case "createPaymentRequest", "ERR_1100_005":
            platform = known.platforms.get(path.get("platformToken", ""))
            demanded = platform is None or platform.usage == rules.FOR_MYSELF
            if demanded and isinstance(sent, dict) and sent.get("externalId") is None:
                return "externalId is mandatory on this platform"
        case "createPaymentRequest", "ERR_1100_004" if isinstance(sent, dict) and isinstance(
            sent.get("amountInCents"), float
        ):
            return "an amount has 1 to 6 characters, and 12.0 is not written in digits alone"
        case "createPaymentRequest", "ERR_1100_004":
            user = known.users.get(path.get("userToken", ""))
            if user is None or user.account != path.get("bankAccountToken"):
                return "the bank account is not the user's"
        case "createUser" | "createPaymentRequest", "ERR_1100_006":
            return "the message says why; no document does"
        case "createUser", "ERR_1100_001":
            return "the IBAN is in use too often"
        case "getUserPaymentRequests", "ERR_1100_003":
            if rules.has_reversed_range(exchange):
                return "fromDate is later than toDate"
        case "createAccessToken", None if _is_scope_ignored(exchange):
            return "a server may ignore the scope, if it says which one it grants (RFC 6749, 3.2 and 3.3)"
        case "getUserPaymentRequests", "ERR_1100_004":
            numbers = [number for name in ("offset", "limit") for number in exchange.query.get(name, [])]
            if any(number.isascii() and number.isdigit() and _is_large(number) for number in numbers):
                return "no document says how large offset and limit may be"
    return None


def _is_large(digits: str) -> bool:
    """Whether a number is beyond 32 bits; its length first, because Python refuses to read very long ones."""
    return len(digits.lstrip("0")) > len(str(_LARGEST_INT)) or int(digits) > _LARGEST_INT


PROVIDER = Provider(
    name="tikkie",
    variables=access.VARIABLES,
    optional=access.OPTIONAL,
    secrets=access.SECRETS,
    open_access=access.open_access,
    knowledge=lambda _access: knowledge.Account(),
    error_code=access.error_code,
    rules=rules.RULES,
    battery=access.BATTERY,
    excuse=excuse,
    claims=claims.CLAIMS,
    explore=explore.explore,
    generous_limits=GENEROUS_LIMITS,
    placeholders={"client-assertion": tikkie.PLACEHOLDER},
    one_time_fields={"client_assertion": "client-assertion"},
    formats={"nl-iban": dutch_ibans, "zulu-date-time": zulu_instants},
    budgets=BUDGETS,
    logins=(tikkie.TOKEN_OPERATION,),
    disabled_checks=DISABLED_CHECKS,
    trace_header="trace-id",
)
