"""Bodies that are streams, held so that they can be sent again: driven by hand, both kinds of client."""

import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from auth_hooks import anytime, client
from auth_hooks.anytime import uploads
from tests.anytime_samples import BASE_URL, CREDENTIALS, TOKEN_URL, good, refusal, token_answer

KYC_URL = f"{BASE_URL}/v1.0/accounts/1/kyc"
PICTURE = b"\xff\xd8\xff" + bytes(range(256)) * 8
FACES = ("sync", "async")


class Unseekable(io.BytesIO):
    """A file that can be read once, as a pipe is; its length is not known."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: Any) -> int:
        raise io.UnsupportedOperation

    def tell(self) -> int:
        raise OSError

    def fileno(self) -> int:
        raise OSError


def pieces(size_bytes: int, *, piece_bytes: int = 10) -> Iterator[bytes]:
    for start in range(0, size_bytes, piece_bytes):
        yield bytes(min(piece_bytes, size_bytes - start))


async def pieces_async(size_bytes: int) -> AsyncIterator[bytes]:
    for piece in pieces(size_bytes):
        yield piece


def post(**changes: Any) -> httpx.Request:
    return httpx.Request("POST", KYC_URL, **changes)


def stream(face: str, size_bytes: int) -> httpx.Request:
    return post(content=pieces(size_bytes) if face == "sync" else pieces_async(size_bytes))


def hold(face: str, request: httpx.Request, **options: Any) -> list[bytes]:
    """Hold the body of a request, then read what would be sent, piece by piece."""
    if face == "sync":
        uploads.hold_body(request, **options)
        return list(request.stream) if isinstance(request.stream, httpx.SyncByteStream) else []

    async def hold_and_read() -> list[bytes]:
        await uploads.hold_body_async(request, **options)
        return [piece async for piece in request.stream] if isinstance(request.stream, httpx.AsyncByteStream) else []

    return asyncio.run(hold_and_read())


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("size_bytes", [0, 10, 99, 100])
def test_stream_within_the_limit_is_held(face: str, size_bytes: int) -> None:
    """What fits is bytes afterwards, with its length, to be sent as often as needed; the limit is included."""
    request = stream(face, size_bytes)
    hold(face, request, limit_bytes=100)
    assert isinstance(request.stream, httpx.ByteStream)
    assert request.content == bytes(size_bytes)
    assert "Transfer-Encoding" not in request.headers
    assert request.headers.get("Content-Length", "0") == str(size_bytes)


@pytest.mark.parametrize("face", FACES)
def test_stream_beyond_the_limit_stays_a_stream(face: str) -> None:
    """What is too much is sent from its first byte to its last, in the same pieces, and framed as before."""
    request = stream(face, 205)
    before = dict(request.headers)
    assert [10] * 20 + [5] == [len(piece) for piece in hold(face, request, limit_bytes=100)]
    assert not isinstance(request.stream, httpx.ByteStream)
    assert before == dict(request.headers)


def test_limit_stops_the_reading() -> None:
    """No more than one piece beyond the limit is read ahead, by either kind of client."""

    async def scenario() -> list[int]:
        read: list[int] = []

        def counted() -> Iterator[bytes]:
            for number in range(50):
                read.append(number)
                yield bytes(10)

        async def counted_async() -> AsyncIterator[bytes]:
            for piece in counted():
                yield piece

        uploads.hold_body(post(content=counted()), limit_bytes=100)
        sync_count = len(read)
        await uploads.hold_body_async(post(content=counted_async()), limit_bytes=100)
        return [sync_count, len(read) - sync_count]

    assert asyncio.run(scenario()) == [11, 11]


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("kind", [io.BytesIO, Unseekable, bytes])
def test_multipart_upload_is_held(face: str, kind: type[Any]) -> None:
    """Files of an upload, read from their start, with boundary and length as they were or should be."""
    file = kind(PICTURE)
    request = post(files={"user_selfie": ("user_selfie.jpg", file, "image/jpeg")})
    content_type = request.headers["Content-Type"]
    hold(face, request)
    assert isinstance(request.stream, httpx.ByteStream)
    assert request.content.count(PICTURE) == 1
    assert request.headers["Content-Type"] == content_type
    assert request.headers["Content-Length"] == str(len(request.content))
    boundary = content_type.partition("boundary=")[2].encode()
    assert request.content.startswith(b"--" + boundary)
    assert request.content.endswith(b"--" + boundary + b"--\r\n")


@pytest.mark.parametrize("face", FACES)
def test_other_bodies_are_left_alone(face: str) -> None:
    """Bytes are bytes already, and a stream of the other kind of client is that client's error to report."""
    request = post(data={"test_param": "x"})
    before = request.stream
    hold(face, request)
    assert request.stream is before
    other = stream("async" if face == "sync" else "sync", 5)
    before = other.stream
    hold(face, other)
    assert other.stream is before


def test_limit_lies_far_above_documents() -> None:
    """A scan of a passport has a few megabytes."""
    assert uploads.LARGEST_HELD_BYTES == anytime.LARGEST_HELD_BYTES == 32 * 1024 * 1024


# --- in the flow ----------------------------------------------------------------------------------------------------


def answer_in_turn(*responses: httpx.Response) -> tuple[list[bytes], httpx.MockTransport]:
    """A provider that answers in this order, and the bodies it was sent."""
    waiting, bodies = list(responses), list[bytes]()

    def handle(request: httpx.Request) -> httpx.Response:
        bodies.append(request.content)
        return waiting.pop(0)

    return bodies, httpx.MockTransport(handle)


def upload(face: str, transport: httpx.MockTransport, **body: Any) -> int:
    options: dict[str, Any] = {"transport": transport, "retry": client.RetryPolicy(backoff_s=0.0)}
    if face == "sync":
        with anytime.http_client(CREDENTIALS, base_url=BASE_URL, **options) as http:
            return http.post(KYC_URL, **body).status_code

    async def send() -> int:
        async with anytime.async_http_client(CREDENTIALS, base_url=BASE_URL, **options) as http:
            return (await http.post(KYC_URL, **body)).status_code

    return asyncio.run(send())


@pytest.mark.parametrize("face", FACES)
def test_upload_is_sent_again_after_a_refused_token(face: str) -> None:
    """The same bytes, boundary included, go out with the new token, though the file can be read once."""
    bodies, transport = answer_in_turn(token_answer(), refusal(), token_answer("token-2"), good())
    files = {"user_selfie": ("user_selfie.jpg", Unseekable(PICTURE), "image/jpeg")}
    assert upload(face, transport, files=files) == 200
    assert PICTURE in bodies[1]
    assert bodies[1] == bodies[3]


@pytest.mark.parametrize("face", FACES)
def test_stream_is_sent_again_after_a_rate_limit(face: str) -> None:
    """A held body can be repeated by the client as well, which leaves streams alone."""
    bodies, transport = answer_in_turn(token_answer(), refusal(4290010), good())
    content = pieces(25) if face == "sync" else pieces_async(25)
    assert upload(face, transport, content=content) == 200
    assert bodies[1:] == [bytes(25)] * 2


def test_longer_stream_is_sent_once() -> None:
    """Beyond the limit a refusal is the caller's, and the next request fetches a token."""
    auth = anytime.AnytimeAuth(CREDENTIALS, base_url=BASE_URL)
    flow = auth.sync_auth_flow(post())
    next(flow)
    flow.send(token_answer())
    flow.close()
    longer = post(content=pieces(uploads.LARGEST_HELD_BYTES + 1, piece_bytes=1024 * 1024))
    flow = auth.sync_auth_flow(longer)
    assert next(flow).headers["Authorization"] == "Bearer token-1"
    with pytest.raises(StopIteration):
        flow.send(refusal())
    flow = auth.sync_auth_flow(post())
    assert str(next(flow).url) == TOKEN_URL
    flow.close()
