"""The provider's business rules over the state: whose token resolves, what is refused, how a request ends.

Source: Tikkie technical details; Tikkie tutorial, steps 2 to 5. The transitions of a payment request and the
questions of ownership are assumptions where the text is silent.
"""

from typing import Any

from conformance.sandbox.faults import RequestFaults
from conformance.sandbox.tikkie.errors import Refusal
from conformance.sandbox.tikkie.requests import FOR_MYSELF, Search
from conformance.sandbox.tikkie.state import BankAccount, Client, Payment, PaymentRequest, Platform, State, User

DAY_MS = 86_400_000


def find_platform(state: State, client: Client, token: str, faults: RequestFaults) -> Platform:
    """Return a platform of the client; another client's never resolves."""
    platform = state.platforms[client.api_key].get(token)
    if platform is None:
        foreign = next((each for each in state.all_platforms() if each.token == token), None)
        if foreign is None or not faults.fires("foreign-platform-visible"):
            raise Refusal("ERR_4100_002")
        return foreign
    return platform


def find_user(state: State, platform: Platform, token: str, faults: RequestFaults) -> User:
    """Return a user of the platform; another platform's never resolves."""
    user = platform.users.get(token)
    if user is None:
        foreign = next((each.users[token] for each in state.all_platforms() if token in each.users), None)
        if foreign is None or not faults.fires("foreign-user-visible"):
            raise Refusal("ERR_4100_003")
        return foreign
    return user


def find_bank_account(state: State, user: User, token: str, faults: RequestFaults) -> BankAccount:
    """Return a bank account of the user; no code fits one that is not, so it is an invalid value (an assumption)."""
    account = user.bank_accounts.get(token)
    if account is None:
        owners = (each for platform in state.all_platforms() for each in platform.users.values())
        foreign = next((each.bank_accounts[token] for each in owners if token in each.bank_accounts), None)
        if foreign is None or not faults.fires("foreign-bank-account-accepted"):
            raise Refusal("ERR_1100_004", "bankAccountToken")
        return foreign
    return account


def find_payment_request(state: State, user: User, token: str, faults: RequestFaults) -> PaymentRequest:
    """Return a payment request of the user, brought up to date; unknown is a 400 here and not a 404."""
    request = user.payment_requests.get(token)
    if request is None:
        owners = (each for platform in state.all_platforms() for each in platform.users.values())
        foreign = next((each.payment_requests[token] for each in owners if token in each.payment_requests), None)
        if foreign is None or not faults.fires("foreign-payment-request-visible"):
            raise Refusal("ERR_1100_002")
        request = foreign
    settle(state, request)
    return request


def require_active(platform: Platform, user: User | None, faults: RequestFaults) -> None:
    """Refuse to create anything under an inactive platform or user; reads still work."""
    if platform.status != "ACTIVE" and not faults.fires("inactive-platform-accepted"):
        raise Refusal("ERR_1100_006", "the platform is inactive")
    if user is not None and user.status != "ACTIVE":
        raise Refusal("ERR_1100_006", "the user is inactive")


def create_platform(state: State, client: Client, values: dict[str, Any], faults: RequestFaults) -> Platform:
    """Enrol a platform within the client's number of platforms."""
    platforms = state.platforms[client.api_key]
    if len(platforms) >= state.limits.platforms_per_client and not faults.fires("third-platform-accepted"):
        raise Refusal("ERR_3100_001")
    platform = Platform(
        token=state.new_uuid(),
        name=_stored_name(values["name"], faults),
        phone_number=values["phoneNumber"],
        email=values["email"],
        notification_url=values["notificationUrl"],
        usage=values["platformUsage"],
        status="ACTIVE",
    )
    platforms[platform.token] = platform
    return platform


def create_user(state: State, platform: Platform, values: dict[str, Any], faults: RequestFaults) -> User:
    """Enrol a user with one bank account, within the limits for the platform and for the IBAN."""
    if len(platform.users) >= state.limits.users_per_platform and not faults.fires("user-limit-not-enforced"):
        raise Refusal("ERR_3100_002")
    iban = values["iban"]
    used = state.users_by_iban.get(iban, 0)
    if used >= state.limits.users_per_iban and not faults.fires("iban-limit-not-enforced"):
        raise Refusal("ERR_1100_001", "the iban has been used too often")
    account = BankAccount(token=state.new_uuid(), iban=iban, label=values["bankAccountLabel"])
    user = User(
        token=state.new_uuid(),
        name=_stored_name(values["name"], faults),
        status="ACTIVE",
        bank_accounts={account.token: account},
    )
    platform.users[user.token] = user
    state.users_by_iban[iban] = used + 1
    return user


def _stored_name(name: str, faults: RequestFaults) -> str:
    return name[:-1] if name and faults.fires("name-truncated") else name


def create_payment_request(
    state: State, user: User, account: BankAccount, values: dict[str, Any], *, now_ms: int, faults: RequestFaults
) -> PaymentRequest:
    """Ask for money; without an amount the payer decides."""
    amount = values["amountInCents"]
    amount_text = None if amount is None else str(amount)
    if amount_text is not None and faults.fires("amount-changed"):
        amount_text = str(int(amount_text) + 1)
    external_id = values["externalId"]
    if external_id is not None and faults.fires("external-id-lost"):
        external_id = None
    request = PaymentRequest(
        token=state.new_payment_request_token(),
        amount_text=amount_text,
        currency=values["currency"],
        description=values["description"],
        external_id=external_id,
        created_ms=now_ms,
        bank_account=account,
    )
    user.payment_requests[request.token] = request
    return request


def needs_external_id(platform: Platform, faults: RequestFaults, *, is_absent: bool) -> bool:
    """Return whether a payment request of the platform must carry an externalId."""
    return platform.usage == FOR_MYSELF and not (is_absent and faults.fires("external-id-not-required"))


def search_payment_requests(
    state: State, user: User, search: Search, faults: RequestFaults
) -> tuple[list[PaymentRequest], int]:
    """Return the asked page of the user's requests, newest first, and how many the period holds in all."""
    found = [request for request in user.payment_requests.values() if _is_within(request, search, faults)]
    # Reversed before the stable sort, so that of two with one time the later comes first.
    found.reverse()
    found.sort(key=lambda request: -request.created_ms)
    if len(found) > 1 and faults.fires("oldest-first"):
        found.reverse()
    offset = 0 if search.offset and faults.fires("offset-ignored") else search.offset
    end = offset + search.limit
    if end < len(found) and faults.fires("limit-ignored"):
        end = len(found)
    page = found[offset:end]
    for request in page:
        settle(state, request)
    return page, len(page) if len(page) != len(found) and faults.fires("total-is-page-size") else len(found)


def _is_within(request: PaymentRequest, search: Search, faults: RequestFaults) -> bool:
    """Return whether a request lies strictly inside the period; that the bounds are excluded is an assumption."""
    created_ns = request.created_ms * 1_000_000
    if search.from_ns is not None and created_ns <= search.from_ns:
        at_bound = created_ns == search.from_ns and faults.fires("from-date-inclusive")
        if not at_bound and not faults.fires("from-date-ignored"):
            return False
    if search.to_ns is not None and created_ns >= search.to_ns:
        at_bound = created_ns == search.to_ns and faults.fires("to-date-inclusive")
        if not at_bound and not faults.fires("to-date-ignored"):
            return False
    return True


def settle(state: State, request: PaymentRequest) -> None:
    """Let an open request expire when its period is over."""
    ends_ms = request.created_ms + state.limits.expiry_days * DAY_MS
    if request.status == "OPEN" and state.clock.now_ms() >= ends_ms:
        request.status = "EXPIRED"
        request.expired_ms = ends_ms


def add_payment(state: State, request: PaymentRequest, payment: Payment) -> None:
    """Record a payment on an open request, and end the request when an agreed maximum is reached."""
    request.payments.append(payment)
    apply_maxima(state, request)


def apply_maxima(state: State, request: PaymentRequest) -> None:
    """End an open request whose paid payments reach the agreed number or sum; both are off unless configured."""
    if request.status != "OPEN":
        return
    paid = [payment.amount_cents for payment in request.payments if payment.online_status == "PAID"]
    limits = state.limits
    if limits.max_successful_payments is not None and len(paid) >= limits.max_successful_payments:
        request.status = "MAX_SUCCESSFUL_PAYMENTS_REACHED"
    elif limits.max_yield_cents is not None and sum(paid) >= limits.max_yield_cents:
        request.status = "MAX_YIELD_REACHED"
