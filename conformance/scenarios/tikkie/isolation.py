"""What belongs to one account, platform or user stays invisible under another."""

from __future__ import annotations

from conformance.scenario import World, requires
from conformance.scenarios.tikkie.account import (
    REQUEST,
    USER,
    Place,
    ask,
    enrol,
    enrol_platform,
    enrol_user,
    page,
    tokens_of,
)

SEARCH = {"offset": 0, "limit": 10}


def _refused_under(world: World, place: Place, token: str, expect: tuple[int, str]) -> None:
    world.call("createPaymentRequest", path=place.under_account, body=REQUEST, expect=expect)
    world.call("getUserPaymentRequests", path=place.under_user, query=SEARCH, expect=expect)
    world.call("getPaymentRequest", path=place.of_request(token), expect=expect)


@requires("control", "second_client")
def test_platform_of_another_account_is_not_found(world: World) -> None:
    """A platform of another API key is answered like one that does not exist (assumed: ERR_4100_002)."""
    foreign = enrol(world, access=world.second)
    token = ask(world, foreign, access=world.second)
    assert [] == world.call("getPlatforms", expect=200).json
    expect = (404, "ERR_4100_002")
    world.call("createUser", path=foreign.under_platform, body=USER, expect=expect)
    world.call("getUsers", path=foreign.under_platform, expect=expect)
    _refused_under(world, foreign, token, expect)


@requires("control", "second_client")
def test_user_of_another_account_is_not_found(world: World) -> None:
    """A user of another account does not resolve under a platform of one's own (assumed: ERR_4100_003)."""
    foreign = enrol(world, access=world.second)
    token = ask(world, foreign, access=world.second)
    mixed = Place(platform=enrol_platform(world), user=foreign.user, account=foreign.account)
    _refused_under(world, mixed, token, (404, "ERR_4100_003"))


@requires("control")
def test_user_of_another_platform_is_not_found(world: World) -> None:
    """A user does not resolve under the account's other platform (Technical details: userToken, enrolled)."""
    place = enrol(world)
    token = ask(world, place)
    mixed = Place(platform=enrol_platform(world), user=place.user, account=place.account)
    _refused_under(world, mixed, token, (404, "ERR_4100_003"))


@requires("control")
def test_payment_request_of_another_user_is_not_found(world: World) -> None:
    """A payment request does not resolve under another user of the platform (assumed: ERR_1100_002)."""
    place = enrol(world)
    token = ask(world, place)
    other = enrol_user(world, place.platform)
    world.call("getPaymentRequest", path=other.of_request(token), expect=(400, "ERR_1100_002"))
    assert 0 == page(world, other)["totalElements"]


@requires("control")
def test_bank_account_of_another_user_is_refused(world: World) -> None:
    """A bank account of another user gets no payment request (assumed: ERR_1100_004)."""
    place = enrol(world)
    other = enrol_user(world, place.platform)
    path = {**place.under_account, "bankAccountToken": other.account}
    world.call("createPaymentRequest", path=path, body=REQUEST, expect=(400, "ERR_1100_004"))
    assert [0, 0] == [page(world, each)["totalElements"] for each in (place, other)]


@requires("control")
def test_other_platform_lends_nothing(world: World) -> None:
    """Neither a bank account nor a payment request serves a user of the other platform (assumed: same codes)."""
    place, other = enrol(world), enrol(world)
    token = ask(world, other)
    path = {**place.under_account, "bankAccountToken": other.account}
    world.call("createPaymentRequest", path=path, body=REQUEST, expect=(400, "ERR_1100_004"))
    world.call("getPaymentRequest", path=place.of_request(token), expect=(400, "ERR_1100_002"))
    assert [0, 1] == [page(world, each)["totalElements"] for each in (place, other)]


@requires("control", "second_client")
def test_other_account_lends_nothing(world: World) -> None:
    """Neither a bank account nor a payment request serves a user of another account (assumed: same codes)."""
    place, foreign = enrol(world), enrol(world, access=world.second)
    token = ask(world, foreign, access=world.second)
    path = {**place.under_account, "bankAccountToken": foreign.account}
    world.call("createPaymentRequest", path=path, body=REQUEST, expect=(400, "ERR_1100_004"))
    world.call("getPaymentRequest", path=place.of_request(token), expect=(400, "ERR_1100_002"))
    assert 0 == page(world, place)["totalElements"]


@requires("control")
def test_equal_users_share_nothing(world: World) -> None:
    """Users with one name, number and IBAN each have their own payment requests (GET User payment requests)."""
    platforms = [enrol_platform(world) for _ in range(2)]
    places = [enrol_user(world, platform) for platform in platforms for _ in range(2)]
    tokens = [ask(world, place) for place in places]
    assert [[token] for token in tokens] == [tokens_of(page(world, place)) for place in places]
