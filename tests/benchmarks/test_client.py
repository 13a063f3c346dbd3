"""The client reads whole answers, counts what it is told and notices who falls silent."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from benchmarks.client import Connection, NoAnswer, body_of, run_round, status_of

REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"
REFUSAL = b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n"


@contextmanager
def server(answer: Callable[[int], list[bytes]]) -> Iterator[int]:
    """Answer the n-th request of each connection with pieces, sent one by one; no piece closes the connection."""
    listener = socket.create_server(("127.0.0.1", 0))

    def talk(connection: socket.socket) -> None:
        with connection:
            number = 0
            while connection.recv(65536):
                pieces = answer(number)
                for piece in pieces:
                    connection.sendall(piece)
                if not pieces:
                    return
                number += 1

    def listen() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=[connection], daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()


def slices(answer: bytes) -> list[bytes]:
    return [answer[start : start + 7] for start in range(0, len(answer), 7)]


@pytest.mark.parametrize("answer", [PLAIN, CHUNKED])
def test_an_answer_in_pieces_is_put_together(answer):
    with server(lambda number: slices(answer)) as port:
        connection = Connection("127.0.0.1", port)
        for _ in range(3):
            received = connection.ask(REQUEST)
            assert (status_of(received), body_of(received)) == (200, b"hello")
        connection.close()


def test_a_round_asks_each_request_once():
    with server(lambda number: [PLAIN]) as port:
        measured = run_round("127.0.0.1", port, [REQUEST] * 50, connections=4, seconds=10)
    assert measured.statuses == {200: 50}
    assert len(measured.latencies) == 50
    assert 0 < measured.p50 <= measured.p99 <= max(measured.latencies)
    assert measured.rate == pytest.approx(50 / measured.seconds)


def test_a_round_ends_when_its_time_is_up():
    with server(lambda number: [PLAIN]) as port:
        measured = run_round("127.0.0.1", port, iter(lambda: REQUEST, None), connections=2, seconds=0.2)
    assert measured.statuses[200] > 2
    assert measured.seconds < 5


def test_rejected_calls_are_kept_to_be_shown():
    with server(lambda number: [REFUSAL]) as port:
        measured = run_round("127.0.0.1", port, [REQUEST] * 5, connections=1, seconds=10)
    assert measured.statuses == {403: 5}
    assert measured.refused == [REFUSAL] * 3


def test_a_closed_connection_is_an_error():
    with server(lambda number: [] if number == 2 else [PLAIN]) as port, pytest.raises(NoAnswer):
        run_round("127.0.0.1", port, [REQUEST] * 5, connections=1, seconds=10)
