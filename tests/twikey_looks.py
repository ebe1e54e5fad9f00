"""Ways to look at what the Twikey sandbox does, shared by the probes beside this file."""

import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from xml.etree import ElementTree as ET

import httpx

from tests.twikey_world import CT, World, outcome

Arm = Callable[[], None]
Probe = Callable[[World, Arm], Any]
"""Builds a situation, arms the fault (or nothing) and returns what a caller then observes."""
Request = Callable[[World], httpx.Response]
Row = tuple[Probe, Any, Any]
"""A probe, what is observed without the fault, and with it."""

PAIN = "{urn:iso:std:iso:20022:tech:xsd:pain.008.001.02}"


def look(request: Request, view: Callable[[httpx.Response], Any]) -> Probe:
    """Observe a part of the answer to one request."""

    def probe(world: World, arm: Arm) -> Any:
        arm()
        return view(request(world))

    return probe


def status_of(request: Request) -> Probe:
    """Observe the status of one request."""
    return look(request, lambda response: response.status_code)


def outcome_of(request: Request) -> Probe:
    """Observe the code of one request, or its status when it succeeds."""
    return look(request, outcome)


def member_of(request: Request, *names: str | int) -> Probe:
    """Observe a member of a JSON answer, given the way to it."""
    return look(request, lambda response: dig(response.json(), *names))


def dig(value: Any, *names: str | int) -> Any:
    """Return what lies at the end of a way through objects and lists; ``None`` for a member that is not there."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else value[name]
    return value


def header_of(request: Request, name: str) -> Probe:
    """Observe a header."""
    return look(request, lambda response: response.headers.get(name))


def has_members(request: Request, *names: str | int) -> Probe:
    """Observe the names of the members of an object in a JSON answer."""
    return look(request, lambda response: sorted(dig(response.json(), *names)))


def after(prepare: Callable[[World], Any], probe: Probe) -> Probe:
    """Observe something in a world that was prepared for it."""

    def prepared(world: World, arm: Arm) -> Any:
        prepare(world)
        return probe(world, arm)

    return prepared


def then(act: Request, view: Callable[[World], Any]) -> Probe:
    """Observe what a request left behind."""

    def probe(world: World, arm: Arm) -> Any:
        arm()
        act(world)
        return view(world)

    return probe


def content_type(response: httpx.Response) -> str:
    """Return the content type."""
    return str(response.headers.get("content-type", ""))


def unknown(world: World) -> httpx.Response:
    """Ask for a mandate that does not exist."""
    return world.detail("NOBODY")


def supplement(mandate: dict[str, Any]) -> dict[str, Any]:
    """Return the supplementary data of a mandate."""
    return {each["Key"]: each["Value"] for each in mandate["SplmtryData"]}


def numbers(messages: list[dict[str, Any]]) -> list[str]:
    """Return the mandate numbers of messages."""
    return [each["OrgnlMndtId"] if "OrgnlMndtId" in each else each["Mndt"]["MndtId"] for each in messages]


def kinds(messages: list[dict[str, Any]]) -> list[str]:
    """Return the kinds of messages."""
    names = {"CxlRsn": "cancelled", "AmdmntRsn": "amended"}
    return [next((kind for name, kind in names.items() if name in each), "new") for each in messages]


def drain(world: World) -> list[str]:
    """Read the mandate feed until it is empty, at most five times; return the mandate numbers."""
    found: list[str] = []
    for _ in range(5):
        page = numbers(world.feed())
        if not page:
            break
        found += page
    return found


def sign_three(world: World) -> None:
    """Sign three more mandates, which nobody has read of."""
    world.more = [world.sign() for _ in range(3)]


def paid(world: World) -> None:
    """Collect two transactions, one paid and one refused, and let the bank answer."""
    world.ids = [world.added(amount="50.00", ref="good"), world.added(amount="7.50", ref="bad")]
    world.batch = int(world.collect()["frstMsgId"])
    world.event("bank-answers")


def download(world: World, **changes: Any) -> httpx.Response:
    """Download the files of a collection of what is open."""
    return world.post("/collect/sdd", {"ct": CT, **changes})


def bank_files(response: httpx.Response) -> list[ET.Element]:
    """Return the messages of a zip."""
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        return [ET.fromstring(archive.read(name)) for name in archive.namelist()]  # noqa: S314 - our own


def text_at(element: ET.Element, path: str) -> str:
    """Return the text of the first element at a path of a bank file."""
    found = element.find("/".join(f"{PAIN}{name}" for name in path.split("/")))
    assert found is not None, path
    return found.text or ""


class Listener:
    """Somebody who is called back: keeps what came and answers with the next of some statuses."""

    def __init__(self) -> None:
        self.url = ""
        self.statuses: list[int] = []
        self.requests: list[tuple[str, str | None]] = []


@contextmanager
def listening() -> Iterator[Listener]:
    """Listen for callbacks on a loopback port."""
    listener = Listener()

    class Receiver(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            listener.requests.append((self.path, self.headers.get("X-SIGNATURE")))
            status = listener.statuses.pop(0) if listener.statuses else 204
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as in the standard library
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    listener.url = f"http://127.0.0.1:{server.server_port}/callback"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def called_back(
    act: Callable[[World], Any], view: Callable[[Listener], Any], *, statuses: tuple[int, ...] = ()
) -> Probe:
    """Observe the callbacks that something causes."""

    def probe(world: World, arm: Arm) -> Any:
        with listening() as listener:
            listener.statuses = list(statuses)
            world.event("callback-url", url=listener.url)
            arm()
            act(world)
            world.deliveries()
            return view(listener)

    return probe
