"""Who is calling: the bare access token in the Authorization header, and the partner in the path it must belong to.

Source: Partner API Specification, "Get Partner Information", for R918 and R981.
"""

from conformance.sandbox.payconiq.calls import Call
from conformance.sandbox.payconiq.errors import Refusal
from conformance.sandbox.payconiq.state import CANCELLED, Partner

_PREFIX = "Bearer "


def authorize(call: Call) -> Partner:
    """Return the partner in the path, whose access token the request carries.

    Raises:
        Refusal: ``R918`` when the token is missing or unknown, ``R981`` when it is another partner's.
    """
    wanted = call.state.partners.get(call.segments[2])
    holder = _find_holder(call)
    if holder is None:
        # A fault let the request in without a token that says who it is.
        return wanted or next(iter(call.state.partners.values()))
    if holder is not wanted:
        if call.faults.fires("foreign-token-accepted"):
            return wanted or holder
        if wanted is not None and call.faults.operation == "cancelMandate":
            customer = call.state.customers[wanted.partner_id].get(call.segments[4])
            if customer is not None and call.faults.fires("forbidden-cancellation-done"):
                customer.account.mandate.status = CANCELLED
        raise forbidden(call)
    return holder


def forbidden(call: Call) -> Refusal:
    """Return the refusal that names what the caller may not do, by its path below the version."""
    return Refusal("R981", call.method, call.raw_path.split("/", 2)[-1])


def _find_holder(call: Call) -> Partner | None:
    tokens = call.header_values(b"authorization")
    if not tokens:
        if call.faults.fires("token-not-required"):
            return None
        raise Refusal("R918")
    holder = call.state.partner_of_token(tokens[0]) if len(tokens) == 1 else None
    if holder is not None:
        return holder
    prefixed = call.state.partner_of_token(tokens[0].removeprefix(_PREFIX))
    if prefixed is not None and call.faults.fires("bearer-prefix-accepted"):
        return prefixed
    if call.faults.fires("any-token-accepted"):
        return None
    raise Refusal("R918")
