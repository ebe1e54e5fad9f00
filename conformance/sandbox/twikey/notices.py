"""When a merchant is called back, and what each callback says.

What the provider says about transactions, plans and dunning, and when, is lost but for the names of these types: such
callbacks are sent when the control plane orders them, with parameters that are assumed.

Source: Twikey Creditor API, "Callbacks"; the events of a contract are those of the provider's later integrations.
"""

from conformance.sandbox.deliveries import ATTEMPTS
from conformance.sandbox.faults import RequestFaults
from conformance.sandbox.twikey.callbacks import encode_query, make_callback, sign_query
from conformance.sandbox.twikey.state import Account, State, Transaction


def tell_contract(
    state: State,
    account: Account,
    faults: RequestFaults,
    *,
    number: str,
    event: str,
    mandate_state: str,
    reason: str | None = None,
) -> None:
    """Say that something happened to a mandate.

    Args:
        number: The mandate number.
        event: Sign, Update, Cancel, AcceptedBank, RejectBank, Print, DebtorUpload or Invite.
        mandate_state: The state before the event, for Sign the one after it.
        reason: Why, for a cancellation or the end of an invitation.
    """
    pairs = [("type", "contract"), ("mandateNumber", number), ("event", event), ("state", mandate_state)]
    if reason is not None:
        pairs.append(("reason", reason))
    _tell(state, account, faults, pairs)


def tell_payment(state: State, account: Account, faults: RequestFaults) -> None:
    """Say that the bank has answered; which transactions is left out on purpose."""
    _tell(state, account, faults, [("type", "payment")])
    for other in state.each_account():
        if other is not account and other.callback_url is not None and faults.fires("callback-of-other-creditor"):
            _tell(state, other, faults, [("type", "payment")])


def tell_transaction(state: State, account: Account, faults: RequestFaults, transaction: Transaction) -> None:
    """Say that something happened to a transaction."""
    pairs = [("type", "transaction"), *_name_transaction(transaction), ("state", transaction.state)]
    _tell(state, account, faults, pairs)


def tell_dunning(state: State, account: Account, faults: RequestFaults, transaction: Transaction, *, step: str) -> None:
    """Say that a step of dunning was taken."""
    _tell(state, account, faults, [("type", "dunning"), *_name_transaction(transaction), ("step", step)])


def _name_transaction(transaction: Transaction) -> list[tuple[str, str]]:
    reference = [] if transaction.reference is None else [("ref", transaction.reference)]
    return [("id", str(transaction.id)), *reference, ("mandateNumber", transaction.mandate.number)]


def tell_plan(
    state: State, account: Account, faults: RequestFaults, *, number: str, plan: str, plan_state: str
) -> None:
    """Say that something happened to the plan of a mandate."""
    pairs = [("type", "plan"), ("mandateNumber", number), ("plan", plan), ("state", plan_state)]
    _tell(state, account, faults, pairs)


def tell_test(state: State, account: Account, faults: RequestFaults) -> None:
    """Say what the button in the dashboard says."""
    _tell(state, account, faults, [("msg", "dummytest"), ("type", "event")])


def _tell(state: State, account: Account, faults: RequestFaults, pairs: list[tuple[str, str]]) -> None:
    if account.callback_url is None or faults.fires("callback-lost"):
        return
    if faults.fires("callback-wrong-type"):
        pairs = [(name, "unknown" if name == "type" else value) for name, value in pairs]
    has_space = any(" " in value for _, value in pairs)
    space = "+" if has_space and faults.fires("callback-plus-for-space") else "%20"
    is_ascii = all(value.isascii() for _, value in pairs)
    encoding = "utf-8" if is_ascii or not faults.fires("callback-in-latin-1") else "latin-1"
    query = encode_query(pairs, space=space, encoding=encoding)
    signature = _sign(query, account, faults, is_encoded="%" in query)
    attempts = 1 if faults.fires("callback-not-retried") else ATTEMPTS
    state.deliveries.send(make_callback(account.callback_url, query, signature=signature, attempts=attempts))
    if faults.fires("callback-repeated"):
        state.deliveries.send(make_callback(account.callback_url, query, signature=signature))


def _sign(query: str, account: Account, faults: RequestFaults, *, is_encoded: bool) -> str | None:
    if faults.fires("callback-unsigned"):
        return None
    token = account.merchant.api_token
    if is_encoded and faults.fires("callback-signed-raw"):
        # A query whose percent signs are escaped once more decodes to the query as it was sent.
        return sign_query(query.replace("%", "%25"), token)
    signature = sign_query(query, token)
    if faults.fires("callback-wrongly-signed"):
        return signature[::-1]
    return signature.lower() if faults.fires("callback-signature-lower-case") else signature
