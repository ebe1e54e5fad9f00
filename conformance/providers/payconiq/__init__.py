"""Payconiq: rules, broken credentials, excuses and budgets."""

from __future__ import annotations

from hypothesis import strategies as st

from auth_hooks import payconiq
from conformance.exchange import Exchange
from conformance.provider import Provider
from conformance.providers.payconiq import access, claims, explore, rules
from conformance.providers.payconiq.catalogue import asked_entity, values_of
from conformance.providers.payconiq.knowledge import (
    LISTS,
    SIGNED,
    CustomerFacts,
    Partners,
    first_account,
    make_iban,
    text,
)

# Generated codes are wrong ones: with three attempts every account would soon be blocked.
GENEROUS_LIMITS = {"verification_attempts": 1_000_000}

# What a live partner gets only a few of, what costs or moves money, and what another's customers would feel: a live run
# calls these with a customer of its own alone, and once.
BUDGETS = {
    "putKey": "a replaced key leaves the partner unable to sign",
    "createCustomer": "no call removes a customer",
    "updateCustomer": "a customer may be somebody's",
    "createMandate": "a mandate allows debits of somebody's account",
    "cancelMandate": "nothing can be collected from a customer whose mandate is cancelled",
    "sendVerificationCode": "each code costs a cent",
    "validateBankAccount": "the code is on a bank statement, and wrong ones block the account",
    "createTransaction": "a transaction moves money",
    "replayDirectDebit": "a replay moves money",
}


def ibans() -> st.SearchStrategy[str]:
    """IBANs of several countries with right check digits."""
    return st.one_of(
        st.integers(0, 10**10 - 1).map(lambda number: make_iban(f"NLABNA{number:010d}")),
        st.integers(0, 10**12 - 1).map(lambda number: make_iban(f"BE{number:012d}")),
        st.integers(0, 10**18 - 1).map(lambda number: make_iban(f"DE{number:018d}")),
    )


def excuse(exchange: Exchange, known: Partners) -> str | None:
    """Why a good request was refused, or a bad one accepted, where the provider's text explains it."""
    path, sent = exchange.path_parameters, exchange.sent
    partner = path.get("partnerId")
    match exchange.code:
        case "R981" if partner != known.access.partner_id:
            return "the path is another partner's"
        case "ENTITY_NOT_FOUND" if not _exists(exchange, known):
            return "no such customer or transaction"
        case "R122" if exchange.operation == payconiq.CREATE_TRANSACTION:
            customer, iban = _payer(exchange, known), text(sent, "originIBAN") or text(sent, "originIban")
            if customer is None or iban != customer.iban:
                return "the account is not the customer's"
        case "R122" if "iban" in path:
            customer = known.customers.get(path.get("customerId", ""))
            if customer is None or customer.iban != path["iban"]:
                return "the account is not the customer's"
        case "R508":
            customer = _payer(exchange, known) or known.customers.get(path.get("customerId", ""))
            if customer is None or customer.mandate != SIGNED:
                return "the mandate is not signed"
        case "R214" | "R919" | "R930":
            return "only the customer can read the code"
        case "R165":
            return "only a direct debit that failed is replayed"
        case "INVALID_SIGNATURE" if exchange.operation == payconiq.PUT_KEY:
            if isinstance(sent, dict) and sent.get("signature") is None:
                return "a key is on file, and the next one has to be signed"
        case "R003" | "FIELD_IS_REQUIRED" | "R999" if _has_fraction(exchange):
            return "12.0 is not written in digits alone"
    return None


def _has_fraction(exchange: Exchange) -> bool:
    """Whether the number that was refused is written with a fraction, which JSON Schema takes for a whole one."""
    sent = exchange.sent
    match exchange.code:
        case "R003":
            return isinstance(sent, dict) and isinstance(sent.get("amount"), float)
        case "FIELD_IS_REQUIRED" if values_of(exchange) == ["mandateSignDate"]:
            return isinstance(first_account(sent).get("mandateSignDate"), float)
        case "R999" if exchange.operation in LISTS and isinstance(sent, dict):
            return any(isinstance(sent.get(name), float) for name in ("from", "to"))
    return False


def _exists(exchange: Exchange, known: Partners) -> bool:
    kind, id_ = asked_entity(exchange)
    facts = (known.transactions if kind == "Transaction" else known.customers).get(id_)
    return facts is not None and facts.partner == exchange.path_parameters.get("partnerId")


def _payer(exchange: Exchange, known: Partners) -> CustomerFacts | None:
    return known.customers.get(text(exchange.sent, "originId") or "")


PROVIDER = Provider(
    name="payconiq",
    variables=access.VARIABLES,
    optional=access.OPTIONAL,
    secrets=access.SECRETS,
    open_access=access.open_access,
    knowledge=Partners,
    error_code=access.error_code,
    rules=rules.RULES,
    battery=access.BATTERY,
    excuse=excuse,
    claims=claims.CLAIMS,
    explore=explore.explore,
    generous_limits=GENEROUS_LIMITS,
    placeholders={"payconiq-signature": payconiq.SIGNED_ON_SEND, "rsa-public-key": payconiq.PLACEHOLDER_KEY},
    formats={"iban": ibans},
    budgets=BUDGETS,
    logins=("searchTransactions",),  # a search, although it is a POST
)
