"""One judged run against one target: every layer reports its exchanges here."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping
from typing import IO, Self

import httpx

from conformance.callbacks import Receiver, as_exchange, judge
from conformance.contract import Contract
from conformance.coverage import Coverage
from conformance.exchange import Exchange
from conformance.findings import Finding, Findings
from conformance.provider import Access, Provider, Rule, Witness
from conformance.safety import Masker
from conformance.target import Target

Progress = Callable[[str, int], None]
"""Called with the phase and the number of requests so far."""


def ignore_progress(_phase: str, _cases: int) -> None:
    """For callers that show nothing."""


class Session:
    """What a run knows and has found.

    Args:
        traffic: Where every exchange is written, one JSON object a line, secrets masked.
        seed: Fixes generation and the sandbox's identifiers.
    """

    def __init__(
        self, *, provider: Provider, contract: Contract, target: Target, seed: int, traffic: IO[str] | None = None
    ) -> None:
        self.provider = provider
        self.contract = contract
        self.target = target
        self.seed = seed
        self.coverage = Coverage(contract)
        self.findings = Findings()
        self.masker = self._new_masker()
        self.cases = 0
        # Rule and operation → why a disagreement is no finding.
        self.not_judged: dict[tuple[str, str], str] = {}
        # Faults that stay armed over resets: who armed one wants to see it caught.
        self.armed_faults = [] if target.control is None else target.control.armed()
        # The latest success of each operation, for the battery to repeat with broken credentials.
        self.good: dict[str, Exchange] = {}
        self._traffic = traffic
        self._http = httpx.Client(timeout=httpx.Timeout(30, connect=5), trust_env=target.trust_env)
        self.first = self._open_access("")
        self.second = self._open_access("second_") if "second_client" in target.capabilities else None
        self.knowledge = provider.knowledge(self.first)
        if target.control is not None and isinstance(self.knowledge, Witness):
            target.control.on_event = self.knowledge.happened
        self._receiver: Receiver | None = None

    def __enter__(self) -> Self:
        """Nothing to open."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections that logins use, and the receiver of callbacks."""
        self._http.close()
        if self._receiver is not None:
            self._receiver.close()

    def _open_access(self, prefix: str) -> Access:
        return self.provider.open_access(
            self.target.credentials,
            prefix=prefix,
            base_url=self.target.base_url,
            http=self._http,
            clock=self.target.clock,
        )

    def _new_masker(self) -> Masker:
        return Masker(
            headers=self.contract.secret_headers,
            fields=self.contract.secret_fields,
            values=[value for name, value in self.target.credentials.items() if name in self.provider.secrets],
        )

    def credentials(self, operation: str, *, access: Access | None = None) -> dict[str, str]:
        """The credential headers of a client, by default the first, masked from now on wherever they appear."""
        headers = (access or self.first).face.headers(operation)
        self.masker.headers(headers)
        return headers

    def reset(self, limits: Mapping[str, object] | None = None) -> None:
        """Empty the target and forget what was learnt of it; only with a control plane."""
        if self.target.control is None:
            raise RuntimeError("a target without control plane cannot be reset")
        self.take_unhandled()
        self.target.control.reset(seed=self.seed, limits=limits)
        for order in self.armed_faults:
            self.target.control.rearm(order)
        self.knowledge.forget()
        self.good.clear()
        if self._receiver is not None:
            self._receiver.clear()
        # A run logs in hundreds of times; tokens from before a reset open nothing any more.
        self.masker = self._new_masker()
        self.first.face.renew()
        if self.second is not None:
            self.second.face.renew()

    def take_unhandled(self) -> None:
        """Exceptions that the sandbox did not handle are findings, whatever it answered; a reset would lose them."""
        for trace in self.target.control.unhandled() if self.target.control is not None else ():
            last_line = trace.strip().rpartition("\n")[2]
            self.findings.add(
                Finding(
                    check="unhandled_exception",
                    operation="",
                    title=self.masker.text(last_line),
                    message=self.masker.text(trace),
                    layer="sandbox",
                )
            )

    @property
    def receiver(self) -> Receiver:
        """Takes callbacks on loopback; it starts to listen when it is first asked for."""
        if self._receiver is None:
            self._receiver = Receiver()
        return self._receiver

    def take_callbacks(self, *, layer: str) -> tuple[list[Exchange], list[Finding]]:
        """The callbacks that arrived since the last call, judged, and what was found."""
        exchanges: list[Exchange] = []
        found: list[Finding] = []
        if self.provider.callbacks is None:
            raise RuntimeError(f"{self.provider.name} sends no callbacks")
        for callback in self.receiver.take():
            name, problems = judge(
                callback,
                contract=self.contract,
                provider=self.provider.callbacks,
                credentials=self.target.credentials,
            )
            exchange = as_exchange(callback, name=name, layer=layer, base_url=self.target.base_url)
            found += self.observe(exchange)
            found += [
                self.report(exchange, check=problem.check, title=problem.title, message=problem.message)
                for problem in problems
            ]
            exchanges.append(exchange)
        return exchanges, found

    def observe(self, exchange: Exchange) -> tuple[Finding, ...]:
        """Take in one exchange: count it, judge it by the provider's rules, learn from it, write it down.

        Returns:
            What the rules found; already among the findings.
        """
        self.cases += 1
        self.coverage.observe(exchange)
        if exchange.ok and not exchange.is_callback:
            self.good[exchange.operation] = exchange
        found = []
        for rule in self._rules_for(exchange):
            message = rule.judge(exchange, self.knowledge)
            if message is not None and rule.assumed and self.target.control is None:
                # Only the sandbox is known to share the assumption; another server contradicts nobody's document.
                self.not_judged.setdefault((rule.name, exchange.operation), f"only assumed, and not so here: {message}")
            elif message is not None:
                found.append(self.report(exchange, check=rule.name, title=rule.summary, message=message))
        self.knowledge.learn(exchange)
        if self._traffic is not None:
            self._write(exchange, self._traffic)
        return tuple(found)

    def _rules_for(self, exchange: Exchange) -> tuple[Rule, ...]:
        if not exchange.is_callback:
            return self.provider.rules
        return self.provider.callbacks.rules if self.provider.callbacks is not None else ()

    def report(self, exchange: Exchange, *, check: str, title: str, message: str) -> Finding:
        """Add a finding about an exchange, secrets masked."""
        mask = self._masker_of(exchange)
        finding = Finding(
            check=check,
            operation=exchange.operation,
            title=mask.text(title),
            message=mask.text(message),
            layer=exchange.layer,
            status=exchange.status,
            code=None if exchange.code is None else mask.text(exchange.code),
            curl=_curl(exchange, mask),
            trace_id=mask.text(exchange.response_headers.get(self.provider.trace_header, "")),
        )
        self.findings.add(finding)
        return finding

    def _masker_of(self, exchange: Exchange) -> Masker:
        """Knows the secrets of both sides before anything is said: a message may quote what its own answer gave out."""
        mask = self.masker.child()
        mask.url(exchange.url)
        for headers, body in (
            (exchange.request_headers, exchange.request_body),
            (exchange.response_headers, exchange.response_body),
        ):
            mask.headers(headers)
            mask.body(body, headers.get("content-type", ""))
        return mask

    def _without_host(self, url: str) -> str:
        """Without scheme, host and port: the embedded sandbox takes another port in every run."""
        return url.removeprefix(self.target.base_url)

    def _write(self, exchange: Exchange, traffic: IO[str]) -> None:
        mask = self._masker_of(exchange)
        line = {
            "layer": mask.text(exchange.layer),
            "operation": exchange.operation,
            "request": {
                "method": exchange.method,
                "url": mask.url(self._without_host(exchange.url)),
                "headers": mask.headers(exchange.request_headers),
                "body": mask.body(exchange.request_body, exchange.request_headers.get("content-type", "")),
            },
            "response": {
                "status": exchange.status,
                "code": None if exchange.code is None else mask.text(exchange.code),
                "headers": {
                    name: self._without_host(value) for name, value in mask.headers(exchange.response_headers).items()
                },
                "body": mask.body(exchange.response_body, exchange.response_headers.get("content-type", "")),
            },
        }
        traffic.write(json.dumps(line, separators=(",", ":")) + "\n")


def _curl(exchange: Exchange, mask: Masker) -> str:
    words = ["curl", "-X", exchange.method]
    for name, value in mask.headers(exchange.request_headers).items():
        if name not in _OWN_HEADERS:
            words += ["-H", f"{name}: {value}"]
    if exchange.request_body:
        words += ["--data-binary", mask.body(exchange.request_body, exchange.request_headers.get("content-type", ""))]
    return mask.text(shlex.join([*words, mask.url(exchange.url)]))


# Set by the transport, of no use in a command that a person repeats.
_OWN_HEADERS = frozenset({"accept-encoding", "connection", "content-length", "host", "user-agent"})
