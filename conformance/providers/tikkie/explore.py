"""One good call of each Tikkie operation, on an account in any state, within its budget.

What an account in some state refuses with a documented code is no disagreement; the operation stays unseen then.
"""

from __future__ import annotations

from typing import Any

from auth_hooks import tikkie
from conformance.calls import Caller
from conformance.providers.tikkie.rules import FOR_MYSELF

PLATFORM = {"name": "Conformance run", "phoneNumber": "0601234567", "platformUsage": FOR_MYSELF}
USER = {
    "name": "Conformance user",
    "phoneNumber": "0601234567",
    "iban": "NL02ABNA0123456789",
    "bankAccountLabel": "Conformance account",
}
_CREATED: frozenset[tuple[int, str | None]] = frozenset({(201, None)})
REQUEST = {"amountInCents": "123", "currency": "EUR", "description": "Conformance", "externalId": "conformance-1"}


def explore(caller: Caller, access: Any, *, may_write: bool) -> None:
    """Call every operation once with good input; creates only what the account lacks.

    Args:
        access: The first client, from `access.open_access`.
        may_write: Whether anything may be created at all.
    """
    fields = tikkie.token_request_fields(access.credentials, now_s=access.clock())
    caller.call("createAccessToken", form=fields, expect=200)
    platforms = caller.call("getPlatforms", expect=200).json
    if may_write and not platforms:
        made = caller.call("createPlatform", body=PLATFORM, expect=_CREATED | {(403, "ERR_3100_001")})
        platforms = [made.json] if made.status == 201 else []
    for platform in reversed(platforms):
        if _explore_platform(caller, {"platformToken": platform["platformToken"]}, may_write=may_write):
            return


def _explore_platform(caller: Caller, path: dict[str, str], *, may_write: bool) -> bool:
    """Whether the platform had, or could be given, a user to go on with."""
    users = caller.call("getUsers", path=path, expect=200).json
    if may_write and not users:
        refusals = {(400, "ERR_1100_001"), (400, "ERR_1100_006"), (403, "ERR_3100_002")}
        made = caller.call("createUser", path=path, body=USER, expect=_CREATED | refusals)
        users = [made.json] if made.status == 201 else []
    active = [user for user in users if user["status"] == "ACTIVE"]
    if not active:
        return False
    path = {**path, "userToken": active[-1]["userToken"]}
    if may_write:
        account = {"bankAccountToken": active[-1]["bankAccounts"][0]["bankAccountToken"]}
        expect = _CREATED | {(400, "ERR_1100_006")}
        if caller.call("createPaymentRequest", path={**path, **account}, body=REQUEST, expect=expect).status != 201:
            return False
    page = caller.call("getUserPaymentRequests", path=path, query={"offset": 0, "limit": 10}, expect=200).json
    for request in page["paymentRequests"][:1]:
        token = {"paymentRequestToken": request["paymentRequestToken"]}
        caller.call("getPaymentRequest", path={**path, **token}, expect=200)
    return True
