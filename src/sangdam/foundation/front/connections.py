"""Ending connections whose clients read too slowly: servers give their applications no hand on the socket."""

import asyncio
import contextlib
import fcntl
import os
import socket
import stat
import struct
import termios
from collections.abc import Collection, Iterator

Client = tuple[str, str]
"""Address and port, as text."""

LONGEST_PAUSE = 5.0


class Connections:
    """Breaks connections when told to, and those whose clients have not taken their answer `seconds` after it."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._answered: dict[Client, float] = {}
        self._condemned: set[Client] = set()

    def note_request(self, client: Client) -> None:
        """Forget the answer before: it was taken, else there would be no next request."""
        self._answered.pop(client, None)

    def note_answer(self, client: Client) -> None:
        """Remember that the last byte of an answer was handed to the server."""
        self._answered.pop(client, None)  # so that the oldest stay in front
        self._answered[client] = asyncio.get_running_loop().time()

    def end(self, client: Client) -> None:
        """Break a connection soon, together with others: finding them takes a walk through all open files."""
        self._condemned.add(client)

    async def watch(self) -> None:
        """Break what is to be broken, for as long as the process lives."""
        pause = min(LONGEST_PAUSE, self.seconds / 4)
        while True:
            await asyncio.sleep(pause)
            condemned, self._condemned = self._condemned, set()
            late = set(self._late())
            if condemned or late:
                await asyncio.to_thread(end_connections, condemned, late)

    def _late(self) -> Iterator[Client]:
        before = asyncio.get_running_loop().time() - self.seconds
        while self._answered:
            client, answered_at = next(iter(self._answered.items()))
            if answered_at > before:
                return
            del self._answered[client]
            yield client


def end_connections(clients: Collection[Client], unless_read: Collection[Client] = ()) -> None:
    """Break the connections of `clients`, and of those in `unless_read` that have not taken all that was sent.

    What waits for them in the kernel is dropped with it.
    """
    for connection in _connections():
        with contextlib.closing(connection), contextlib.suppress(OSError):
            address, port = connection.getpeername()[:2]
            client = (address, str(port))
            if client in clients or (client in unless_read and _unread(connection)):
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.shutdown(socket.SHUT_RDWR)


def _connections() -> Iterator[socket.socket]:
    """Give a handle of our own on every network connection of this process, to be closed."""
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 - thousands of them
        with contextlib.suppress(OSError):
            if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                continue
            connection = socket.socket(fileno=os.dup(int(name)))
            if connection.family in (socket.AF_INET, socket.AF_INET6):
                yield connection
            else:
                connection.close()


def _unread(connection: socket.socket) -> int:
    """Tell how many bytes the other side has not acknowledged."""
    (count,) = struct.unpack("i", fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, bytes(4)))
    return int(count)
