"""What people notice while strangers hold thousands of connections: they send nothing, or hardly, or never read.

`python -m benchmarks.strangers PORT KIND COUNT ...` is the strangers' side, a process of its own on loopback: it opens
the connections, prints a line when all are open, opens again whatever is ended, and stops when its input is closed.
"""

import contextlib
import hashlib
import json
import resource
import select
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count, islice
from typing import Any

from benchmarks.calls import Caller, write_request
from benchmarks.client import Connection, Round, body_of, run_round, status_of
from benchmarks.figures import median

LONGEST_SECONDS = 30.0
SLACK = 50_000_000  # nanoseconds a p99 may grow by where twice is less
FILE_BYTES = 5_000_000

_FORM = "POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\n"
_CALL = (
    "POST /{service}/openapi/v1/ticket.json HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    f"Authorization: {'A' * 43}=\r\nX-TC-Timestamp: {{now}}\r\n"
)


@dataclass(frozen=True)
class Kind:
    """A way to be slow: what is sent at once, what every second, and how many bytes are read every second."""

    opening: str
    dripping: str = ""
    reading: int = 0


KINDS = {
    "send nothing": Kind(""),
    "announce a form and send none": Kind(f"{_FORM}Content-Length: 9\r\n\r\n"),
    "announce an inquiry and send none": Kind(f"{_CALL}Content-Length: 9000\r\n\r\n"),
    "send a byte of a head a second": Kind("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", "x"),
    "send a byte of an inquiry a second": Kind(f"{_CALL}Content-Length: 9000\r\n\r\n", "x"),
    "send chunks of a form without an end": Kind(f"{_FORM}Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"),
    "do not read a file of the pages": Kind("GET {asset} HTTP/1.1\r\nHost: localhost\r\n\r\n"),
    "do not read an attachment": Kind("GET {attachment} HTTP/1.1\r\nHost: localhost\r\n\r\n"),
    "read a byte of an attachment a second": Kind("GET {attachment} HTTP/1.1\r\nHost: localhost\r\n\r\n", reading=1),
}


class StrangersFailed(Exception):
    """The strangers could not open their connections, or somebody honest was refused; the text says what happened."""


@dataclass
class Held:
    """What was measured: p99 in nanoseconds of each round, by what was asked: quiet, and by kind of strangers."""

    connections: int
    rounds: int
    quiet: dict[str, list[float]] = field(default_factory=dict)
    held: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    web_bytes: int = 0
    """The most memory (PSS) the web processes took together while connections were held."""

    def worst(self, name: str) -> tuple[str, float]:
        """Return the kind of strangers that slowed a request down most, and the median of its p99."""
        return max(((kind, median(by_name[name])) for kind, by_name in self.held.items()), key=lambda item: item[1])

    def bar(self, name: str) -> float:
        """Return what the p99 of a request must not exceed: twice the quiet one, or 50 ms more."""
        quiet = median(self.quiet[name])
        return max(2 * quiet, quiet + SLACK)


def measure_strangers(
    port: int,
    asked: Mapping[str, Iterator[bytes]],
    places: Mapping[str, str],
    *,
    connections: int,
    rounds: int,
    requests: int,
    web_bytes: Callable[[], int],
) -> Held:
    """Ask, one request after the other, in a quiet moment and while each kind of strangers holds its connections.

    `places` names the service, the asset and the attachment that strangers ask for. Raises `StrangersFailed`.
    """
    done = Held(connections, rounds)
    for _ in range(rounds):
        for kind in KINDS:
            for name, p99 in _ask(port, asked, requests):
                done.quiet.setdefault(name, []).append(p99)
            with strangers(port, kind, connections, places):
                for name, p99 in _ask(port, asked, requests):
                    done.held.setdefault(kind, {}).setdefault(name, []).append(p99)
                done.web_bytes = max(done.web_bytes, web_bytes())
    return done


def _ask(port: int, asked: Mapping[str, Iterator[bytes]], requests: int) -> Iterator[tuple[str, float]]:
    for name, pages in asked.items():
        measured: Round = run_round("127.0.0.1", port, islice(pages, requests), connections=1, seconds=LONGEST_SECONDS)
        if measured.refused:
            raise StrangersFailed(f"{name}: {measured.refused[0]!r}")
        yield name, measured.p99


@contextlib.contextmanager
def strangers(port: int, kind: str, connections: int, places: Mapping[str, str]) -> Iterator[None]:
    """Let strangers hold that many connections for as long as the block runs."""
    given = [str(port), kind, str(connections), json.dumps(dict(places))]
    command = [sys.executable, "-m", "benchmarks.strangers", *given]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        try:
            if process.stdout.readline() != "open\n":
                raise StrangersFailed(f"strangers who {kind} could not connect")
            time.sleep(min(1.0, connections / 1000))
            yield
        finally:
            process.stdin.close()
            process.wait(10)
    time.sleep(min(3.0, connections / 500))  # the product lets go of them: no part of a quiet moment


def keep_attachment(port: int, caller: Caller, inquiry: Mapping[str, Any]) -> str:
    """Upload a file of `FILE_BYTES` with an inquiry, as a customer does; return the path where it is served."""
    content = b"a line of a long text\n" * (FILE_BYTES // 22)
    path = f"/{caller.service_id}/openapi/v1/ticket/attachments/upload.json"
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="long.txt"\r\n\r\n'
    body = head + content + b"\r\n--b--\r\n"
    timestamp = str(time.time_ns() // 1_000_000)
    digest = hashlib.md5(content, usedforsecurity=False).hexdigest().encode()
    headers = {
        "Host": caller.host,
        "Authorization": caller.sign(path, timestamp, body=digest),
        "X-TC-Timestamp": timestamp,
        "Content-Type": "multipart/form-data; boundary=b",
        "Content-Length": str(len(body)),
    }
    connection = Connection("127.0.0.1", port)
    with contextlib.closing(connection):
        answer = connection.ask(write_request("POST", path, headers, body))
        if status_of(answer) != 200:
            raise StrangersFailed(repr(answer[:500]))
        attachment_id = json.loads(body_of(answer))["result"]["content"]["attachmentId"]
        answer = connection.ask(caller.create_ticket({**inquiry, "attachments": [{"attachmentId": attachment_id}]}))
        if status_of(answer) != 200:
            raise StrangersFailed(repr(answer[:500]))
    return f"/{caller.service_id}/api/v2/ticket/attachments/{attachment_id}"


# --- the strangers' side ---


def hold(port: int, kind: Kind, connections: int, places: Mapping[str, str]) -> None:
    """Hold connections until the standard input is closed."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    held = {number: _open(port, kind, places) for number in range(connections)}
    print("open", flush=True)
    for turn in count(1):
        begun = time.monotonic()
        for number, connection in held.items():
            if not _go_on(connection, kind):
                connection.close()
                held[number] = _open(port, kind, places)
            if number % 100 == 0 and select.select([sys.stdin], [], [], 0)[0]:
                return
        if select.select([sys.stdin], [], [], max(0.0, 1 - (time.monotonic() - begun)))[0] or turn > 600:
            return


def _open(port: int, kind: Kind, places: Mapping[str, str]) -> socket.socket:
    connection = socket.socket()
    if kind.opening.startswith("GET {"):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(10)
    connection.connect(("127.0.0.1", port))
    connection.sendall(kind.opening.format(now=time.time_ns() // 1_000_000, **places).encode())
    connection.setblocking(False)
    return connection


def _go_on(connection: socket.socket, kind: Kind) -> bool:
    """Do what a stranger does every second; tell whether the connection is still there."""
    try:
        if kind.dripping:
            connection.send(kind.dripping.encode())
        if kind.reading or not kind.opening.startswith("GET {"):
            return connection.recv(kind.reading or 4096) != b""  # an answer: it was refused, and will be closed
        return not connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    except BlockingIOError:
        return True
    except OSError:
        return False


if __name__ == "__main__":
    hold(int(sys.argv[1]), KINDS[sys.argv[2]], int(sys.argv[3]), json.loads(sys.argv[4]))
