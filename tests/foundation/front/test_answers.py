"""Large answers on their way to readers who take them, or do not."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from sangdam.foundation.front.answers import PIECE, Answer, LargeAnswers
from sangdam.foundation.front.connections import Connections

CONTENT = bytes(10 * PIECE)
FIRST, SECOND, THIRD = (("192.0.2.1", str(number)) for number in range(3))


def reader(pieces, pause=0.0):
    """Give a client that takes this many pieces, and then no more."""
    taken = []

    async def send(message):
        if "body" in message:
            if len(taken) == pieces:
                await asyncio.Event().wait()
            taken.append(message["body"])
            await asyncio.sleep(pause)

    return send, taken


def test_with_one_too_many_whoever_reads_slowest_is_let_go():
    async def run(readers):
        connections = Connections(60)
        large = LargeAnswers(60, readers, connections, most=2)

        def begin(client, pieces):
            return asyncio.create_task(large.send(Answer(200, [], CONTENT), reader(pieces)[0], client))

        moving, stalled = begin(FIRST, 1), begin(SECOND, 0)
        await asyncio.sleep(0.01)
        await begin(THIRD, 100)
        await asyncio.wait_for(stalled, 5)
        is_going_on = not moving.done()
        moving.cancel()
        return is_going_on, list(connections._condemned)

    with ThreadPoolExecutor(1) as readers:
        assert asyncio.run(run(readers)) == (True, [SECOND])


def test_who_keeps_taking_pieces_has_time_for_all_of_them():
    send, taken = reader(100, pause=0.15)

    async def run(readers):
        connections = Connections(60)
        await LargeAnswers(1, readers, connections).send(Answer(200, [], CONTENT), send, FIRST)
        return connections._condemned

    with ThreadPoolExecutor(1) as readers:
        assert asyncio.run(run(readers)) == {}
    assert b"".join(taken) == CONTENT
