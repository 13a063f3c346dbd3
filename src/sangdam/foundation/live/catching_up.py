"""What a screen missed since its cursor, read when it connects.

After an outage every screen comes back at once, each with hundreds of events to catch up on. So a few at a time have
their turn, those that stand at the same cursor share one reading, and nothing of it stays with the stream.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool

from sangdam.foundation.events.notifier import connection_parameters
from sangdam.foundation.events.reading import SERVICE_SINCE_SQL, Cursor, ask_since, read_events
from sangdam.foundation.live.frames import Batch, batch_of

MOST_MISSED = 1_000
"""A screen that missed more loads again: some 300 KB of events cost it and us more than its list does."""
MOST_AT_ONCE = 32
"""Screens that catch up at the same time: what they hold between them is the bound, however many come back."""


class CatchUpReader:
    """Reads missed events over a few connections, however many screens come back at once."""

    def __init__(self) -> None:
        self._pool: AsyncConnectionPool[psycopg.AsyncConnection[Any]] | None = None
        self._turns = asyncio.Semaphore(MOST_AT_ONCE)
        self._begun: dict[tuple[int, Cursor], asyncio.Task[Batch]] = {}

    async def open(self) -> None:
        """Begin to connect; doesn't wait for the database."""
        self._pool = AsyncConnectionPool(
            kwargs={**connection_parameters(), "autocommit": True, "application_name": "sangdam live, missed events"},
            min_size=0,
            max_size=2,
            max_idle=60,
            timeout=5,
            open=False,
            check=AsyncConnectionPool.check_connection,
            name="live",
        )
        await self._pool.open()

    async def close(self) -> None:
        """Close the connections."""
        if self._pool is not None:
            await self._pool.close(timeout=2)

    @asynccontextmanager
    async def turn(self, patience: float, meanwhile: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
        """Wait until it is one's turn to catch up; `meanwhile` is called after each `patience` seconds of waiting."""
        waiting = asyncio.ensure_future(self._turns.acquire())
        try:
            while not (await asyncio.wait({waiting}, timeout=patience))[0]:
                await meanwhile()
            yield
        finally:
            if waiting.done() and not waiting.cancelled():
                self._turns.release()
            waiting.cancel()

    async def missed(self, service_pk: int, since: Cursor) -> Batch:
        """Return the events of a service since a cursor, written as frames, with the cursor to go on from.

        Without events it is empty and has the cursor alone. Raises `CursorUnusable` when they are too many,
        `psycopg.Error` or `PoolTimeout` when the database is away.
        """
        key = (service_pk, since)
        reading = self._begun.get(key)
        if reading is None:
            reading = self._begun[key] = asyncio.create_task(self._read(key))
            reading.add_done_callback(_note_fault)
        return await asyncio.shield(reading)  # one screen that leaves must not take the others' reading away

    async def _read(self, key: tuple[int, Cursor]) -> Batch:
        assert self._pool is not None  # noqa: S101 - opened when the process starts
        service_pk, since = key
        try:
            async with self._pool.connection() as connection:
                # Who connects from here on reads anew: what was read for others may be older than that.
                del self._begun[key]
                found = await connection.execute(SERVICE_SINCE_SQL, ask_since(since, MOST_MISSED, service_pk))
                events, cursor = read_events(since, await found.fetchall(), MOST_MISSED)
        finally:
            if self._begun.get(key) is asyncio.current_task():
                del self._begun[key]
        return Batch(batch_of(events, cursor).chunk if events else b"", cursor)


def _note_fault(reading: "asyncio.Task[Batch]") -> None:
    if not reading.cancelled():
        reading.exception()  # whoever waited has it; without anybody left, nobody need hear of it
