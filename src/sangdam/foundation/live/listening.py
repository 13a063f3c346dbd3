"""Following the table of events: one connection that listens and reads, for all subscribers of the process."""

import asyncio
import contextlib
import logging
import time
from typing import Any

import psycopg

from sangdam.foundation.events.notifier import CHANNEL, connection_parameters
from sangdam.foundation.events.reading import (
    ALL_SINCE_SQL,
    NOW_SQL,
    Cursor,
    CursorUnusable,
    RecordedEvent,
    ask_since,
    read_cursor,
    read_events,
)
from sangdam.foundation.jobs.traces import trace_of
from sangdam.foundation.live.frames import RELOAD, Batch, batch_of, heartbeat
from sangdam.foundation.live.hub import Hub

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
MOST_AT_ONCE = 5_000
"""More news than this after an outage are not told one by one: screens load again."""
LONGEST_PAUSE = 5.0

# Between two looks: short enough for a person, longer when each look means thousands of writes to sockets.
SHORTEST_SPACING = 0.02
SPACING_PER_SUBSCRIBER = 0.00005
LONGEST_SPACING = 0.15
SPACING_FOR_NOBODY = 0.5


class Listener:
    """Reads each event once and gives it to the hub; woken by the notifier, looks every second without it.

    While the database is away the streams stay open and say that they are not live; then it goes on from its cursor.
    """

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.cursor: Cursor | None = None
        self.is_live = False
        """Whether the last look succeeded."""
        self._told = False
        self._seen_at = 0.0
        self._task: asyncio.Task[None] | None = None

    @property
    def is_alive(self) -> bool:
        """Return whether it could read events within the last seconds."""
        return self.is_live and time.monotonic() - self._seen_at < 5 * POLL_SECONDS

    def start(self) -> None:
        """Begin to follow."""
        self._task = asyncio.create_task(self._run(), name="listener")

    async def stop(self) -> None:
        """End, and close the connection."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        pause = 0.25
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    **connection_parameters(), autocommit=True, application_name="sangdam live"
                ) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    while True:
                        await self._look(connection)
                        self._note_liveness(is_live=True)
                        pause = 0.25
                        await self._wait(connection)
            except Exception as error:
                logger.warning("Following events pauses for %.2f s: %s", pause, trace_of(error))
                self._note_liveness(is_live=False)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _wait(self, connection: psycopg.AsyncConnection[Any]) -> None:
        await asyncio.sleep(self._seen_at + self._spacing - time.monotonic())
        async for _ in connection.notifies(timeout=POLL_SECONDS, stop_after=1):
            pass

    @property
    def _spacing(self) -> float:
        if not self.hub.count:
            return SPACING_FOR_NOBODY
        return min(LONGEST_SPACING, SHORTEST_SPACING + SPACING_PER_SUBSCRIBER * self.hub.count)

    async def _look(self, connection: psycopg.AsyncConnection[Any]) -> None:
        if self.cursor is None:
            found = await connection.execute(NOW_SQL)
            self.cursor = read_cursor(await found.fetchone())  # type: ignore[arg-type]
            self._seen_at = time.monotonic()
            return
        found = await connection.execute(ALL_SINCE_SQL, ask_since(self.cursor, MOST_AT_ONCE))
        rows = await found.fetchall()
        try:
            events, following = read_events(self.cursor, rows, MOST_AT_ONCE)
        except CursorUnusable as reason:
            logger.warning("All screens load again: the live process was %s", reason)
            self.cursor = read_cursor(rows[0][:2])
            self.hub.push_to_all(Batch(RELOAD))
        else:
            self.cursor = following
            self._tell(events, following)
        self._seen_at = time.monotonic()

    def _tell(self, events: list[RecordedEvent], cursor: Cursor) -> None:
        of_services: dict[int, list[RecordedEvent]] = {}
        for event in events:
            if self.hub.is_listened_to(event.service_pk):
                of_services.setdefault(event.service_pk, []).append(event)
        for service_pk, told in of_services.items():
            self.hub.push(service_pk, batch_of(told, cursor))

    def _note_liveness(self, *, is_live: bool) -> None:
        self.is_live = is_live
        self.tell_liveness()

    def tell_liveness(self) -> None:
        """Tell all screens whether events can be read, if that has changed since they were told."""
        if self.cursor is not None and self.is_alive != self._told:
            self._told = self.is_alive
            self.hub.push_to_all(heartbeat(self.cursor, is_live=self._told))
