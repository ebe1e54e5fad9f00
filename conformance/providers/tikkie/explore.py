"""One good call of each Tikkie operation, on an account in any state, within its budget."""

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
        platforms = [caller.call("createPlatform", body=PLATFORM, expect=201).json]
    for platform in reversed(platforms):
        if _explore_platform(caller, {"platformToken": platform["platformToken"]}, may_write=may_write):
            return


def _explore_platform(caller: Caller, path: dict[str, str], *, may_write: bool) -> bool:
    """Whether the platform had, or could be given, a user to go on with."""
    users = caller.call("getUsers", path=path, expect=200).json
    if may_write and not users:
        users = [caller.call("createUser", path=path, body=USER, expect=201).json]
    active = [user for user in users if user["status"] == "ACTIVE"]
    if not active:
        return False
    path = {**path, "userToken": active[-1]["userToken"]}
    if may_write:
        account = {"bankAccountToken": active[-1]["bankAccounts"][0]["bankAccountToken"]}
        caller.call("createPaymentRequest", path={**path, **account}, body=REQUEST, expect=201)
    page = caller.call("getUserPaymentRequests", path=path, query={"offset": 0, "limit": 10}, expect=200).json
    for request in page["paymentRequests"][:1]:
        token = {"paymentRequestToken": request["paymentRequestToken"]}
        caller.call("getPaymentRequest", path={**path, **token}, expect=200)
    return True
