"""Ending connections whose clients read too slowly: servers give their applications no hand on the socket."""

import asyncio
import contextlib
import fcntl
import os
import socket
import stat
import struct
import termios
import time
from collections.abc import Iterator, Mapping
from itertools import islice

Client = tuple[str, str]
"""Address and port, as text."""

LONGEST_PAUSE = 1.0
MOST_ENDED = 16
"""Connections broken in one go: who is let go often comes again at once, and a thousand together would be a crowd."""
LOOK_SECONDS = 10.0
"""Between two walks through the open files of this process, thousands of them."""


class Connections:
    """Breaks connections when told to, and those whose clients have not taken their answer `seconds` after it."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._answered: dict[Client, float] = {}
        self._condemned: dict[Client, bool] = {}
        """Whom to break, the longest waiting first; and whether only if they have not taken all that was sent."""
        self._descriptors: dict[Client, int] = {}
        """Where connections were when last looked for."""
        self._looked_at = float("-inf")

    def note_request(self, client: Client) -> None:
        """Forget the answer before: it was taken, else there would be no next request, or it was another's.

        Whoever is let go may be gone before its turn to be broken comes, and its port somebody else's.
        """
        self._answered.pop(client, None)
        self._condemned.pop(client, None)

    def note_answer(self, client: Client) -> None:
        """Remember that the last byte of an answer was handed to the server."""
        self._answered.pop(client, None)  # so that the oldest stay in front
        self._answered[client] = asyncio.get_running_loop().time()

    def end(self, client: Client) -> None:
        """Break a connection soon; not at once, because finding it takes a walk through all open files."""
        self._condemned[client] = False

    async def watch(self) -> None:
        """Break what is to be broken, for as long as the process lives."""
        pause = min(LONGEST_PAUSE, self.seconds / 4)
        while True:
            await asyncio.sleep(pause)
            for client in self._late():
                self._condemned.setdefault(client, True)
            turn = dict(islice(self._condemned.items(), MOST_ENDED))
            if not turn:
                continue
            over = await asyncio.to_thread(self._break, turn)
            for client in turn:
                only_unread = self._condemned.pop(client, None)
                if only_unread is not None and client not in over:
                    self._condemned[client] = only_unread  # behind the others

    def _late(self) -> Iterator[Client]:
        before = asyncio.get_running_loop().time() - self.seconds
        while self._answered:
            client, answered_at = next(iter(self._answered.items()))
            if answered_at > before:
                return
            del self._answered[client]
            yield client

    def _break(self, turn: Mapping[Client, bool]) -> set[Client]:
        """Break connections, and return those that are broken, gone, or need not be; the others are to be found yet."""
        over = {client for client in turn if self._break_at(client, only_unread=turn[client])}
        if len(over) == len(turn) or time.monotonic() < self._looked_at + LOOK_SECONDS:
            return over
        self._descriptors = dict(_connections())
        self._looked_at = time.monotonic()
        for client in turn.keys() - over:
            self._break_at(client, only_unread=turn[client])
        return set(turn)

    def _break_at(self, client: Client, *, only_unread: bool) -> bool:
        """Break a connection where it was last seen; false if it is not there. What waits in the kernel is dropped."""
        descriptor = self._descriptors.get(client)
        if descriptor is None:
            return False
        with contextlib.suppress(OSError), _open(descriptor) as connection:
            if _peer(connection) != client:  # closed since, and its number given to another
                return False
            if not only_unread or _unread(connection):
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.shutdown(socket.SHUT_RDWR)
            return True
        return False


def _connections() -> Iterator[tuple[Client, int]]:
    """Find the network connections of this process: whose they are, and by which descriptor."""
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 - thousands of them
        with contextlib.suppress(OSError), _open(int(name)) as connection:
            if connection.family in (socket.AF_INET, socket.AF_INET6):
                yield _peer(connection), int(name)


@contextlib.contextmanager
def _open(descriptor: int) -> Iterator[socket.socket]:
    """Give a handle of our own on a connection; raises `OSError` for what is none."""
    if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
        raise OSError
    with contextlib.closing(socket.socket(fileno=os.dup(descriptor))) as connection:
        yield connection


def _peer(connection: socket.socket) -> Client:
    address, port = connection.getpeername()[:2]
    return address, str(port)


def _unread(connection: socket.socket) -> int:
    """Return how many bytes the other side has not acknowledged."""
    (count,) = struct.unpack("i", fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, bytes(4)))
    return int(count)
