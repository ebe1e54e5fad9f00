"""Request bodies that are streams, read into memory so that they can be sent again."""

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator

import httpx

from auth_hooks import bodies

LARGEST_HELD_BYTES = 32 * 1024 * 1024
"""Documents for KYC are far smaller. What is larger is streamed, and sent once."""


def hold_body(request: httpx.Request, *, limit_bytes: int = LARGEST_HELD_BYTES) -> None:
    """Read the body of a request into memory, up to a limit; beyond it the body stays a stream.

    Args:
        request: A request for a sync client.
        limit_bytes: Bytes that are held at most; about as many are held while a longer body is streamed.
    """
    if isinstance(request.stream, httpx.ByteStream) or not isinstance(request.stream, httpx.SyncByteStream):
        return
    held: list[bytes] = []
    size_bytes = 0
    rest = iter(request.stream)
    for chunk in rest:
        held.append(chunk)
        size_bytes += len(chunk)
        if size_bytes > limit_bytes:
            request.stream = _Rejoined(held, rest)
            return
    bodies.replace_body(request, b"".join(held))


async def hold_body_async(request: httpx.Request, *, limit_bytes: int = LARGEST_HELD_BYTES) -> None:
    """The counterpart of `hold_body` for async clients."""
    if isinstance(request.stream, httpx.ByteStream) or not isinstance(request.stream, httpx.AsyncByteStream):
        return
    held: list[bytes] = []
    size_bytes = 0
    rest = aiter(request.stream)
    async for chunk in rest:
        held.append(chunk)
        size_bytes += len(chunk)
        if size_bytes > limit_bytes:
            request.stream = _RejoinedAsync(held, rest)
            return
    bodies.replace_body(request, b"".join(held))


class _Rejoined(httpx.SyncByteStream):
    """What was read of a stream, then the rest of it."""

    def __init__(self, held: Iterable[bytes], rest: Iterable[bytes]) -> None:
        self._held, self._rest = held, rest

    def __iter__(self) -> Iterator[bytes]:
        yield from self._held
        yield from self._rest


class _RejoinedAsync(httpx.AsyncByteStream):
    """The counterpart of `_Rejoined`."""

    def __init__(self, held: Iterable[bytes], rest: AsyncIterable[bytes]) -> None:
        self._held, self._rest = held, rest

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._held:
            yield chunk
        async for chunk in self._rest:
            yield chunk
