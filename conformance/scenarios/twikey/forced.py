"""Documented answers that nothing a client does brings about: the sandbox is told to give them."""

from __future__ import annotations

from conformance.contract import Answer

FORCED_ANSWERS = {
    Answer(operation="logIn", status=400, code="err_no_login"): "newer servers refuse so; the text says 200",
    Answer(operation="transaction", status=200): "what makes Twikey call back about a transaction is lost in the text",
    Answer(operation="plan", status=200): "plans are not among the operations of the text, and the parameters are lost",
    Answer(operation="dunning", status=200): "dunning is configured in the dashboard, and the parameters are lost",
    Answer(operation="event", status=200): "somebody presses the test button of the dashboard",
}
"""Answer → why no client brings it about. Scenarios reach them by a reset option and by events of the control plane."""

UNDOCUMENTED_CODES = {
    "err_invalid_domain": "a table of codes names it; nothing says which operation answers it",
    "err_no_transaction": "a later document has it; what is unknown is passed over here",
    "error_system": "a failure of the service itself, of which only the name is known",
}
"""Code that the sandbox can be made to answer and the contract leaves out → why."""
