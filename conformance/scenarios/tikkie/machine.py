"""A model of a Tikkie account that random sequences of calls and events are compared with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from conformance.providers.tikkie.rules import FOR_MYSELF, FOR_OTHERS
from conformance.scenario import World
from conformance.scenarios.tikkie.account import DAY_S, PLATFORM, REQUEST, USER, Place, ask, changed, page
from conformance.scenarios.tikkie.payments import ENDINGS

EXPIRY_DAYS = 14
LIMITS = {
    "platforms_per_client": 2,
    "users_per_platform": 2,
    "users_per_iban": 2,
    "expiry_days": EXPIRY_DAYS,
    "max_successful_payments": 2,
}
IBANS = ("NL02ABNA0123456789", "NL91ABNA0417164300")
SUCCESSORS = {"NEW": ("PENDING",), "PENDING": ("PAID", "NOT_PAID")}


@dataclass(slots=True, kw_only=True)
class RequestModel:
    """What a payment request should read as."""

    token: str
    amount: str | None
    created_day: int
    status: str = "OPEN"
    payments: dict[str, list[str]] = field(default_factory=dict)
    """Token → amount and online payment status."""


@dataclass(slots=True, kw_only=True)
class UserModel:
    """What a user should read as."""

    place: Place
    name: str
    iban: str
    blocked: bool = False
    requests: list[RequestModel] = field(default_factory=list)
    """Newest first."""


@dataclass(slots=True, kw_only=True)
class PlatformModel:
    """What a platform should read as."""

    token: str
    usage: str
    users: list[UserModel] = field(default_factory=list)


NUMBERS = st.integers(0, 10**6)
"""Chooses among what the account holds, modulo their number."""


class AccountMachine(RuleBasedStateMachine):
    """One account, emptied at the start of each sequence; the model is checked after each step.

    Args:
        world: A world with control plane.
    """

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.platforms: list[PlatformModel] = []
        self.touched: UserModel | None = None
        self.day = 0

    # --- the model ---

    @property
    def users(self) -> list[UserModel]:
        """All users, in the order of their creation per platform."""
        return [user for platform in self.platforms for user in platform.users]

    @property
    def requests(self) -> list[tuple[UserModel, RequestModel]]:
        """All payment requests with their users."""
        return [(user, request) for user in self.users for request in user.requests]

    @property
    def open_requests(self) -> list[tuple[UserModel, RequestModel]]:
        """Those that can still be paid."""
        return [(user, request) for user, request in self.requests if self._status(request) == "OPEN"]

    @property
    def moving_payments(self) -> list[tuple[UserModel, RequestModel, str]]:
        """Payments that have not come to an end."""
        return [
            (user, request, token)
            for user, request in self.requests
            for token, (_, status) in request.payments.items()
            if status in SUCCESSORS
        ]

    def _status(self, request: RequestModel) -> str:
        over = self.day - request.created_day >= EXPIRY_DAYS
        return "EXPIRED" if request.status == "OPEN" and over else request.status

    def _settle(self, request: RequestModel) -> None:
        request.status = self._status(request)
        paid = sum(1 for _, status in request.payments.values() if status == "PAID")
        if request.status == "OPEN" and paid >= LIMITS["max_successful_payments"]:
            request.status = "MAX_SUCCESSFUL_PAYMENTS_REACHED"

    # --- steps ---

    @initialize(usage=st.sampled_from([FOR_MYSELF, FOR_OTHERS]))
    def start(self, usage: str) -> None:
        """An account begins with one platform, one user and one payment request."""
        self.world.reset(**LIMITS)
        self.create_platform(usage=usage)
        self.create_user(number=0, iban=IBANS[0], name="Sanne")
        self.create_request(number=0, amount="1250", description="Invoice 4567")

    @rule(usage=st.sampled_from([FOR_MYSELF, FOR_OTHERS]))
    def create_platform(self, usage: str) -> None:
        """The third platform is refused."""
        full = len(self.platforms) >= LIMITS["platforms_per_client"]
        expect: Any = (403, "ERR_3100_001") if full else 201
        reply = self.world.call("createPlatform", body=changed(PLATFORM, platformUsage=usage), expect=expect)
        if not full:
            self.platforms.append(PlatformModel(token=reply.json["platformToken"], usage=usage))

    @rule(number=NUMBERS, iban=st.sampled_from(IBANS), name=st.sampled_from(["Sanne", "Zoë", "Daan de Jong"]))
    def create_user(self, number: int, iban: str, name: str) -> None:
        """A platform takes so many users, and so does an IBAN."""
        platform = self.platforms[number % len(self.platforms)]
        full = len(platform.users) >= LIMITS["users_per_platform"]
        worn = sum(1 for user in self.users if user.iban == iban) >= LIMITS["users_per_iban"]
        if full and worn:
            return  # no text says which refusal comes first
        expect: Any = (403, "ERR_3100_002") if full else (400, "ERR_1100_001") if worn else 201
        path, body = {"platformToken": platform.token}, changed(USER, iban=iban, name=name)
        reply = self.world.call("createUser", path=path, body=body, expect=expect)
        if expect == 201:
            account = reply.json["bankAccounts"][0]["bankAccountToken"]
            place = Place(platform=platform.token, user=reply.json["userToken"], account=account)
            platform.users.append(UserModel(place=place, name=name, iban=iban))

    @precondition(lambda self: self.users)
    @rule(
        number=NUMBERS,
        amount=st.sampled_from([None, "1", "1250", "999999"]),
        description=st.sampled_from(["Invoice 4567", "Etentje \N{SLICE OF PIZZA}", "d" * 35]),
    )
    def create_request(self, number: int, amount: str | None, description: str) -> None:
        """A user asks for a payment."""
        user = self.users[number % len(self.users)]
        token = ask(self.world, user.place, amountInCents=amount, description=description)
        user.requests.insert(0, RequestModel(token=token, amount=amount, created_day=self.day))
        self.touched = user

    @precondition(lambda self: self.open_requests)
    @rule(
        number=NUMBERS, amount=st.integers(1, 999_999), status=st.sampled_from(["NEW", "PENDING", "PAID", "NOT_PAID"])
    )
    def pay(self, number: int, amount: int, status: str) -> None:
        """Somebody pays, or starts to."""
        self.touched, request = self.open_requests[number % len(self.open_requests)]
        own = {"amountInCents": amount} if request.amount is None else {}
        order = {"paymentRequestToken": request.token, "onlinePaymentStatus": status, **own}
        payment = self.world.control.event("pay", **order)["paymentToken"]
        request.payments[payment] = [request.amount or str(amount), status]
        self._settle(request)

    @precondition(lambda self: self.moving_payments)
    @rule(number=NUMBERS)
    def move_payment(self, number: int) -> None:
        """A payment goes on."""
        self.touched, request, payment = self.moving_payments[number % len(self.moving_payments)]
        choices = SUCCESSORS[request.payments[payment][1]]
        status = choices[number % len(choices)]
        self._settle(request)
        self.world.control.event("payment", paymentToken=payment, onlinePaymentStatus=status)
        request.payments[payment][1] = status
        self._settle(request)

    @precondition(lambda self: self.open_requests)
    @rule(number=NUMBERS, event=st.sampled_from(list(ENDINGS)))
    def end_request(self, number: int, event: str) -> None:
        """A payment request comes to one of its ends."""
        self.touched, request = self.open_requests[number % len(self.open_requests)]
        self.world.control.event(event, paymentRequestToken=request.token)
        request.status = ENDINGS[event]

    @precondition(lambda self: self.users)
    @rule(number=NUMBERS, blocked=st.booleans())
    def block_account(self, number: int, blocked: bool) -> None:
        """A bank account is blocked, or no longer."""
        self.touched = self.users[number % len(self.users)]
        self.touched.blocked = blocked
        self.world.control.event("yielded-too-fast", bankAccountToken=self.touched.place.account, blocked=blocked)

    @rule(days=st.sampled_from([1, 7, EXPIRY_DAYS]))
    def wait(self, days: int) -> None:
        """Time goes by."""
        self.world.advance(days * DAY_S)
        self.day += days

    @precondition(lambda self: self.requests)
    @rule(number=NUMBERS, offset=st.integers(0, 6), limit=st.integers(1, 6))
    def read_page(self, number: int, offset: int, limit: int) -> None:
        """Any page is a piece of the whole."""
        user = self.users[number % len(self.users)]
        answer = page(self.world, user.place, offset=offset, limit=limit)
        self._compare(user, user.requests[offset : offset + limit], answer)

    @precondition(lambda self: self.requests)
    @rule(number=NUMBERS, width=st.integers(0, 3))
    def read_period(self, number: int, width: int) -> None:
        """A period between two payment requests holds those between them."""
        user, first = self.requests[number % len(self.requests)]
        times = [each["created"] for each in page(self.world, user.place)["paymentRequests"]]
        newer = user.requests.index(first)
        older = min(newer + width, len(times) - 1)
        answer = page(self.world, user.place, fromDate=times[older], toDate=times[newer])
        between = user.requests[newer + 1 : older]
        self._compare(user, between, answer, total=len(between))

    @precondition(lambda self: self.requests)
    @rule(number=NUMBERS)
    def read_request(self, number: int) -> None:
        """A single payment request reads like the model."""
        user, request = self.requests[number % len(self.requests)]
        path = user.place.of_request(request.token)
        self._compare_one(user, request, self.world.call("getPaymentRequest", path=path, expect=200).json)

    # --- comparison ---

    @invariant()
    def lists_equal_the_model(self) -> None:
        """After each step: the platforms, their users, and the payment requests of the user that was touched."""
        if not self.platforms:
            return
        listed = self.world.call("getPlatforms", expect=200).json
        expected = {platform.token: platform.usage for platform in self.platforms}
        assert expected == {each["platformToken"]: each["platformUsage"] for each in listed}
        platform = self.platforms[-1]
        users = self.world.call("getUsers", path={"platformToken": platform.token}, expect=200).json
        assert {u.place.user: (u.name, u.iban) for u in platform.users} == {
            each["userToken"]: (each["name"], each["bankAccounts"][0]["iban"]) for each in users
        }
        if self.touched is not None:
            self._compare(self.touched, self.touched.requests, page(self.world, self.touched.place))

    def _compare(self, user: UserModel, expected: list[RequestModel], answer: Any, *, total: int | None = None) -> None:
        assert (len(user.requests) if total is None else total) == answer["totalElements"]
        assert [request.token for request in expected] == [
            each["paymentRequestToken"] for each in answer["paymentRequests"]
        ]
        for request, came in zip(expected, answer["paymentRequests"], strict=True):
            self._compare_one(user, request, came)

    def _compare_one(self, user: UserModel, request: RequestModel, came: Any) -> None:
        (usage,) = [each.usage for each in self.platforms if each.token == user.place.platform]
        payments = {} if usage == FOR_OTHERS else request.payments
        assert {
            "status": self._status(request),
            "amountInCents": request.amount,
            "externalId": REQUEST["externalId"],
            "bankAccountYieldedTooFast": user.blocked,
        } == {name: came[name] for name in ("status", "amountInCents", "externalId", "bankAccountYieldedTooFast")}
        assert payments == {
            each["paymentToken"]: [each["amountInCents"], each["onlinePaymentStatus"]] for each in came["payments"]
        }
        if request.status == "OPEN" and came["status"] == "EXPIRED":  # by its age; an event gives another instant
            period = timedelta(days=EXPIRY_DAYS)
            assert datetime.fromisoformat(came["created"]) + period == datetime.fromisoformat(came["expired"])
