"""Reading events in the order they become visible, without losing one.

Ids come from a sequence and transactions from a counter, but commits happen in any order: a reader that remembers "the
last id" never sees the event with a smaller id that is committed a moment later. So a cursor is not a number but a
PostgreSQL snapshot: which transactions were visible when the reader last looked. The next look asks for the events
whose transaction was not: those at or beyond its `xmax`, and those that were still running. That is exact (nothing
missed, nothing twice), waits for nobody, and is two ranges of one index.

A cursor is valid on the database that gave it, and on the primary only: a standby doesn't list running transactions.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from sangdam.foundation.events.registry import live_kinds

if TYPE_CHECKING:
    from sangdam.organizations.models import Service

MOST_RUNNING = 2_000
_TEXT = re.compile(r"([0-9]{1,18}):([0-9]{1,18}):((?:[0-9]{1,18}(?:,[0-9]{1,18})*)?)", re.ASCII)


class CursorUnusable(Exception):
    """Events cannot be told from this cursor on: it is malformed, of another database, or too far behind.

    The reader starts over: it loads its page again and takes a new cursor with it.
    """


@dataclass(frozen=True)
class Cursor:
    """What a reader has seen: every transaction below `visible_below` except those that were `running`."""

    visible_below: int
    running: tuple[int, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Read a cursor's text; raises `CursorUnusable` for anything `str(cursor)` did not write."""
        match = _TEXT.fullmatch(text[: MOST_RUNNING * 20])
        if match is None:
            raise CursorUnusable("malformed")
        oldest, below = int(match[1]), int(match[2])
        running = tuple(int(item) for item in match[3].split(",") if item)
        if oldest > below or len(running) > MOST_RUNNING or any(not oldest <= item < below for item in running):
            raise CursorUnusable("malformed")
        return cls(below, running)

    def has_seen(self, transaction: int) -> bool:
        """Return whether what a transaction committed was visible to the reader."""
        return transaction < self.visible_below and transaction not in self.running

    def __str__(self) -> str:
        return (
            f"{min(self.running, default=self.visible_below)}:{self.visible_below}:{','.join(map(str, self.running))}"
        )


class RecordedEvent(NamedTuple):
    """A recorded event as readers get it: an `Event` row without Django around it."""

    id: int
    transaction: int
    service_pk: int
    kind: str
    subject: str
    actor_kind: str
    actor_id: int | None
    payload: dict[str, Any]
    at: datetime

    def as_json(self) -> dict[str, Any]:
        """Return the event as screens get it: what happened to what, when, by whom, and the payload as published."""
        return {
            **self.payload,
            "id": self.id,
            "kind": self.kind,
            self.kind.partition(".")[0]: self.subject,
            "at": round(self.at.timestamp() * 1000),
            "actor": {"kind": self.actor_kind, "id": self.actor_id},
        }


# One statement, so that the rows and the snapshot belong together. The reader's own transaction, where it has one,
# counts as running: what it has yet to write is still to be told. Rows restored from a dump carry numbers of another
# database beyond our own counter; they are history, not news.
NOW_SQL = "SELECT pg_current_snapshot()::text, pg_current_xact_id_if_assigned()::text::bigint"
#
# Two look-ups of one index, each in its order, so that the limit ends them: in one condition with OR, PostgreSQL may
# take the primary key's order instead and read the whole table.
_SINCE_SQL = """
SELECT now.snapshot, now.own, event.*
FROM (
    SELECT pg_current_snapshot()::text AS snapshot, pg_current_xact_id_if_assigned()::text::bigint AS own
) AS now
LEFT JOIN LATERAL (
    (
        SELECT {columns} FROM events_event
        WHERE transaction >= %(visible_below)s
          AND transaction < greatest(pg_snapshot_xmax(pg_current_snapshot())::text::bigint, now.own + 1)
          AND kind = ANY(%(kinds)s){of_service}
        ORDER BY transaction
        LIMIT %(most)s
    )
    UNION ALL
    (
        SELECT {columns} FROM events_event
        WHERE transaction = ANY(%(running)s::bigint[]) AND kind = ANY(%(kinds)s){of_service}
        ORDER BY transaction
        LIMIT %(most)s
    )
) AS event ON true
ORDER BY event.id
"""
_COLUMNS = "id, transaction, service_id, kind, subject, actor_kind, actor_id, payload::text, created_at"
ALL_SINCE_SQL = _SINCE_SQL.format(columns=_COLUMNS, of_service="")
SERVICE_SINCE_SQL = _SINCE_SQL.format(columns=_COLUMNS, of_service=" AND service_id = %(service)s")


def ask_since(cursor: Cursor, limit: int, service_pk: int | None = None) -> dict[str, Any]:
    """Name what a `..._SINCE_SQL` asks for: one event more than wanted, to see that there are more."""
    return {
        "visible_below": cursor.visible_below,
        # Never an empty array: of that PostgreSQL makes strange plans.
        "running": list(cursor.running) or [-1],
        "kinds": live_kinds(),
        "most": limit + 1,
        "service": service_pk,
    }


def read_cursor(row: tuple[str, int | None]) -> Cursor:
    """Read the cursor out of a row of `NOW_SQL`, or the first two columns of the others."""
    snapshot, own = row
    _, below, running = snapshot.split(":")
    numbers = {int(item) for item in running.split(",") if item}
    if own is not None and own < int(below):
        numbers.add(own)
    return Cursor(int(below), tuple(sorted(numbers)))


def read_events(cursor: Cursor, rows: list[tuple[Any, ...]], limit: int) -> tuple[list[RecordedEvent], Cursor]:
    """Read the events and the next cursor out of the rows of a `..._SINCE_SQL`.

    Raises `CursorUnusable` when there are more than `limit`, or when the cursor is of the future: of another database.
    """
    following = read_cursor(rows[0][:2])
    if cursor.visible_below > following.visible_below:
        raise CursorUnusable("of another database")
    events = [make_event(row[2:]) for row in rows if row[2] is not None]
    if len(events) > limit:
        raise CursorUnusable("too far behind")
    return events, following


def make_event(columns: tuple[Any, ...]) -> RecordedEvent:
    """Read an event out of the columns after the first two."""
    *before, payload, at = columns
    return RecordedEvent._make([*before, json.loads(payload), at])


def current_cursor() -> str:
    """Return the cursor of now.

    A page takes it before it reads its rows: what is committed in between is then told twice instead of never.
    """
    with connection.cursor() as database:
        database.execute(NOW_SQL)
        return str(read_cursor(database.fetchone()))


def read_since(service: "Service", cursor: str, limit: int = 1_000) -> tuple[list[RecordedEvent], str]:
    """Return the events of a service that open screens are told about since a cursor, and the cursor to go on from.

    Raises `CursorUnusable` when the text is not a cursor of this database or more than `limit` events came since.
    """
    since = Cursor.parse(cursor)
    with connection.cursor() as database:
        database.execute(SERVICE_SINCE_SQL, ask_since(since, limit, service.pk))
        events, following = read_events(since, database.fetchall(), limit)
    return events, str(following)
