"""What a run has learnt of a Tikkie account: which tokens exist, and what belongs together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from conformance.exchange import Exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformFacts:
    """A platform that the target told us of."""

    token: str
    usage: str
    api_key: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserFacts:
    """A user, with its one bank account."""

    token: str
    platform: str
    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFacts:
    """A payment request as it was asked for."""

    token: str
    platform: str
    user: str
    amount: str | None
    description: str
    external_id: str | None


_Facts = TypeVar("_Facts", PlatformFacts, UserFacts, RequestFacts)


class Account:
    """Grows with every answer; what an answer does not say stays unknown."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """The target was reset."""
        self.platforms: dict[str, PlatformFacts] = {}
        self.users: dict[str, UserFacts] = {}
        self.requests: dict[str, RequestFacts] = {}
        self.trace_ids: set[str] = set()

    def learn(self, exchange: Exchange) -> None:
        """Take in an answer."""
        trace_id = exchange.response_headers.get("trace-id")
        if trace_id:
            self.trace_ids.add(trace_id)
        if not exchange.ok:
            return
        answer, path = exchange.answer, exchange.path_parameters
        match exchange.operation:
            case "createPlatform":
                self._learn_platform(answer, exchange)
            case "getPlatforms":
                for platform in answer if isinstance(answer, list) else []:
                    self._learn_platform(platform, exchange)
            case "createUser":
                self._learn_user(answer, path)
            case "getUsers":
                for user in answer if isinstance(answer, list) else []:
                    self._learn_user(user, path)
            case "createPaymentRequest":
                self._learn_request(answer, exchange)

    def _learn_platform(self, platform: Any, exchange: Exchange) -> None:
        token, usage = text(platform, "platformToken"), text(platform, "platformUsage")
        if token and usage:
            key = exchange.request_headers.get("api-key", "")
            self.platforms.setdefault(token, PlatformFacts(token=token, usage=usage, api_key=key))

    def _learn_user(self, user: Any, path: Mapping[str, str]) -> None:
        token = text(user, "userToken")
        accounts = user.get("bankAccounts") if isinstance(user, dict) else None
        account = text(accounts[0], "bankAccountToken") if isinstance(accounts, list) and accounts else None
        if token and account:
            facts = UserFacts(token=token, platform=path.get("platformToken", ""), account=account)
            self.users.setdefault(token, facts)

    def _learn_request(self, answer: Any, exchange: Exchange) -> None:
        token, sent, path = text(answer, "paymentRequestToken"), exchange.sent, exchange.path_parameters
        if not token or not isinstance(sent, dict):
            return
        amount = sent.get("amountInCents")
        facts = RequestFacts(
            token=token,
            platform=path.get("platformToken", ""),
            user=path.get("userToken", ""),
            amount=None if amount is None else plain_amount(amount),
            description=str(sent.get("description")),
            external_id=sent.get("externalId"),
        )
        self.requests.setdefault(token, facts)

    def paths(self, operation: str, *, draw: int) -> Mapping[str, str] | None:
        """Path parameters that exist and belong together, chosen by `draw`; `None` when none are known."""
        match operation:
            case "createUser" | "getUsers":
                if platform := _choose(self.platforms, draw):
                    return {"platformToken": platform.token}
            case "createPaymentRequest":
                if user := _choose(self.users, draw):
                    return {"platformToken": user.platform, "userToken": user.token, "bankAccountToken": user.account}
            case "getUserPaymentRequests":
                if user := _choose(self.users, draw):
                    return {"platformToken": user.platform, "userToken": user.token}
            case "getPaymentRequest":
                if request := _choose(self.requests, draw):
                    path = {"platformToken": request.platform, "userToken": request.user}
                    return {**path, "paymentRequestToken": request.token}
        return None


def _choose(known: Mapping[str, _Facts], draw: int) -> _Facts | None:
    facts = list(known.values())
    return facts[draw % len(facts)] if facts else None


def plain_amount(value: Any) -> str:
    """An amount without leading zeros or a fraction of nothing; what is no amount as it is written.

    A target under judgement may have accepted, or may send, anything at all.
    """
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return value.lstrip("0") or "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def text(node: Any, name: str) -> str | None:
    """A string property of a JSON object, or `None`."""
    value = node.get(name) if isinstance(node, dict) else None
    return value if isinstance(value, str) else None
