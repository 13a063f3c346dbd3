"""Connections that are broken from within the process that holds them."""

import asyncio
import contextlib
import socket
import struct

import pytest

from sangdam.foundation.front import connections
from sangdam.foundation.front.connections import Connections


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0), backlog=128) as server:
        yield server


def connected(listener):
    """Open a connection; return both ends and what the server calls its client."""
    theirs = socket.create_connection(listener.getsockname())
    ours, (address, port) = listener.accept()
    return theirs, ours, (address, str(port))


def is_broken(theirs):
    theirs.settimeout(0.05)
    try:
        return theirs.recv(1) == b""
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False


def watched(held, prepare, seconds=0.5):
    """Let `held` be watched for a while after `prepare`."""

    async def run():
        prepare()
        watching = asyncio.create_task(held.watch())
        await asyncio.sleep(seconds)
        watching.cancel()

    asyncio.run(run())


def test_who_is_to_go_is_broken_and_nobody_else(listener):
    with contextlib.ExitStack() as stack:
        going, staying = ([stack.enter_context(end) for end in connected(listener)[:2]] for _ in range(2))
        held = Connections(0.2)
        name = going[0].getsockname()
        watched(held, lambda: held.end((name[0], str(name[1]))))
        assert is_broken(going[0])
        assert not is_broken(staying[0])


def test_a_client_who_asks_again_is_not_broken_for_what_was_before(listener):
    theirs, ours, client = connected(listener)
    with theirs, ours:
        held = Connections(0.2)

        def prepare():
            held.end(client)
            held.note_request(client)

        watched(held, prepare)
        assert not is_broken(theirs)


def test_a_descriptor_that_belongs_to_another_by_now_is_left_alone(listener):
    theirs, ours, _ = connected(listener)
    with theirs, ours:
        held = Connections(0.2)
        held._descriptors = {("192.0.2.1", "4711"): ours.fileno()}
        watched(held, lambda: held.end(("192.0.2.1", "4711")))
        assert not is_broken(theirs)
        assert held._condemned == {}


def test_only_some_go_at_a_time(listener, monkeypatch):
    monkeypatch.setattr(connections, "MOST_ENDED", 3)
    with contextlib.ExitStack() as stack:
        held = Connections(0.8)  # looks every 0.2 s
        ends = []
        for _ in range(8):
            theirs, ours, client = connected(listener)
            ends.append(stack.enter_context(theirs))
            stack.enter_context(ours)
            held._condemned[client] = False
        watched(held, lambda: None, seconds=0.3)
        assert sum(map(is_broken, ends)) == 3
        watched(held, lambda: None, seconds=0.7)
        assert all(map(is_broken, ends))


def test_who_is_not_found_yet_waits_for_the_next_look(listener):
    theirs, ours, client = connected(listener)
    with theirs, ours:
        held = Connections(0.2)
        watched(held, lambda: held.end(("192.0.2.1", "1")), seconds=0.2)  # looked just now, and before that one came
        held._descriptors.pop(client, None)
        watched(held, lambda: held.end(client), seconds=0.3)
        assert not is_broken(theirs)
        assert held._condemned == {client: False}
        held._looked_at -= connections.LOOK_SECONDS
        watched(held, lambda: None, seconds=0.3)
        assert is_broken(theirs)


@pytest.mark.parametrize("has_read", [True, False])
def test_who_has_not_taken_the_answer_in_time_is_broken(listener, has_read):
    theirs, ours, client = connected(listener)
    with theirs, ours:
        ours.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while not has_read:
                ours.send(b"x" * 65536)  # more than the other side takes without reading
        held = Connections(0.2)
        watched(held, lambda: held.note_answer(client), seconds=0.6)
        assert held._condemned == {}
        with pytest.raises(BrokenPipeError) if not has_read else contextlib.nullcontext():
            ours.send(b"x")


def late(held, prepare=lambda: None):
    """List who is due to be looked at after `prepare`."""

    async def run():
        prepare()
        return list(held._late())

    return asyncio.run(run())


LONG_AGO = float("-inf")
FIRST, SECOND = ("192.0.2.1", "1"), ("192.0.2.2", "2")


def test_whoever_was_answered_has_their_time():
    held = Connections(60)
    held._answered = {FIRST: LONG_AGO}
    assert late(held, lambda: held.note_answer(SECOND)) == [FIRST]


def test_who_is_answered_again_stands_in_front_of_nobody():
    held = Connections(60)
    held._answered = {FIRST: LONG_AGO, SECOND: LONG_AGO}
    assert late(held, lambda: held.note_answer(FIRST)) == [SECOND]


def test_whoever_asks_again_has_taken_the_answer_before():
    held = Connections(60)
    held._answered = {FIRST: LONG_AGO}
    assert late(held, lambda: held.note_request(FIRST)) == []


def test_a_client_who_asks_again_while_connections_are_broken_is_let_be(monkeypatch):
    held = Connections(0.2)
    asked = []

    def look(turn):
        held.note_request(FIRST)
        asked.append(dict(turn))
        return set()

    monkeypatch.setattr(held, "_break", look)
    watched(held, lambda: held.end(FIRST))
    assert asked == [{FIRST: False}]
    assert held._condemned == {}


def test_who_is_to_go_goes_even_with_the_answer_taken(listener):
    theirs, ours, client = connected(listener)
    with theirs, ours:
        held = Connections(0.2)
        held._answered = {client: LONG_AGO}
        watched(held, lambda: held.end(client))
        assert is_broken(theirs)
        # What waits in the kernel goes with it when the server closes its end.
        assert struct.unpack("ii", ours.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8)) == (1, 0)
