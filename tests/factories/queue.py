"""Rows of the job queue, read and written past Procrastinate."""

from typing import Any

from django.db import connection


def queued(columns: str = "task_name, args, status, priority", *, of: str = "") -> list[tuple[Any, ...]]:
    """List the jobs in the queue in the order they were put there; `of` is what their names begin with.

    Beside a running worker the clock puts jobs in the queue too: a test that has one names its own.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns.replace('args', 'args::text')} FROM procrastinate_jobs"
            " WHERE starts_with(task_name, %s) ORDER BY id",
            [of],
        )
        return cursor.fetchall()


def execute(statement: str, *values: Any) -> Any:
    """Run a statement and return the first value of its first row."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def make_running_job(*, worker_id: int | None, attempts: int = 0, name: str = "probe.run") -> int:
    """Put a job in the queue as if a worker were running it."""
    return execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id, attempts)"
        " VALUES ('default', %s, 'doing', %s, %s) RETURNING id",
        name,
        worker_id,
        attempts,
    )


def make_worker(*, seconds_silent: int) -> int:
    """Register a worker that gave its last sign of life some seconds ago."""
    return execute(
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s)) RETURNING id",
        seconds_silent,
    )
