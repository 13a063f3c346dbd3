"""Answers on their way out: small ones handed over whole, large ones piece by piece as their reader takes them."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, BinaryIO

from sangdam.foundation.front.connections import Client, Connections
from sangdam.foundation.front.pace import deadline

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

LARGE = 64 * 1024
"""Above this an answer is sent piece by piece."""
MOST_LARGE = 256
"""Large answers a process sends at once: with one more, whoever reads slowest is let go."""
PIECE = 8 * 1024  # the server queues a few of them for a reader who does not read
BLOCK = 4 * PIECE


class FileWrapper:
    """What a WSGI application returns to have a file sent; `close` ends the request."""

    def __init__(self, file: BinaryIO, block_size: int = 8192) -> None:
        self.file = file
        self.close = file.close


@dataclass
class Answer:
    """A finished answer: its body is in memory, or the rest of a file from `offset` on."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes = b""
    descriptor: int | None = None
    offset: int = 0
    length: int = 0

    @property
    def is_large(self) -> bool:
        return self.descriptor is not None or len(self.body) > LARGE

    @property
    def start(self) -> dict[str, Any]:
        return {"type": "http.response.start", "status": self.status, "headers": self.headers}


def answer_of(status: int, headers: list[tuple[str, str]], content: Iterable[bytes], *, is_head: bool) -> Answer:
    """Take over what a WSGI application returned, so that it can be closed before it is sent."""
    encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    answer = Answer(status, encoded)
    if is_head:
        return answer
    if not isinstance(content, FileWrapper):
        answer.body = b"".join(content)
        return answer
    try:
        answer.descriptor = os.dup(content.file.fileno())
    except OSError:  # a part of a file, or one in memory
        answer.body = content.file.read()
        return answer
    answer.offset = content.file.tell()
    answer.length = os.fstat(answer.descriptor).st_size - answer.offset
    if not any(name == b"content-length" for name, _ in encoded):
        encoded.append((b"content-length", str(answer.length).encode()))
    return answer


class Sending:
    """A large answer under way."""

    def __init__(self) -> None:
        self.limit: asyncio.Timeout | None = None
        self.moved_at = 0.0


class LargeAnswers:
    """Sends the large answers of one process; `seconds` is the time each has besides that for its size."""

    def __init__(self, seconds: float, readers: Executor, connections: Connections, most: int = MOST_LARGE) -> None:
        self.seconds = seconds
        self.most = most
        self._connections = connections
        self._readers = readers
        self._under_way: set[Sending] = set()

    async def send(self, answer: Answer, send: Send, client: Client) -> None:
        """Send it at its reader's pace; break the connection when that is too slow."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        sending = Sending()
        self._make_room()
        self._under_way.add(sending)
        try:
            await send(answer.start)
            async with asyncio.timeout_at(begun + self.seconds) as sending.limit:
                sent = 0
                while block := await self._block(answer, sent):
                    for start in range(0, len(block), PIECE):
                        piece = block[start : start + PIECE]
                        await send({"type": "http.response.body", "body": piece, "more_body": True})
                        sent += len(piece)
                        sending.moved_at = loop.time()
                        sending.limit.reschedule(deadline(begun, self.seconds, sent))
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except TimeoutError:
            self._connections.end(client)
        finally:
            self._under_way.discard(sending)
            if answer.descriptor is not None:
                os.close(answer.descriptor)

    async def _block(self, answer: Answer, sent: int) -> bytes:
        if answer.descriptor is None:
            return answer.body[sent : sent + BLOCK]
        # Reading may wait for a disk, and the loop must not.
        loop = asyncio.get_running_loop()
        length = min(BLOCK, answer.length - sent)
        return await loop.run_in_executor(self._readers, os.pread, answer.descriptor, length, answer.offset + sent)

    def _make_room(self) -> None:
        if len(self._under_way) < self.most:
            return
        slowest = min(self._under_way, key=lambda sending: sending.moved_at)
        self._under_way.discard(slowest)
        if slowest.limit is not None:
            with suppress(RuntimeError):  # it is just ending
                slowest.limit.reschedule(0)
