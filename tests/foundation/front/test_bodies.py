"""Bodies on their way in: whole, bounded one by one and all together."""

import asyncio
import resource
import signal

import pytest

from sangdam.foundation.front import bodies as of_requests
from sangdam.foundation.front.bodies import SPOOLED_FROM, Bodies, Gone, NoRoom, TooSlow, discard


def receiver(*messages, then_silent=False):
    """Give a client that sends these pieces (None: it goes away), and then nothing, or nothing more."""
    waiting = list(messages)

    async def receive():
        if waiting:
            piece = waiting.pop(0)
            if piece is None:
                return {"type": "http.disconnect"}
            return {"type": "http.request", "body": piece, "more_body": True}
        if then_silent:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": b"", "more_body": False}

    return receive


def received(bodies, receive, declared=None, maximum=1_000_000):
    async def run():
        body = await bodies.receive(receive, declared, maximum)
        content = body.open().read()
        bodies.release(body)
        return body, content

    return asyncio.run(run())


def test_a_declared_body_is_whole_at_its_last_byte():
    body, content = received(Bodies(5), receiver(b"abc", b"defg", then_silent=True), declared=7)
    assert (content, body.is_whole, body.length) == (b"abcdefg", True, 7)


def test_a_chunked_body_is_whole_at_its_end():
    body, content = received(Bodies(5), receiver(b"abc", b"", b"defg"))
    assert (content, body.is_whole) == (b"abcdefg", True)


def test_a_long_body_is_kept_in_a_file():
    pieces = [bytes([number]) * 10_000 for number in range(10)]
    body, content = received(Bodies(5), receiver(*pieces))
    assert body.is_spooled
    assert content == b"".join(pieces)
    short, _ = received(Bodies(5), receiver(b"x" * SPOOLED_FROM))
    assert not short.is_spooled


def test_reading_ends_beyond_the_maximum():
    body, content = received(Bodies(5), receiver(b"12345", b"67890", then_silent=True), maximum=8)
    assert (content, body.is_whole) == (b"1234567890", False)


@pytest.mark.parametrize("declared", [9, None])
def test_a_body_that_does_not_come_ends_by_its_deadline(declared):
    with pytest.raises(TooSlow):
        received(Bodies(0.05), receiver(b"abc", then_silent=True), declared=declared)


def test_moving_a_byte_now_and_then_wins_no_time():
    async def drip():
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"x", "more_body": True}

    with pytest.raises(TooSlow):
        received(Bodies(0.2), drip)


def test_who_goes_away_leaves_nothing():
    bodies = Bodies(5, memory=10)
    with pytest.raises(Gone):
        received(bodies, receiver(b"12345678", None))
    assert received(bodies, receiver(b"1234567890"))[1] == b"1234567890"


@pytest.mark.parametrize(("bounds", "size"), [({"memory": 25}, 10), ({"files": 250_000}, 100_000)])
def test_whoever_sends_longest_makes_room_for_others(bounds, size):
    async def run():
        bodies = Bodies(5, **bounds)
        stalled = []
        for _ in range(2):
            stalled.append(asyncio.create_task(bodies.receive(receiver(b"s" * size, then_silent=True), None, 10**6)))
            await asyncio.sleep(0.01)
        quick = await bodies.receive(receiver(b"q" * size), None, 10**6)
        await asyncio.sleep(0.01)
        states = [task.done() and type(task.exception()) for task in stalled]
        bodies.release(quick)
        again = await bodies.receive(receiver(b"q" * size), None, 10**6)
        stalled[1].cancel()
        return states, quick.is_whole, again.is_whole

    assert asyncio.run(run()) == ([NoRoom, False], True, True)


def test_bodies_in_memory_and_in_files_do_not_drive_each_other_out():
    async def run():
        bodies = Bodies(5, memory=15)
        stalled = []
        for size in (SPOOLED_FROM + 1, 10):
            stalled.append(asyncio.create_task(bodies.receive(receiver(b"s" * size, then_silent=True), None, 10**6)))
            await asyncio.sleep(0.01)
        await bodies.receive(receiver(b"q" * 10), None, 100)
        await asyncio.sleep(0.01)
        states = [task.done() and type(task.exception()) for task in stalled]
        stalled[0].cancel()
        return states

    assert asyncio.run(run()) == [False, NoRoom]


def test_a_body_that_has_no_room_even_alone_is_refused():
    with pytest.raises(NoRoom):
        received(Bodies(5, memory=5), receiver(b"1234567890"))


def test_finished_bodies_are_not_driven_out():
    async def run():
        bodies = Bodies(5, memory=25)
        kept = [await bodies.receive(receiver(b"k" * 10), None, 100) for _ in range(2)]
        with pytest.raises(NoRoom):
            await bodies.receive(receiver(b"n" * 10), None, 100)
        return [body.open().read() for body in kept]

    assert asyncio.run(run()) == [b"k" * 10] * 2


@pytest.mark.parametrize(
    ("room", "pieces"),
    [
        (4096, [SPOOLED_FROM, 1]),
        (4096, [SPOOLED_FROM, 100]),
        (4096, [SPOOLED_FROM, 200_000]),
        (SPOOLED_FROM + 50, [SPOOLED_FROM, 1, 100]),
    ],
)
def test_a_disk_without_room_is_told_while_the_body_comes(room, pieces):
    """The kernel itself refuses: the process may write no file larger than this."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        with pytest.raises(NoRoom):
            received(Bodies(5), receiver(*map(bytes, pieces)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)


def test_what_a_refused_client_sends_is_read_away_up_to_a_bound(monkeypatch):
    monkeypatch.setattr(of_requests, "MAXIMUM_DISCARDED", 100)
    pieces = []

    async def receive():
        await asyncio.sleep(0)
        pieces.append(b"x" * 30)
        return {"type": "http.request", "body": pieces[-1], "more_body": True}

    asyncio.run(discard(receive, 0.2))
    assert len(pieces) == 4
