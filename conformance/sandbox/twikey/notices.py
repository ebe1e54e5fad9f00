"""When a merchant is called back, and what each callback says.

Nothing is said about transactions, plans and dunning: the provider's text names these types but has lost their
parameters.

Source: Twikey Creditor API, "Callbacks"; the events of a contract are those of the provider's later integrations.
"""

from conformance.sandbox.faults import RequestFaults
from conformance.sandbox.twikey.callbacks import ATTEMPTS, Delivery, encode_query, sign_query
from conformance.sandbox.twikey.state import Account, State


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
    query = encode_query(pairs, space=space)
    delivery = Delivery(
        url=account.callback_url,
        query=query,
        signature=_sign(query, account, faults, is_encoded="%" in query),
        attempts=1 if faults.fires("callback-not-retried") else ATTEMPTS,
    )
    state.deliveries.send(delivery)
    if faults.fires("callback-repeated"):
        state.deliveries.send(Delivery(url=delivery.url, query=delivery.query, signature=delivery.signature))


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
