"""granian with listening sockets of our own: bounded, and kept while a worker is replaced."""

import socket
from typing import Any

from granian.net import SocketHolder
from granian.server.mp import MPServer

UNSENT_BYTES = 64 * 1024
"""What the kernel takes of an answer beyond what is under way to its reader: more would be memory for nothing."""


class BoundedServer(MPServer):
    """A granian server whose connections end by themselves when nobody reads them.

    granian lets each worker make its own socket, without options. Ours are made here, before the workers are: one for
    each, so that the kernel deals connections out evenly, and held by their parent, so that a connection that comes
    while a worker is replaced waits for the next instead of being refused.
    """

    def __init__(self, *arguments: Any, unread_seconds: int, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.unread_seconds = unread_seconds
        self._listeners: list[socket.socket] = []

    def _init_shared_socket(self) -> None:
        self._listeners = [self._listen() for _ in range(self.workers)]
        self._ssp = self._shd = self._sso = None

    def _listen(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self.bind_addr else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        # Connections inherit these.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, self.unread_seconds * 1000)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)
        listener.bind((self.bind_addr, self.bind_port))
        listener.listen(self.backlog)
        return listener

    def _spawn_worker(self, idx: int, *arguments: Any, **options: Any) -> Any:
        listener = self._listeners[idx]
        self._shd = SocketHolder(listener.fileno(), False, self.backlog)  # type: ignore[assignment, call-arg]
        return super()._spawn_worker(idx, *arguments, **options)

    def _drop_shared_socket(self) -> None:
        for listener in self._listeners:
            listener.close()

    @property
    def worker_ids(self) -> list[int]:
        """List the process ids of the workers that live."""
        return [worker.inner.pid for worker in self.wrks if worker.is_alive()]
