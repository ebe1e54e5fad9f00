"""What the judge must know of a provider that its contract cannot say. One value per provider."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from requests import PreparedRequest

from auth_hooks.engine import EngineFace
from conformance.exchange import Exchange

Clock = Callable[[], float]


class BadCredentials(Exception):
    """Credentials are missing or unusable; the message names the variable or file, never the secret."""


class Knowledge(Protocol):
    """What a run has learnt of the target's state; each provider has its own."""

    def learn(self, exchange: Exchange) -> None:
        """Take in an answer."""

    def paths(self, operation: str, *, draw: int) -> Mapping[str, str] | None:
        """Path parameters that belong together and exist, chosen by `draw`; `None` when none are known yet."""

    def forget(self) -> None:
        """The target was reset."""


@runtime_checkable
class Witness(Protocol):
    """A `Knowledge` that also wants to know what the control plane brings about."""

    def happened(self, event: str, body: Mapping[str, object], answer: Mapping[str, Any]) -> None:
        """Take in an event, with what was asked for and what came of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A fact of the provider that no schema can say.

    Attributes:
        name: Stable identity in reports.
        summary: What must hold.
        source: Document and section that say so.
        judge: Says what is wrong with an exchange, or `None`. Called once per exchange, before it is learnt.
        assumed: The provider's text is silent; the sandbox and the contract agree on this reading.
    """

    name: str
    summary: str
    source: str
    judge: Callable[[Exchange, Any], str | None]
    assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenCredential:
    """A good request with one credential changed, and how the provider must refuse it.

    Attributes:
        name: Stable identity in reports.
        operations: operationIds it applies to.
        expected: Status and error code of the refusals that are right.
        needs: Capabilities of the target that it takes, such as `second_client`.
        headers: Replacement headers; `None` as a value removes the header.
        form: Replacement form fields; `None` as a value removes the field.
        tamper: Spoils the request after it was signed, in place.
    """

    name: str
    operations: tuple[str, ...]
    expected: frozenset[tuple[int, str | None]]
    headers: Callable[[Any], Mapping[str, str | None]] | None = None
    form: Callable[[Any], Mapping[str, str | None]] | None = None
    tamper: Callable[[Any, PreparedRequest], None] | None = None
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Which check must catch a fault of the sandbox, and the smallest part of the judge that shows it.

    Attributes:
        checks: Names, one of which must be among the findings.
        scenarios: Names of scenarios to run.
        battery: Names of broken credentials to try.
        engine: operationIds to run the engine's examples and coverage on.
        phases: Engine phases to use with `engine`.
    """

    checks: frozenset[str]
    scenarios: tuple[str, ...] = ()
    battery: tuple[str, ...] = ()
    engine: tuple[str, ...] = ()
    phases: tuple[str, ...] = ("examples", "coverage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Callbacks:
    """How the provider's callbacks are told apart and verified.

    Attributes:
        variables: Names among `Provider.variables` that verifying takes.
        webhook: The name of a callback under `webhooks` in the contract, or `None` if it is none of them.
        verify: Why a callback is not authentic, or `None` if it is; takes the callback and the credentials by name.
        rules: What no schema can say; judged on every callback.
    """

    variables: tuple[str, ...]
    webhook: Callable[[Any], str | None]
    verify: Callable[[Any, Mapping[str, str]], str | None]
    rules: tuple[Rule, ...] = ()


class Access(Protocol):
    """One client of the provider: credentials bound to a target."""

    @property
    def face(self) -> EngineFace:
        """The engine's face of the credentials."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Everything that is special about a provider.

    Attributes:
        name: The same name everywhere.
        variables: Credential names with their meaning; `api_key` is read from `<PREFIX>_API_KEY`.
        optional: Names among `variables` that a live target may leave out.
        secrets: Names among `variables` whose values must never be shown.
        open_access: Binds credentials to a target.
        knowledge: Makes a `Knowledge` that knows no more than the first client does.
        error_code: The provider's error code in a body, if there is one.
        rules: Judged on every exchange of every layer.
        battery: Broken credentials.
        excuse: Why a refusal of a request that agrees with the contract is documented business, or `None`.
        claims: For each fault of the sandbox, who must catch it.
        generous_limits: Limits for the engine's phases, so that documented ceilings do not hide the rest.
        placeholders: Format name in the contract → value that the face replaces when it sends.
        one_time_fields: Form field → format name of the placeholder that stands for its one-time value.
        explore: One good call of each operation, on an account in any state.
        formats: Format name in the contract → generator of valid values.
        media_types: Content type of a raw body → generator of valid bodies.
        lead_query: Query parameters of a generated request that name things, replaced by ones that exist; takes the
            knowledge, the operationId, the query and a number to choose by.
        budgets: operationId → why generated requests must not call it on a live account.
        logins: operationIds that change nothing although they are not GET.
        disabled_checks: Checks of the engine that the provider's text contradicts.
        callbacks: What the provider sends by itself, if it does.
        trace_header: Lower-case name of the header that identifies an answer in a support case, if there is one.
    """

    name: str
    variables: Mapping[str, str]
    optional: frozenset[str]
    secrets: frozenset[str]
    open_access: Callable[..., Access]
    knowledge: Callable[[Any], Knowledge]
    error_code: Callable[[bytes, Mapping[str, str]], str | None]
    rules: tuple[Rule, ...]
    battery: tuple[BrokenCredential, ...]
    excuse: Callable[[Exchange, Any], str | None]
    claims: Mapping[str, Claim]
    explore: Callable[..., None]
    generous_limits: Mapping[str, object] = field(default_factory=dict)
    placeholders: Mapping[str, str] = field(default_factory=dict)
    formats: Mapping[str, Callable[[], Any]] = field(default_factory=dict)
    one_time_fields: Mapping[str, str] = field(default_factory=dict)
    media_types: Mapping[str, Callable[[], Any]] = field(default_factory=dict)
    lead_query: Callable[[Any, str, Mapping[str, Any], int], Mapping[str, Any]] | None = None
    budgets: Mapping[str, str] = field(default_factory=dict)
    logins: tuple[str, ...] = ()
    disabled_checks: frozenset[str] = frozenset()
    callbacks: Callbacks | None = None
    trace_header: str = ""


def name_variable(provider: Provider, message: str) -> str:
    """The message, where the credential that it begins with is called as in the environment."""
    for name in provider.variables:
        if re.match(rf"{name}\b", message):
            return f"{provider.name.upper()}_{name.upper()}{message[len(name) :]}"
    return message
