"""A keep-alive HTTP client that costs next to nothing: the processor time it would take is the product's to use.

It sends bytes that were made before, on a few raw sockets watched by one epoll, and looks only for the end of each
answer. One request is under way on each connection; the next is sent when the answer is complete (closed loop).
"""

import gc
import re
import select
import socket
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from benchmarks.figures import percentile

ANSWER_SECONDS = 30.0
_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)


class NoAnswer(Exception):
    """The server closed a connection or stayed silent."""


@dataclass
class Round:
    """What one round of requests took, in nanoseconds, and how it was answered."""

    latencies: list[int] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0
    refused: list[bytes] = field(default_factory=list)
    """The first few answers that were not 200."""

    def add(self, other: "Round") -> None:
        """Take in what another round gave."""
        self.latencies += other.latencies
        self.statuses.update(other.statuses)
        self.seconds += other.seconds

    @property
    def rate(self) -> float:
        """Return the answers a second."""
        return len(self.latencies) / self.seconds

    @property
    def p50(self) -> float:
        return percentile(self.latencies, 0.50)

    @property
    def p99(self) -> float:
        return percentile(self.latencies, 0.99)


class Connection:
    """One keep-alive connection with at most one request under way."""

    def __init__(self, host: str, port: int) -> None:
        self.socket = socket.create_connection((host, port), timeout=ANSWER_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent_at = 0
        self._received = b""

    def send(self, request: bytes) -> None:
        """Send a request; requests are short enough for the socket's buffer."""
        self.sent_at = time.perf_counter_ns()
        self.socket.sendall(request)

    def receive(self) -> bytes | None:
        """Read what has come; return the whole answer once it is complete, else None."""
        chunk = self.socket.recv(262_144)
        if not chunk:
            raise NoAnswer(self._received[:200])
        self._received = self._received + chunk if self._received else chunk
        if not _is_complete(self._received):
            return None
        answer, self._received = self._received, b""
        return answer

    def ask(self, request: bytes) -> bytes:
        """Send one request and wait for its answer."""
        self.send(request)
        while True:
            answer = self.receive()
            if answer is not None:
                return answer

    def close(self) -> None:
        self.socket.close()


def _is_complete(received: bytes) -> bool:
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return False
    length = _LENGTH.search(received, 0, end)
    if length:
        return len(received) >= end + 4 + int(length[1])
    if _CHUNKED.search(received, 0, end):
        return received.endswith(b"0\r\n\r\n")
    return received[9:12] in {b"204", b"304"}


def status_of(answer: bytes) -> int:
    """Read the status of a complete answer."""
    return int(answer[9:12])


def body_of(answer: bytes) -> bytes:
    """Return the body of a complete answer, chunks put together."""
    head, _, body = answer.partition(b"\r\n\r\n")
    if not _CHUNKED.search(head):
        return body
    parts = []
    while True:
        size, _, rest = body.partition(b"\r\n")
        count = int(size.partition(b";")[0], 16)
        if not count:
            return b"".join(parts)
        parts.append(rest[:count])
        body = rest[count + 2 :]


def run_round(host: str, port: int, requests: Iterable[bytes], *, connections: int, seconds: float) -> Round:
    """Send requests over that many connections until the time is up or none is left, and wait for the last answers."""
    waiting: Iterator[bytes] = iter(requests)
    watch = select.epoll()
    by_number: dict[int, Connection] = {}
    done = Round()
    gc.collect()
    gc.disable()
    try:
        for _ in range(connections):
            connection = Connection(host, port)
            by_number[connection.socket.fileno()] = connection
            watch.register(connection.socket.fileno(), select.EPOLLIN)
        begun = time.perf_counter_ns()
        until = begun + int(seconds * 1e9)
        busy = 0
        for connection in by_number.values():
            request = next(waiting, None)
            if request is not None:
                connection.send(request)
                busy += 1
        ended = begun
        while busy:
            ready = watch.poll(ANSWER_SECONDS)
            if not ready:
                raise NoAnswer(f"nothing in {ANSWER_SECONDS:.0f} s")
            for number, _ in ready:
                connection = by_number[number]
                answer = connection.receive()
                if answer is None:
                    continue
                ended = time.perf_counter_ns()
                done.latencies.append(ended - connection.sent_at)
                status = status_of(answer)
                done.statuses[status] += 1
                if status != 200 and len(done.refused) < 3:
                    done.refused.append(answer[:2000])
                request = next(waiting, None) if ended < until else None
                if request is None:
                    busy -= 1
                else:
                    connection.send(request)
        done.seconds = (ended - begun) / 1e9
    finally:
        gc.enable()
        watch.close()
        for connection in by_number.values():
            connection.close()
    return done
