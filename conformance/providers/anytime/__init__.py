"""Anytime: rules, broken credentials, excuses and budgets."""

from __future__ import annotations

from hypothesis import strategies as st

from auth_hooks import anytime
from conformance.exchange import Exchange
from conformance.provider import Provider
from conformance.providers.anytime import access, battery, claims, explore, refusal_rules, rules
from conformance.providers.anytime.callback_rules import CALLBACKS
from conformance.providers.anytime.catalogue import PAPERS
from conformance.providers.anytime.facts import BUSINESS
from conformance.providers.anytime.knowledge import Portfolio
from conformance.providers.anytime.reading import files, form, make_iban
from conformance.review.formats import COUNTRIES

# With the sandbox's own limits generated loads and orders would soon meet nothing else.
GENEROUS_LIMITS = {
    "cards_per_account": 1_000_000,
    "loads_per_day": 1_000_000,
    "load_per_day_cents": 1_000_000_000,
    "load_per_four_days_cents": 1_000_000_000,
    "load_per_week_cents": 1_000_000_000,
    "load_per_month_cents": 1_000_000_000,
    "load_per_year_cents": 1_000_000_000,
}


# What costs or moves money, what another's customers would feel, and what nobody can take back: a live run does these
# itself, and once.
BUDGETS = {
    "createAccount": "no call removes an account",
    "updateAccount": "an account may be somebody's",
    "createCreditTransfer": "a credit transfer moves money",
    "uploadKycFiles": "somebody looks at every paper",
    "createIban": "no call removes an IBAN",
    "createVirtualIban": "no call removes an IBAN",
    "orderCard": "a card costs money and is sent",
    "updateCard": "a card that is cancelled stays so",
    "creditCard": "a load moves money",
    "debitCard": "an unload moves money",
    "sendCardPin": "the holder gets a text, and the old PIN is worthless",
    "sendCardPan": "somebody gets a text or an email",
}


def countries() -> st.SearchStrategy[str]:
    """Two-letter codes of ISO 3166-1, in capitals or not."""
    return st.sampled_from([form_ for code in sorted(COUNTRIES) for form_ in (code, code.lower())])


def bics() -> st.SearchStrategy[str]:
    """SWIFT codes of eight or eleven characters."""
    return st.builds(
        lambda bank, country, place, branch: f"{bank}{country}{place}{branch}",
        st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=4, max_size=4),
        st.sampled_from(sorted(COUNTRIES)),
        st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=2, max_size=2),
        st.sampled_from(["", "XXX", "001"]),
    )


def ibans() -> st.SearchStrategy[str]:
    """IBANs of several countries with right check digits."""
    return st.one_of(
        st.integers(0, 10**10 - 1).map(lambda number: make_iban(f"NLABNA{number:010d}")),
        st.integers(0, 1_000_000_000 - 1).map(lambda number: make_iban(f"BE{number:012d}")),
        st.integers(0, 10**23 - 1).map(lambda number: make_iban(f"FR{number:023d}")),
    )


def excuse(exchange: Exchange, known: Portfolio) -> str | None:
    """Why a good request was refused, or a bad one accepted, where the provider's text explains it."""
    match exchange.operation, exchange.code:
        case "uploadKycFiles", None if PAPERS.keys() & {*files(exchange), *form(exchange)}:
            return "one paper is enough, and what else is in the form is not looked at"
        case _, "4020210" | "4020220" | "4020320" | "4020321" | "4510210" | "4510310" | "4510320" | "4510330":
            if refusal_rules.UNFOUNDED[exchange.code](exchange, known) is None:
                return "the state of the account or card does not allow it"
        case _, "4000050":
            return "the period ends before it begins"
        case "createCreditTransfer", "4000220":
            return "it is an IBAN of the account itself"
        case "createIban", "4000230":
            return "the account has its IBAN"
        case "updateAccount", "4000210":
            account = known.account(exchange)
            if account is not None and account.type == BUSINESS and not refusal_rules.company_is_complete(exchange):
                return "only a business has to have a company"
    return None


PROVIDER = Provider(
    name="anytime",
    variables=access.VARIABLES,
    optional=access.OPTIONAL,
    secrets=access.SECRETS,
    open_access=access.open_access,
    knowledge=Portfolio,
    error_code=access.error_code,
    rules=rules.RULES,
    battery=battery.BATTERY,
    excuse=excuse,
    claims=claims.CLAIMS,
    explore=explore.explore,
    generous_limits=GENEROUS_LIMITS,
    placeholders={
        "anytime-client-id": anytime.CLIENT_ID_PLACEHOLDER,
        "anytime-client-secret": anytime.CLIENT_SECRET_PLACEHOLDER,
        "anytime-username": anytime.USERNAME_PLACEHOLDER,
        "anytime-password": anytime.PASSWORD_PLACEHOLDER,
    },
    formats={"iban": ibans, "bic": bics, "country-code": countries},
    budgets=BUDGETS,
    logins=(anytime.TOKEN_OPERATION, "checkApiByPost"),
    callbacks=CALLBACKS,
)
