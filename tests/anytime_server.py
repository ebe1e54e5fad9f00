"""A server on loopback that treats the Anytime hook as the provider does, for the tests of the hook."""

import json
import threading
from collections import Counter
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from auth_hooks import anytime, errors
from tests.anytime_samples import CREDENTIALS, envelope, error_body, token_body

Answer = tuple[int, dict[str, str], bytes]


class OneTokenServer(ThreadingHTTPServer):
    """Checks signatures, takes no data twice, keeps one token, hashes its answers, and counts what it is asked."""

    daemon_threads = True
    request_queue_size = 32

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock = threading.Lock()
        self.seen: Counter[str] = Counter()
        self.used: set[str] = set()
        self.token = ""
        self.bodies: list[bytes] = []
        self.honours_tokens = True
        self.drops: Counter[str] = Counter()
        self.answers: list[Answer] = []

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def end_token(self) -> None:
        with self.lock:
            self.token = ""

    def answer(self, method: str, path: str, headers: Any, body: bytes) -> Answer | None:
        with self.lock:
            kind = "login" if path == anytime.TOKEN_PATH else method
            self.seen[kind] += 1
            if (refused := self.check_signature(headers)) is not None:
                return refused
            if self.drops[kind]:
                self.drops[kind] -= 1
                return None
            if kind == "login":
                return self.log_in(parse_qs(body.decode()))
            self.bodies.append(body)
            if not self.honours_tokens or headers["Authorization"] != f"Bearer {self.token}" or not self.token:
                return error(4010050)
            return self.answers.pop(0) if self.answers else good({})

    def check_signature(self, headers: Any) -> Answer | None:
        data, signature = headers.get("X-Validation-Data", ""), headers.get("X-Signed-Request", "")
        try:
            anytime.verify_validation_data(data, signature, key=CREDENTIALS.private_key.public_key())
        except errors.SignatureMismatch:
            return error(4010070)
        if data in self.used:
            return error(4010080)
        self.used.add(data)
        return None

    def log_in(self, form: dict[str, list[str]]) -> Answer:
        own = {name: [value] for name, value in anytime.token_request_fields(CREDENTIALS).items()}
        if form != own:
            return error(4010040, f"{form['password'][0]} is wrong")
        self.token = f"TokenThatMustStayHidden{self.seen['login']}"
        return good(token_body(self.token))


class Handler(BaseHTTPRequestHandler):
    server: OneTokenServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        answer = self.server.answer(self.command, self.path, self.headers, body)
        if answer is None:
            self.close_connection = True
            return
        status, headers, data = answer
        self.send_response(HTTPStatus(status))
        for name, value in ({"Content-Length": str(len(data))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
        self.close_connection = "Content-Length" in headers

    do_POST = do_GET  # noqa: N815 - the base class looks these names up
    do_PUT = do_GET  # noqa: N815 - as above

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        pass


def good(body: object, **changes: Any) -> Answer:
    return 200, {"Content-Type": "application/json"}, json.dumps(envelope(body, **changes)).encode()


def error(code: int, message: str = "no") -> Answer:
    return code // 10_000, {"Content-Type": "application/json"}, good(error_body(code, message), user="")[2]
