"""An end for a whole conversation with another machine, whatever it sends and however slowly.

A socket's timeout is about one `recv` or `send`: a server that sends a byte a second never meets it. Here a thread
watches the clock and shuts the line down, which ends every call that waits on it, a TLS handshake too.
"""

import contextlib
import socket
import threading
import time
from types import TracebackType
from typing import Self


class Deadline:
    """Ends a conversation after `seconds`; `is_over` then tells why it broke off."""

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._until = time.monotonic() + seconds
        self._is_done = False
        self._line: socket.socket | None = None
        self._changed = threading.Condition()

    def __enter__(self) -> Self:
        threading.Thread(target=self._watch, name="deadline", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._changed:
            self._is_done = True
            self._let_go()
            self._changed.notify()

    def renew(self, seconds: float) -> None:
        """Begin another part of the conversation, with an end of its own; one that is over stays over."""
        with self._changed:
            self._until = time.monotonic() + seconds
            self._changed.notify()

    def connect(self, host: str, port: int, patience: float) -> socket.socket:
        """Connect to the first address of a host that answers, each within `patience`, and watch over the line.

        Raises `OSError`, for a deadline that passed meanwhile `TimeoutError`.
        """
        fault: OSError = OSError("the name has no address")
        for family, kind, protocol, _, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            line = socket.socket(family, kind, protocol)
            try:
                line.settimeout(self._at_most(patience))
                line.connect(place)
                line.settimeout(patience)
                self._watch_over(line)
            except OSError as error:
                fault = error
                line.close()
            else:
                return line
        raise fault

    def _at_most(self, patience: float) -> float:
        left = self._until - time.monotonic()
        if self.is_over or left <= 0:
            raise TimeoutError
        return min(patience, left)

    def _watch_over(self, line: socket.socket) -> None:
        with self._changed:
            if self.is_over:
                raise TimeoutError
            # Of our own, because TLS takes the socket's descriptor over: shutting down reaches the line itself.
            self._line = line.dup()

    def _watch(self) -> None:
        with self._changed:
            while not self._is_done and (left := self._until - time.monotonic()) > 0:
                self._changed.wait(left)
            if not self._is_done:
                self.is_over = True
                self._let_go(shut_down=True)

    def _let_go(self, *, shut_down: bool = False) -> None:
        if self._line is not None:
            with contextlib.suppress(OSError):  # the other side was quicker
                if shut_down:
                    self._line.shutdown(socket.SHUT_RDWR)
            self._line.close()
            self._line = None
