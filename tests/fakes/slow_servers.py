"""Servers that are slow on purpose, and then do what they should: whoever waits long enough gets an answer."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

PAUSE = 0.03
LINES = 12
"""Of eight bytes each, a byte at a time: nearly three seconds."""


@dataclass
class SlowServer:
    """A mail server that drips its answer to one command, or does not read the message for a while."""

    slow_at: str
    refuses: bool = False
    """Whether it refuses the recipient."""
    taken: int = 0
    dripped: int = 0
    """Slow answers that were heard to their end."""
    url: str = ""

    def serve(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError), line, line.makefile("rb") as file:
            self._answer(line, "greeting", b"220", b"slow")
            while command := file.readline().strip().upper()[:4].decode():
                if command == "DATA":
                    self._answer(line, "DATA", b"354", b"go on")
                    if self.slow_at == "body":
                        time.sleep(PAUSE * 8 * LINES)
                    while file.readline() != b".\r\n":
                        pass
                    self._answer(line, "verdict", b"250", b"taken")
                    self.taken += 1
                elif command == "RCPT" and self.refuses:
                    self._answer(line, command, b"550", b"unknown")
                else:
                    self._answer(line, command, b"250", b"fine")

    def _answer(self, line: socket.socket, command: str, code: bytes, words: bytes) -> None:
        if command != self.slow_at:
            line.sendall(code + b" " + words + b"\r\n")
            return
        for byte in (code + b"-..\r\n") * LINES + code + b" ok\r":
            line.sendall(bytes([byte]))
            time.sleep(PAUSE)
        self.dripped += 1
        line.sendall(b"\n")


@contextmanager
def slow_mail_server(slow_at: str, *, refuses: bool = False) -> Iterator[SlowServer]:
    """Run a mail server that is slow at a command (`greeting`, `EHLO`, ..., `body`, `verdict`) and nowhere else."""
    server = SlowServer(slow_at, refuses)
    with listening(server.serve) as port:
        server.url = f"smtp://127.0.0.1:{port}"
        yield server


@contextmanager
def slow_tls_server(*, after_starttls: bool = False) -> Iterator[int]:
    """Run a server that drips the first answer of a TLS handshake, and never ends it; gives its port."""

    def serve(line: socket.socket) -> None:
        with contextlib.suppress(OSError), line, line.makefile("rb") as file:
            if after_starttls:
                line.sendall(b"220 slow\r\n")
                file.readline()
                line.sendall(b"250-slow\r\n250 STARTTLS\r\n")
                file.readline()
                line.sendall(b"220 begin\r\n")
            for byte in b"\x16\x03\x03\x04\x00" + b"\x02" * 90:
                line.sendall(bytes([byte]))
                time.sleep(PAUSE)

    with listening(serve) as port:
        yield port


@contextmanager
def full_server() -> Iterator[tuple[str, int]]:
    """Run a server whose queue of connections is full: connecting to it takes for ever; gives its address."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(server.getsockname())
        yield server.getsockname()


@contextmanager
def listening(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """Serve one connection after the other, in threads, until the test is done with it; gives the port."""
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # what is not read shall not fit into the kernel
    server.bind(("127.0.0.1", 0))
    server.listen()

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = server.accept()
                threading.Thread(target=serve, args=(line,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server.getsockname()[1]
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
