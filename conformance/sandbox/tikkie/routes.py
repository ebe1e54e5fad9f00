"""The eight operations: which path and method each has, and what it does.

Source: Tikkie technical details, one section per operation; Tikkie tutorial, step 1.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from conformance.sandbox.tikkie import access, requests, rules, views
from conformance.sandbox.tikkie.calls import Call
from conformance.sandbox.tikkie.errors import Refusal
from conformance.sandbox.tikkie.state import Client


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation. In ``path`` an empty segment stands for a parameter."""

    name: str
    method: str
    path: tuple[str, ...]
    success: int
    handle: Callable[[Call, Client], Any]


def create_platform(call: Call, client: Client) -> dict[str, Any]:
    """Enrol a platform."""
    body = requests.read_object(call)
    _require_known(client)
    values = requests.read_properties(body, requests.PLATFORM, call.faults)
    before = list(call.state.platforms[client.api_key])
    shown = views.show_platform(rules.create_platform(call.state, client, values, call.faults))
    return _repeat_token(shown, "platformToken", before, call)


def get_platforms(call: Call, client: Client) -> list[dict[str, Any]]:
    """Return every platform of the client, in the order of creation, without paging."""
    _require_known(client)
    platforms = [views.show_platform(each) for each in call.state.platforms[client.api_key].values()]
    return _fresh(platforms, call)


def create_user(call: Call, client: Client) -> dict[str, Any]:
    """Enrol a user with one bank account."""
    body = requests.read_object(call)
    _require_known(client)
    platform = rules.find_platform(call.state, client, call.segments[3], call.faults)
    values = requests.read_properties(body, requests.USER, call.faults)
    rules.require_active(platform, None, call.faults)
    before = list(platform.users)
    shown = views.show_user(rules.create_user(call.state, platform, values, call.faults))
    return _repeat_token(shown, "userToken", before, call)


def get_users(call: Call, client: Client) -> list[dict[str, Any]]:
    """Return every user of a platform, in the order of creation, without paging."""
    _require_known(client)
    platform = rules.find_platform(call.state, client, call.segments[3], call.faults)
    return _fresh([views.show_user(each) for each in platform.users.values()], call)


def create_payment_request(call: Call, client: Client) -> dict[str, Any]:
    """Ask for money on behalf of a user."""
    body = requests.read_object(call)
    _require_known(client)
    platform = rules.find_platform(call.state, client, call.segments[3], call.faults)
    user = rules.find_user(call.state, platform, call.segments[5], call.faults)
    account = rules.find_bank_account(call.state, user, call.segments[7], call.faults)
    needs_id = rules.needs_external_id(platform, call.faults, is_absent=body.get("externalId") is None)
    properties = requests.PAYMENT_REQUEST_FOR_MYSELF if needs_id else requests.PAYMENT_REQUEST_FOR_OTHERS
    values = requests.read_properties(body, properties, call.faults)
    rules.require_active(platform, user, call.faults)
    before = list(user.payment_requests)
    request = rules.create_payment_request(call.state, user, account, values, now_ms=call.now_ms, faults=call.faults)
    return _repeat_token(views.show_new_payment_request(request), "paymentRequestToken", before, call)


def get_user_payment_requests(call: Call, client: Client) -> dict[str, Any]:
    """Return a page of a user's payment requests, newest first."""
    _require_known(client)
    platform = rules.find_platform(call.state, client, call.segments[3], call.faults)
    user = rules.find_user(call.state, platform, call.segments[5], call.faults)
    search = requests.read_search(call)
    page, total = rules.search_payment_requests(call.state, user, search, call.faults)
    shown = [views.show_payment_request(each, platform, call.faults) for each in page]
    if shown and search.offset == 0 and call.faults.fires("stale-read"):
        shown.pop(0)
    return {"paymentRequests": shown, "totalElements": total}


def get_payment_request(call: Call, client: Client) -> dict[str, Any]:
    """Return one payment request."""
    _require_known(client)
    platform = rules.find_platform(call.state, client, call.segments[3], call.faults)
    user = rules.find_user(call.state, platform, call.segments[5], call.faults)
    request = rules.find_payment_request(call.state, user, call.segments[7], call.faults)
    return views.show_payment_request(request, platform, call.faults)


def _require_known(client: Client) -> None:
    if not client.known:
        raise Refusal("ERR_4100_001")


def _repeat_token(shown: dict[str, Any], name: str, before: list[str], call: Call) -> dict[str, Any]:
    if before and call.faults.fires("duplicate-token"):
        shown[name] = before[-1]
    return shown


def _fresh(shown: list[dict[str, Any]], call: Call) -> list[dict[str, Any]]:
    if shown and call.faults.fires("stale-read"):
        shown.pop()
    return shown


_PLATFORMS = ("v1", "tikkie", "platforms")
_USERS = (*_PLATFORMS, "", "users")
_REQUESTS = (*_USERS, "", "paymentrequests")
TOKEN_PATH = ("v1", "oauth", "token")

_OPERATIONS = (
    Operation(name="createPlatform", method="POST", path=_PLATFORMS, success=201, handle=create_platform),
    Operation(name="getPlatforms", method="GET", path=_PLATFORMS, success=200, handle=get_platforms),
    Operation(name="createUser", method="POST", path=_USERS, success=201, handle=create_user),
    Operation(name="getUsers", method="GET", path=_USERS, success=200, handle=get_users),
    Operation(
        name="createPaymentRequest",
        method="POST",
        path=(*_USERS, "", "bankaccounts", "", "paymentrequests"),
        success=201,
        handle=create_payment_request,
    ),
    Operation(
        name="getUserPaymentRequests", method="GET", path=_REQUESTS, success=200, handle=get_user_payment_requests
    ),
    Operation(name="getPaymentRequest", method="GET", path=(*_REQUESTS, ""), success=200, handle=get_payment_request),
    Operation(name="createAccessToken", method="POST", path=TOKEN_PATH, success=200, handle=access.create_access_token),
)
OPERATIONS: tuple[str, ...] = tuple(each.name for each in _OPERATIONS)

_BY_LENGTH: dict[int, tuple[Operation, ...]] = {
    length: tuple(each for each in _OPERATIONS if len(each.path) == length)
    for length in {len(each.path) for each in _OPERATIONS}
}


def match(segments: tuple[str, ...]) -> dict[str, Operation]:
    """Return the operations of a path by method; none when the path is unknown. An empty segment matches nothing."""
    return {
        each.method: each
        for each in _BY_LENGTH.get(len(segments), ())
        if all(given and wanted in {"", given} for given, wanted in zip(segments, each.path, strict=True))
    }
