"""Figures, not tests: `make bench`. All are taken in one run, and compared with a yardstick of the same run."""

from __future__ import annotations

import http.client
import subprocess
import sys
import tempfile
import time
import timeit
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import click
import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from starlette.types import Receive, Scope, Send

from auth_hooks import anytime, payconiq, twikey
from auth_hooks import client as http_clients
from auth_hooks import tikkie as hook
from conformance import registry
from conformance.run import Order, run
from conformance.sandbox import server, tikkie

ROUNDS = 5
REQUESTS = 2000
HOOK_REQUESTS = 3000


def main() -> None:
    """Print the figures."""
    with sandbox() as (running, credentials):
        measure_sandbox(running.base_url, credentials)
    measure_hook()
    measure_judge()
    measure_generator()


@contextmanager
def sandbox() -> Iterator[tuple[server.RunningServer, dict[str, str]]]:
    """A running sandbox with its credentials."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        made = tikkie.create_sandbox(key_folder=Path(folder), frozen=False)
        keys = time.perf_counter()
        with server.running(made.app) as running:
            listening = time.perf_counter()
            show("sandbox: two fresh RSA keys", f"{(keys - started) * 1000:.0f} ms")
            show("sandbox: start until it listens", f"{(listening - keys) * 1000:.1f} ms")
            yield running, made.credentials


def measure_sandbox(base_url: str, credentials: dict[str, str]) -> None:
    """Requests per second over one keep-alive connection, beside a server that does nothing but answer."""
    me = hook.load_credentials(
        api_key=credentials["api_key"],
        private_key_file=credentials["private_key_file"],
        audience=credentials["audience"],
    )
    with hook.http_client(me, base_url=base_url) as http_:
        sent = http_.get("/v1/tikkie/platforms").request.headers
    headers = {"API-Key": sent["API-Key"], "Authorization": sent["Authorization"]}
    with server.running(empty_app) as bare:
        yardstick = median(get_per_second(bare.base_url, "/", {}) for _ in range(ROUNDS))
    checked = median(get_per_second(base_url, "/v1/tikkie/platforms", headers) for _ in range(ROUNDS))
    show("bare ASGI server", f"{yardstick:.0f} requests/s")
    show("sandbox, getPlatforms", f"{checked:.0f} requests/s ({checked / yardstick:.2f} of the bare server)")


async def empty_app(scope: Scope, _receive: Receive, send: Send) -> None:
    """Answers 200 with an empty list."""
    if scope["type"] == "http":
        headers = [(b"content-length", b"2"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"[]"})


def get_per_second(base_url: str, path: str, headers: dict[str, str]) -> float:
    """Throughput of GETs one after the other; the client in this process takes part of the time."""
    connection = http.client.HTTPConnection(base_url.removeprefix("http://"), timeout=10)
    started = time.perf_counter()
    for _ in range(REQUESTS):
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise SystemExit(f"GET {path} answered {response.status}")
    elapsed = time.perf_counter() - started
    connection.close()
    return REQUESTS / elapsed


def measure_hook() -> None:
    """What the hook and the client add to a request that never leaves the process."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/token"):
            token = {"access_token": "t" * 28, "expires_in": "3600", "scope": "tikkie", "token_type": "Bearer"}
            return httpx.Response(200, json=token)
        return httpx.Response(200, json=[])

    url = "https://api-sandbox.abnamro.com"
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    me = hook.Credentials(api_key="k" * 32, private_key=key, audience=hook.SANDBOX_AUDIENCE)
    transport = httpx.MockTransport(answer)
    with (
        httpx.Client(transport=transport) as bare,
        httpx.Client(transport=transport, auth=hook.TikkieAuth(me, base_url=url)) as authorised,
        hook.http_client(me, base_url=url, transport=transport) as full,
    ):
        assert isinstance(full, http_clients.Client)
        # In turns, so that what else the machine does falls on all three alike.
        rounds = [
            [microseconds(each, f"{url}/v1/tikkie/platforms") for each in (bare, authorised, full)]
            for _ in range(ROUNDS)
        ]
    plain, with_auth, with_all = map(median, zip(*rounds, strict=True))
    show("httpx alone", f"{plain:.0f} us/request")
    show("with TikkieAuth", f"+{with_auth - plain:.0f} us/request ({with_auth / plain:.2f} of httpx alone)")
    show("with retries and typed errors", f"+{with_all - plain:.0f} us/request ({with_all / plain:.2f} of httpx alone)")
    measure_signatures(me, key)


def measure_signatures(me: hook.Credentials, key: rsa.RSAPrivateKey) -> None:
    """What the hooks compute for a request or an answer, beside the RSA signature that most of it is."""
    now_s, rounds = time.time(), 300
    claims = hook.assertion_claims(me, now_s=now_s)
    partner = payconiq.Credentials(partner_id="p" * 24, token="t" * 32, private_key=key)
    payment = b'{"amount":1250,"currency":"EUR","originId":"5a8b","signature":"%s"}' % payconiq.SIGNED_ON_SEND.encode()
    answer = b'{"timestamp":1603443843.25,"hash":"%s"}' % anytime.response_hash("1603443843.25", "user").encode()
    work: dict[str, Callable[[], object]] = {
        "an RSA signature": lambda: key.sign(b"data", padding.PKCS1v15(), hashes.SHA256()),
        "tikkie: assertion": lambda: hook.sign_assertion(claims, key=key),
        "payconiq: signed body": lambda: payconiq.sign_body(
            payment, operation=payconiq.CREATE_TRANSACTION, credentials=partner
        ),
        "anytime: signature headers": lambda: anytime.signature_headers(
            key=key, now_s=now_s, nonce=anytime.make_nonce()
        ),
        "anytime: verified answer": lambda: anytime.verify_response(answer, username="user"),
        "twikey: one-time password": lambda: twikey.compute_otp("0123456789ABCDEF" * 4, now_s=now_s),
        "twikey: callback signature": lambda: twikey.sign_callback("type=contract&mandateNumber=A1", "k" * 40),
    }
    yardstick = 0.0
    for name, compute in work.items():
        took = median(timeit.repeat(compute, number=rounds, repeat=ROUNDS)) / rounds * 1e6
        yardstick = yardstick or took
        show(name, f"{took:.0f} us ({took / yardstick:.3f} of an RSA signature)")


def microseconds(http_: httpx.Client, url: str) -> float:
    """Time per request, the login not counted."""
    http_.get(url)
    started = time.perf_counter()
    for _ in range(HOOK_REQUESTS):
        http_.get(url)
    return (time.perf_counter() - started) / HOOK_REQUESTS * 1e6


def measure_judge() -> None:
    """Cases per second of each profile on the embedded sandbox."""
    for name in registry.PROVIDERS:
        for profile in ("quick", "full"):
            with tempfile.TemporaryDirectory() as folder:
                result = run(Order(provider=name, profile=profile, credentials={}, report_folder=Path(folder)))
            rate = result.cases / result.duration_s
            show(f"judge {name}, {profile}", f"{result.cases} cases in {result.duration_s:.1f} s, {rate:.0f} cases/s")


def measure_generator() -> None:
    """`make generate` when nothing changed, and a full regeneration with its comparison."""
    script = [sys.executable, "-m", "specs.codegen.generate"]
    noop = median(seconds(script) for _ in range(ROUNDS))
    check = median(seconds([*script, "--check"]) for _ in range(3))
    show("make generate, nothing to do", f"{noop * 1000:.0f} ms ({noop / check:.2f} of a full check)")
    show("make check-generated", f"{check * 1000:.0f} ms")


def seconds(command: list[str]) -> float:
    """Wall time of a command."""
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=registry.ROOT)
    return time.perf_counter() - started


def show(name: str, figure: str) -> None:
    """One line of the table."""
    click.echo(f"{name:36} {figure}")


if __name__ == "__main__":
    main()
