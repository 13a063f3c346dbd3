"""Bodies of requests on their way in: bounded one by one and all together, in size and in time."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO

from sangdam.foundation.front.pace import deadline

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

SPOOLED_FROM = 64 * 1024
"""A body above this goes to a file of its own, already unlinked."""
MEMORY = 32 * 1024 * 1024
FILES = 512 * 1024 * 1024
"""What all bodies of a process may take together; whoever has been sending longest makes room for others."""
MAXIMUM_DISCARDED = 64 * 1024 * 1024
DISCARDING_SECONDS = 10


@dataclass(frozen=True)
class Reading:
    """How the body of a request is read, decided by its head."""

    maximum: int
    """Bytes it may have. With more, or 0, the request is handled at once without it and answers for itself."""
    refuse: Callable[[int], tuple[str, bytes]]
    """Gives content type and text of an error with this status: 408 too slow, 503 no room."""


class Gone(Exception):
    """The client went away before its body was there."""


class TooSlow(Exception):
    """The body was not there in time."""


class NoRoom(Exception):
    """There is no room for this body now."""


class Body:
    """What has come of a body."""

    def __init__(self) -> None:
        self.length = 0
        self.is_whole = True
        self.is_evicted = False
        self.limit: asyncio.Timeout | None = None
        self._chunks: list[bytes] = []
        self._file: BinaryIO | None = None

    @property
    def is_spooled(self) -> bool:
        return self._file is not None

    def add(self, chunk: bytes) -> None:
        """Append; a body that grows is moved to a file. Raises `OSError` where the disk has no room."""
        self.length += len(chunk)
        if self._file is None and self.length > SPOOLED_FROM:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the body
            for kept in self._chunks:
                self._file.write(kept)
            self._chunks.clear()
        if self._file is None:
            self._chunks.append(chunk)
        else:
            self._file.write(chunk)
            self._file.flush()  # a full disk is told now, and not where the body is read

    def open(self) -> BinaryIO:
        """Return it to be read from its beginning."""
        if self._file is None:
            return BytesIO(self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks))
        self._file.seek(0)
        return self._file

    def close(self) -> None:
        if self._file is not None:
            with suppress(OSError):  # what found no room is still to be written
                self._file.close()


class Bodies:
    """Receives the bodies of one process; `seconds` is the time each has besides that for its size."""

    def __init__(self, seconds: float, *, memory: int = MEMORY, files: int = FILES) -> None:
        self.seconds = seconds
        self._most = {False: memory, True: files}
        self._taken = {False: 0, True: 0}
        self._under_way: dict[Body, None] = {}

    async def receive(self, receive: Receive, declared: int | None, maximum: int) -> Body:
        """Return a body, whole or at its first bytes beyond `maximum`; `declared` is its length, None when chunked.

        Raises `TooSlow`, `NoRoom`, `Gone`. The body counts against the common bounds until it is released.
        """
        body = Body()
        begun = asyncio.get_running_loop().time()
        self._under_way[body] = None
        try:
            async with asyncio.timeout_at(begun + self.seconds) as body.limit:
                while declared is None or body.length < declared:
                    message = await receive()
                    if message["type"] != "http.request":
                        raise Gone
                    if chunk := message.get("body"):
                        self._keep(body, chunk)
                        if body.length > maximum:
                            body.is_whole = False
                            break
                    if not message.get("more_body"):
                        break
                    body.limit.reschedule(deadline(begun, self.seconds, body.length))
        except BaseException as fault:
            if not body.is_evicted:
                self.release(body)
            if isinstance(fault, TimeoutError):
                raise (NoRoom if body.is_evicted else TooSlow) from None
            if isinstance(fault, OSError):
                raise NoRoom from None
            raise
        self._under_way.pop(body, None)
        return body

    def release(self, body: Body) -> None:
        """Let go of a body and of what it took."""
        self._under_way.pop(body, None)
        self._taken[body.is_spooled] -= body.length
        body.close()

    def _keep(self, body: Body, chunk: bytes) -> None:
        if body.is_evicted:
            raise NoRoom
        self._taken[body.is_spooled] -= body.length
        try:
            body.add(chunk)
        finally:
            self._taken[body.is_spooled] += body.length
        while self._taken[body.is_spooled] > self._most[body.is_spooled]:
            self._evict_for(body)

    def _evict_for(self, body: Body) -> None:
        """End the oldest body of this kind that is still coming: the quick are through before they are the oldest."""
        for other in self._under_way:
            if other.is_spooled == body.is_spooled:
                break
        else:
            raise NoRoom
        if other is body:
            raise NoRoom
        self.release(other)
        other.is_evicted = True
        if other.limit is not None:
            other.limit.reschedule(0)


async def discard(receive: Receive, seconds: float) -> None:
    """Read on what a refused client is still sending, so that it gets to read the answer and no broken connection.

    At most `MAXIMUM_DISCARDED` bytes, and for at most `DISCARDING_SECONDS` and `seconds` seconds.
    """
    left = MAXIMUM_DISCARDED
    with suppress(TimeoutError):
        async with asyncio.timeout(min(seconds, DISCARDING_SECONDS)):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if not message.get("more_body"):
                    return
