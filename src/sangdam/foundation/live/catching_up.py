"""What a screen missed since its cursor, read for it alone when it connects."""

from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool

from sangdam.foundation.events.bell import connection_parameters
from sangdam.foundation.events.reading import SERVICE_SINCE_SQL, Cursor, Fact, ask_since, read_facts

MOST_MISSED = 1_000


class Archive:
    """Reads missed facts over a few connections, however many screens come back at once."""

    def __init__(self) -> None:
        self._pool: AsyncConnectionPool[psycopg.AsyncConnection[Any]] | None = None

    async def open(self) -> None:
        """Begin to connect; doesn't wait for the database."""
        self._pool = AsyncConnectionPool(
            kwargs={**connection_parameters(), "autocommit": True, "application_name": "sangdam live, missed facts"},
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

    async def missed(self, service_pk: int, since: Cursor) -> tuple[list[Fact], Cursor]:
        """Return the facts of a service since a cursor and the cursor to go on from.

        Raises `CursorUnusable` when they are too many, `psycopg.Error` when the database is away.
        """
        assert self._pool is not None  # noqa: S101 - opened when the process starts
        async with self._pool.connection() as connection:
            found = await connection.execute(SERVICE_SINCE_SQL, ask_since(since, MOST_MISSED, service_pk))
            return read_facts(since, await found.fetchall(), MOST_MISSED)
