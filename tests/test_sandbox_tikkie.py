"""The Tikkie sandbox behaves as the provider's documents say: results, refusals, limits and the end of a request."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests import sandbox_world
from tests.sandbox_world import (
    FIRST_KEY,
    FOR_OTHERS,
    IBAN,
    OTHER_IBAN,
    PLATFORM,
    REQUEST,
    SECOND_KEY,
    USER,
    World,
    code,
)

UUID_V4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
DAY_S = 86_400
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def world() -> Iterator[World]:
    """A settled world."""
    yield from sandbox_world.settled()


@pytest.fixture
def empty(world: World) -> World:
    """A world without platforms."""
    world.control("POST", "/reset", {})
    world.log_in()
    return world


def test_platform_is_created_and_listed_as_recorded(empty: World) -> None:
    """A create answers 201 with the Platform object, and the list is a bare array in the order of creation."""
    assert empty.call("GET", "/platforms").json() == []
    created = empty.call("POST", "/platforms", {**PLATFORM, "email": "x@yz.com", "notificationUrl": None})
    assert created.status_code == 201
    shown = created.json()
    assert UUID_V4.fullmatch(shown["platformToken"])
    expected = {**PLATFORM, "email": "x@yz.com", "notificationUrl": None, "status": "ACTIVE"}
    assert expected == {name: value for name, value in shown.items() if name != "platformToken"}
    second = empty.call("POST", "/platforms", FOR_OTHERS).json()
    listed = empty.call("GET", "/platforms")
    assert (200, [shown, second]) == (listed.status_code, listed.json())


def test_user_is_created_and_listed_as_recorded(world: World) -> None:
    """A user has an array with one bank account, and no phone number."""
    listed = world.call("GET", f"/platforms/{world.mine}/users")
    account = {"bankAccountToken": world.account, "iban": IBAN, "bankAccountLabel": USER["bankAccountLabel"]}
    expected = {"userToken": world.user, "name": USER["name"], "status": "ACTIVE", "bankAccounts": [account]}
    assert (200, [expected]) == (listed.status_code, listed.json())
    assert UUID_V4.fullmatch(world.user)
    assert UUID_V4.fullmatch(world.account)


def test_payment_request_is_created_with_its_url(world: World) -> None:
    """A create answers 201 with URL, token and external identifier, and nothing else."""
    created = world.call("POST", world.create_path(), REQUEST)
    shown = created.json()
    token = shown["paymentRequestToken"]
    assert re.fullmatch(r"[a-z0-9]{20}", token)
    expected = {
        "paymentRequestUrl": f"https://acc.tikkie.me/pay/{token}",
        "paymentRequestToken": token,
        "externalId": REQUEST["externalId"],
    }
    assert (201, expected) == (created.status_code, shown)


def test_payment_request_reads_as_recorded(world: World) -> None:
    """A fresh request is OPEN, not expired, without payments, and has no URL; the list shows the same object."""
    token = world.add_request()
    shown = world.read(token).json()
    created = shown.pop("created")
    assert INSTANT.fullmatch(created)
    expected: dict[str, Any] = {
        **REQUEST,
        "paymentRequestToken": token,
        "expired": None,
        "status": "OPEN",
        "bankAccountYieldedTooFast": False,
        "payments": [],
    }
    assert expected == shown
    assert world.search().json()["paymentRequests"][0] == {**expected, "created": created}


@pytest.mark.parametrize("amount", [1, 999_999, "1", "999999"])
def test_amount_is_taken_as_text_or_number_and_given_as_text(world: World, amount: int | str) -> None:
    """AmountInCents comes back as a string, however it was sent."""
    assert world.read(world.add_request(amountInCents=amount)).json()["amountInCents"] == str(amount)


def test_absent_amount_leaves_it_open(world: World) -> None:
    """Without an amount the payer decides, and the request reads null."""
    token = world.add_request(amountInCents=None)
    assert world.read(token).json()["amountInCents"] is None
    assert world.control_raw("POST", "/events/pay", {"paymentRequestToken": token}).status_code == 409
    world.event("pay", paymentRequestToken=token, amountInCents=250)
    assert world.read(token).json()["payments"][0]["amountInCents"] == "250"


def test_unknown_members_and_parameters_are_ignored(world: World) -> None:
    """What the documents do not name changes nothing."""
    assert world.call("POST", world.create_path(), {**REQUEST, "colour": {"red": [1]}}).status_code == 201
    assert world.search("offset=0&limit=5&page=7&page=8").status_code == 200


LONG = "é" * 101
PLATFORM_DEFECTS = [
    ("ERR_1100_005", {"name": ...}),
    ("ERR_1100_005", {"name": None}),
    ("ERR_1100_005", {"phoneNumber": ...}),
    ("ERR_1100_005", {"platformUsage": ...}),
    ("ERR_1100_004", {"name": "x"}),
    ("ERR_1100_004", {"name": LONG}),
    ("ERR_1100_004", {"name": 12}),
    ("ERR_1100_004", {"name": ["xx"]}),
    ("ERR_1100_004", {"name": "\ud800x"}),
    ("ERR_1100_004", {"phoneNumber": "0201234567"}),
    ("ERR_1100_004", {"phoneNumber": "06012345678"}),
    ("ERR_1100_004", {"phoneNumber": "06012345६7"}),
    ("ERR_1100_004", {"email": "x@yz"}),
    ("ERR_1100_004", {"email": "x" * 101}),
    ("ERR_1100_004", {"notificationUrl": "x" * 201}),
    ("ERR_1100_004", {"platformUsage": "FOR_NOBODY"}),
    ("ERR_1100_004", {"platformUsage": True}),
]
USER_DEFECTS = [
    ("ERR_1100_005", {"iban": ...}),
    ("ERR_1100_005", {"bankAccountLabel": None}),
    ("ERR_1100_005", {"iban": "nonsense", "bankAccountLabel": ...}),
    ("ERR_1100_004", {"name": "x" * 71}),
    ("ERR_1100_004", {"phoneNumber": "1601234567"}),
    ("ERR_1100_004", {"phoneNumber": "+31612345678"}),
    ("ERR_1100_004", {"iban": "NL03ABNA0123456789"}),
    ("ERR_1100_004", {"iban": "NL02 ABNA 0123 4567 89"}),
    ("ERR_1100_004", {"iban": "nl02abna0123456789"}),
    ("ERR_1100_004", {"iban": "DE89370400440532013000"}),
    ("ERR_1100_004", {"bankAccountLabel": "x"}),
]
REQUEST_DEFECTS = [
    ("ERR_1100_005", {"currency": ...}),
    ("ERR_1100_005", {"description": None}),
    ("ERR_1100_005", {"externalId": ...}),
    ("ERR_1100_005", {"externalId": None}),
    ("ERR_1100_004", {"amountInCents": 0}),
    ("ERR_1100_004", {"amountInCents": "0"}),
    ("ERR_1100_004", {"amountInCents": "000000"}),
    ("ERR_1100_004", {"amountInCents": -1}),
    ("ERR_1100_004", {"amountInCents": 1_000_000}),
    ("ERR_1100_004", {"amountInCents": "1000000"}),
    ("ERR_1100_004", {"amountInCents": 1.0}),
    ("ERR_1100_004", {"amountInCents": True}),
    ("ERR_1100_004", {"amountInCents": ""}),
    ("ERR_1100_004", {"amountInCents": "1.5"}),
    ("ERR_1100_004", {"amountInCents": "१२"}),
    ("ERR_1100_004", {"currency": "USD"}),
    ("ERR_1100_004", {"currency": "eur"}),
    ("ERR_1100_004", {"description": ""}),
    ("ERR_1100_004", {"description": "x" * 36}),
    ("ERR_1100_004", {"externalId": ""}),
    ("ERR_1100_004", {"externalId": "x" * 36}),
]


def changed(body: dict[str, str], changes: dict[str, Any]) -> dict[str, Any]:
    """Return a body with some members changed or left out."""
    return {name: value for name, value in {**body, **changes}.items() if value is not ...}


@pytest.mark.parametrize(("expected", "changes"), PLATFORM_DEFECTS)
def test_platform_with_a_defect_is_refused(empty: World, expected: str, changes: dict[str, Any]) -> None:
    """A missing property is ERR_1100_005, an invalid one ERR_1100_004; the message names one of them."""
    response = empty.call("POST", "/platforms", changed(PLATFORM, changes))
    assert expected == code(response)
    assert any(name in response.json()["errors"][0]["message"] for name in changes)
    assert empty.call("GET", "/platforms").json() == []


@pytest.mark.parametrize(("expected", "changes"), USER_DEFECTS)
def test_user_with_a_defect_is_refused(world: World, expected: str, changes: dict[str, Any]) -> None:
    """Missing comes before invalid, whatever the order of the properties."""
    assert expected == code(world.call("POST", f"/platforms/{world.mine}/users", changed(USER, changes)))


@pytest.mark.parametrize(("expected", "changes"), REQUEST_DEFECTS)
def test_payment_request_with_a_defect_is_refused(world: World, expected: str, changes: dict[str, Any]) -> None:
    """The amount has one to six digits and is not zero; on a platform for itself externalId is required."""
    assert expected == code(world.call("POST", world.create_path(), changed(REQUEST, changes)))


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "é" * 100},
        {"name": "\x00\n"},
        {"name": "😀😀"},
        {"phoneNumber": "+31601234567"},
        {"phoneNumber": "0031601234567"},
        {"email": "x" * 100},
        {"email": None},
        {"notificationUrl": ""},
    ],
)
def test_platform_at_a_bound_is_accepted(empty: World, changes: dict[str, Any]) -> None:
    """Lengths count code points, both ends included; control characters and explicit nulls are fine."""
    created = empty.call("POST", "/platforms", {**PLATFORM, **changes})
    assert created.status_code == 201
    assert changes.items() <= created.json().items()


def test_external_id_is_optional_for_others(world: World) -> None:
    """A platform for others may leave externalId out; the answer then has null."""
    created = world.call("POST", world.create_path(others=True), changed(REQUEST, {"externalId": ...}))
    assert (created.status_code, created.json()["externalId"]) == (201, None)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe{}",
        b"\xef\xbb\xbf{}",
        b'{"name": "\xff"}',
        b'{"name": NaN}',
        b'{"n": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
    ids=range(12),
)
def test_malformed_body_is_refused(world: World, content: bytes) -> None:
    """What is no JSON object in UTF-8 is ERR_1003_006, before the path is looked at."""
    headers = {"API-Key": FIRST_KEY, "Authorization": f"Bearer {world.bearer}", **JSON}
    for path in ("/v1/tikkie/platforms", "/v1/tikkie/platforms/nowhere/users"):
        assert code(world.send("POST", path, headers=headers, content=content)) == "ERR_1003_006"


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""])
def test_other_content_type_is_refused(world: World, media_type: str) -> None:
    """A body must be declared as JSON."""
    headers = {"API-Key": FIRST_KEY, "Authorization": f"Bearer {world.bearer}", "Content-Type": media_type}
    response = world.send("POST", "/v1/tikkie/platforms", headers=headers, content=b"{}")
    assert code(response) == "ERR_1003_006"


def test_content_type_may_have_parameters(world: World) -> None:
    """A charset and capital letters change nothing."""
    media_type = "Application/JSON; charset=utf-8"
    headers = {"API-Key": FIRST_KEY, "Authorization": f"Bearer {world.bearer}", "Content-Type": media_type}
    assert code(world.send("POST", "/v1/tikkie/platforms", headers=headers, content=b"{}")) == "ERR_1100_005"


def test_path_resources_come_before_properties(world: World) -> None:
    """Path resources resolve from left to right, before the body is judged."""
    user, account = world.user, world.account
    for platform, wanted_user, wanted_account, expected in (
        ("no", "no", "no", "ERR_4100_002"),
        (world.mine, "no", "no", "ERR_4100_003"),
        (world.mine, user, "no", "ERR_1100_004"),
        (world.others, user, account, "ERR_4100_003"),
        (world.mine, user, world.other_account, "ERR_1100_004"),
        (world.mine, user, account, "ERR_1100_005"),
    ):
        path = f"/platforms/{platform}/users/{wanted_user}/bankaccounts/{wanted_account}/paymentrequests"
        assert expected == code(world.call("POST", path, {}))


def test_reads_resolve_their_path(world: World) -> None:
    """Unknown platform and user are 404; an unknown payment request is 400."""
    path = world.user_path()
    assert code(world.call("GET", "/platforms/no/users")) == "ERR_4100_002"
    assert code(world.call("GET", "/platforms/no/users/no/paymentrequests")) == "ERR_4100_002"
    assert code(world.call("GET", f"/platforms/{world.mine}/users/no/paymentrequests")) == "ERR_4100_003"
    assert code(world.call("GET", f"{path}/paymentrequests/no")) == "ERR_1100_002"
    assert world.call("GET", f"{path}/paymentrequests/no").status_code == 400


def test_foreign_tokens_never_resolve(world: World) -> None:
    """Another client sees none of the first one's resources."""
    bearer = world.event("token-issue", apiKey=SECOND_KEY)["access_token"]
    credentials = {"api_key": SECOND_KEY, "authorization": f"Bearer {bearer}"}
    assert world.call("GET", "/platforms", **credentials).json() == []
    assert code(world.call("GET", f"/platforms/{world.mine}/users", **credentials)) == "ERR_4100_002"


def test_client_unknown_to_tikkie_is_refused(world: World) -> None:
    """A client that the gateway knows and Tikkie does not is ERR_4100_001 on every operation."""
    world.event("client", apiKey=FIRST_KEY, known=False)
    path = world.user_path()
    for method, target, body in (
        ("GET", "/platforms", ...),
        ("POST", "/platforms", {}),
        ("GET", "/platforms/no/users", ...),
        ("POST", "/platforms/no/users", {}),
        ("GET", f"{path}/paymentrequests", ...),
        ("GET", f"{path}/paymentrequests/no", ...),
        ("POST", world.create_path(), {}),
    ):
        assert code(world.call(method, target, body)) == "ERR_4100_001"


def test_third_platform_is_refused(world: World) -> None:
    """An account has two platforms at most; a defect of the body is reported first."""
    assert code(world.call("POST", "/platforms", PLATFORM)) == "ERR_3100_001"
    assert code(world.call("POST", "/platforms", {})) == "ERR_1100_005"


def test_users_are_limited_per_platform_and_per_iban(world: World) -> None:
    """The limit of the platform is reported before that of the IBAN."""
    world.control("POST", "/reset", {"limits": {"users_per_platform": 2, "users_per_iban": 1}})
    world.settle_down()
    path = f"/platforms/{world.mine}/users"
    assert code(world.call("POST", path, USER)) == "ERR_1100_001"
    world.add_user(world.mine, iban="NL20INGB0001234567")
    assert code(world.call("POST", path, USER)) == "ERR_3100_002"


def test_inactive_platform_and_user_create_nothing(world: World) -> None:
    """Creates are ERR_1100_006 while the platform or the user is inactive; reads still work."""
    world.event("user", userToken=world.user, status="INACTIVE")
    assert code(world.call("POST", world.create_path(), REQUEST)) == "ERR_1100_006"
    assert world.call("GET", f"/platforms/{world.mine}/users").json()[0]["status"] == "INACTIVE"
    world.event("user", userToken=world.user, status="ACTIVE")
    world.event("platform", platformToken=world.mine, status="INACTIVE")
    assert code(world.call("POST", world.create_path(), REQUEST)) == "ERR_1100_006"
    assert code(world.call("POST", f"/platforms/{world.mine}/users", USER)) == "ERR_1100_006"
    assert world.search().status_code == 200


def test_request_expires_after_fourteen_days(world: World) -> None:
    """A second before the fourteenth day is over the request is open; after it, expired at that very moment."""
    token = world.requests[0]
    created = world.read(token).json()["created"]
    world.control("POST", "/clock", {"advance_s": 14 * DAY_S - 1})
    world.log_in_again()
    assert world.read(token).json()["status"] == "OPEN"
    world.control("POST", "/clock", {"advance_s": 2})
    shown = world.read(token).json()
    assert ("EXPIRED", created.replace("06-19", "07-03")) == (shown["status"], shown["expired"])


@pytest.mark.parametrize(
    ("event", "status"),
    [
        ("close", "CLOSED"),
        ("expire", "EXPIRED"),
        ("yield-reached", "MAX_YIELD_REACHED"),
        ("payments-reached", "MAX_SUCCESSFUL_PAYMENTS_REACHED"),
    ],
)
def test_ended_request_is_final(world: World, event: str, status: str) -> None:
    """Each end is reached from OPEN only, refuses payments, and only expiry has a moment."""
    token = world.requests[0]
    world.event(event, paymentRequestToken=token)
    shown = world.read(token).json()
    assert (status, status == "EXPIRED") == (shown["status"], shown["expired"] is not None)
    for later in ("close", "expire", "pay"):
        refused = world.control_raw("POST", f"/events/{later}", {"paymentRequestToken": token})
        assert (refused.status_code, status in refused.json()["error"]) == (409, True)


def test_payment_goes_from_new_to_paid(world: World) -> None:
    """A payment moves NEW, PENDING, PAID, shows all its members, and makes no other step."""
    token = world.requests[0]
    payment = world.event("pay", paymentRequestToken=token, onlinePaymentStatus="NEW")["paymentToken"]
    order = {"paymentToken": payment, "onlinePaymentStatus": "PAID"}
    assert world.control_raw("POST", "/events/payment", order).status_code == 409
    world.event("payment", paymentToken=payment, onlinePaymentStatus="PENDING")
    world.event("payment", paymentToken=payment, onlinePaymentStatus="PAID")
    (shown,) = world.read(token).json()["payments"]
    assert INSTANT.fullmatch(shown.pop("created"))
    expected = {
        "paymentToken": payment,
        "counterPartyName": "E. Xample",
        "amountInCents": "123",
        "amountCurrency": "EUR",
        "description": "Payment for tikkie",
        "onlinePaymentStatus": "PAID",
    }
    assert expected == shown


def test_payments_stay_hidden_for_others(world: World) -> None:
    """On a platform for others payments is empty, though somebody paid."""
    token = world.add_request(others=True)
    world.event("pay", paymentRequestToken=token)
    assert world.read(token, others=True).json()["payments"] == []
    assert world.search(others=True).json()["paymentRequests"][0]["payments"] == []


@pytest.mark.parametrize(
    ("limits", "status"),
    [
        ({"max_successful_payments": 2}, "MAX_SUCCESSFUL_PAYMENTS_REACHED"),
        ({"max_yield_cents": 246}, "MAX_YIELD_REACHED"),
    ],
)
def test_agreed_maximum_ends_a_request(world: World, limits: dict[str, int], status: str) -> None:
    """The second paid payment reaches the maximum; one that is not paid does not count."""
    world.control("POST", "/reset", {"limits": limits})
    world.settle_down()
    token = world.requests[0]
    world.event("pay", paymentRequestToken=token)
    world.event("pay", paymentRequestToken=token, onlinePaymentStatus="NOT_PAID")
    assert world.read(token).json()["status"] == "OPEN"
    world.event("pay", paymentRequestToken=token)
    assert status == world.read(token).json()["status"]


def test_blocked_account_shows_on_its_requests(world: World) -> None:
    """BankAccountYieldedTooFast follows the account, both ways."""
    for blocked in (True, False):
        world.event("yielded-too-fast", bankAccountToken=world.account, blocked=blocked)
        assert blocked is world.read(world.requests[0]).json()["bankAccountYieldedTooFast"]


def test_answers_are_json_without_charset(world: World) -> None:
    """The content type is bare, and text beyond ASCII is sent as it is."""
    world.add_request(description="Zoë 😀")
    response = world.search("offset=0&limit=1")
    assert response.headers["content-type"] == "application/json"
    assert "Zoë 😀".encode() in response.content


def test_other_iban_belongs_to_the_other_user(world: World) -> None:
    """Users of different platforms are kept apart."""
    (shown,) = world.call("GET", f"/platforms/{world.others}/users").json()
    assert shown["bankAccounts"][0]["iban"] == OTHER_IBAN
