"""What the scenarios of Tikkie start from: good input, and steps towards an account with something in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from conformance.calls import Reply
from conformance.provider import Access
from conformance.providers.tikkie.access import TikkieAccess
from conformance.providers.tikkie.rules import FOR_MYSELF
from conformance.scenario import World, shows

PLATFORM = {"name": "Webshop", "phoneNumber": "0601234567", "platformUsage": FOR_MYSELF}
USER = {
    "name": "Sanne de Vries",
    "phoneNumber": "0612345678",
    "iban": "NL02ABNA0123456789",
    "bankAccountLabel": "Personal account",
}
REQUEST = {"amountInCents": "1250", "currency": "EUR", "description": "Invoice 4567", "externalId": "Invoice: 4567"}

UNKNOWN_TOKEN = "ffffffff-ffff-4fff-bfff-ffffffffffff"  # noqa: S105 - a path parameter

SUCCESSES = {
    "createPlatform": 201,
    "getPlatforms": 200,
    "createUser": 201,
    "getUsers": 200,
    "createPaymentRequest": 201,
    "getUserPaymentRequests": 200,
    "getPaymentRequest": 200,
}
"""The success status of the seven operations that take an access token."""

DAY_S = 86_400

Scenario = TypeVar("Scenario", bound=Callable[..., None])


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A user with its platform and bank account, as path parameters need them."""

    platform: str
    user: str
    account: str

    @property
    def under_platform(self) -> dict[str, str]:
        """Path parameters of the operations on users."""
        return {"platformToken": self.platform}

    @property
    def under_user(self) -> dict[str, str]:
        """Path parameters of the search."""
        return {**self.under_platform, "userToken": self.user}

    @property
    def under_account(self) -> dict[str, str]:
        """Path parameters of a new payment request."""
        return {**self.under_user, "bankAccountToken": self.account}

    def of_request(self, token: str) -> dict[str, str]:
        """Path parameters of one payment request."""
        return {**self.under_user, "paymentRequestToken": token}


def changed(body: dict[str, Any], **changes: object) -> dict[str, Any]:
    """The body with some properties replaced."""
    return {**body, **changes}


def without(body: dict[str, Any], name: str) -> dict[str, Any]:
    """The body with one property left out."""
    return {key: value for key, value in body.items() if key != name}


def as_client(access: Access) -> TikkieAccess:
    """The credentials of a client, as Tikkie knows them."""
    if not isinstance(access, TikkieAccess):
        raise TypeError("the scenarios of Tikkie need a client of Tikkie")
    return access


def enrol_platform(world: World, *, access: Access | None = None, **changes: object) -> str:
    """Create a platform and return its token."""
    answer = world.call("createPlatform", body=changed(PLATFORM, **changes), access=access, expect=201)
    return str(answer.json["platformToken"])


def enrol_user(world: World, platform: str, *, access: Access | None = None, **changes: object) -> Place:
    """Create a user on a platform."""
    path = {"platformToken": platform}
    user = world.call("createUser", path=path, body=changed(USER, **changes), access=access, expect=201).json
    return Place(platform=platform, user=user["userToken"], account=user["bankAccounts"][0]["bankAccountToken"])


def enrol(world: World, *, usage: str = FOR_MYSELF, access: Access | None = None) -> Place:
    """Create a platform with one user."""
    return enrol_user(world, enrol_platform(world, access=access, platformUsage=usage), access=access)


def ask(world: World, place: Place, *, access: Access | None = None, **changes: object) -> str:
    """Create a payment request and return its token."""
    body = changed(REQUEST, **changes)
    answer = world.call("createPaymentRequest", path=place.under_account, body=body, access=access, expect=201)
    return str(answer.json["paymentRequestToken"])


def read(world: World, place: Place, token: str) -> Any:
    """Read one payment request; the list must show the same."""
    one = world.call("getPaymentRequest", path=place.of_request(token), expect=200).json
    listed = {request["paymentRequestToken"]: request for request in page(world, place)["paymentRequests"]}
    assert one == listed.get(token), "the list and the single payment request differ"
    return one


def page(world: World, place: Place, **query: object) -> Any:
    """Search the payment requests of a user; offset 0 and limit 100 if not said otherwise."""
    return world.call(
        "getUserPaymentRequests", path=place.under_user, query={"offset": 0, "limit": 100, **query}, expect=200
    ).json


def tokens_of(answer: Any) -> list[str]:
    """The tokens on a page, in its order."""
    return [request["paymentRequestToken"] for request in answer["paymentRequests"]]


def good_calls(place: Place, token: str) -> dict[str, dict[str, Any]]:
    """Arguments with which each of the seven operations succeeds, on an account with one platform."""
    return {
        "createPlatform": {"body": PLATFORM},
        "getPlatforms": {},
        "createUser": {"path": place.under_platform, "body": USER},
        "getUsers": {"path": place.under_platform},
        "createPaymentRequest": {"path": place.under_account, "body": REQUEST},
        "getUserPaymentRequests": {"path": place.under_user, "query": {"offset": 0, "limit": 10}},
        "getPaymentRequest": {"path": place.of_request(token)},
    }


def shows_everywhere(status: int, code: str) -> Callable[[Scenario], Scenario]:
    """Promise a refusal for all seven operations."""

    def mark(scenario: Scenario) -> Scenario:
        for operation in SUCCESSES:
            scenario = shows(operation, status, code)(scenario)
        return scenario

    return mark


def refused_everywhere(
    world: World, calls: dict[str, dict[str, Any]], expect: tuple[int, str], *, bearer: str | None = None
) -> None:
    """Make each call, with another access token if one is given; all must be refused alike."""
    headers = {} if bearer is None else {"Authorization": f"Bearer {bearer}"}
    for operation, arguments in calls.items():
        world.call(operation, **arguments, headers=headers, expect=expect)


def ask_for_token(world: World, *, expect: int | tuple[int, str] = 200, **fields: str | None) -> Reply:
    """Send a good token request with some fields replaced; `None` leaves a field out."""
    client = as_client(world.first)
    form: dict[str, str | None] = {
        "client_assertion": client.assertion(),
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "grant_type": "client_credentials",
        "scope": "tikkie",
    }
    return world.call("createAccessToken", form={**form, **fields}, expect=expect)
