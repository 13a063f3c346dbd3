"""Events that came out of a dump: their transaction numbers belong to another database."""

from typing import Any

from django.db import connection


def make_history_of_restored_events(**signal: Any) -> int:
    """Give events restored from a dump a number in the past, and return how many; called after every `migrate`.

    Otherwise they would be told as news on the day this database's own counter reaches their numbers.
    """
    if "events_event" not in connection.introspection.table_names():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE events_event SET transaction = 0"
            " WHERE transaction >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
            " AND transaction IS DISTINCT FROM pg_current_xact_id_if_assigned()::text::bigint"
        )
        return cursor.rowcount
