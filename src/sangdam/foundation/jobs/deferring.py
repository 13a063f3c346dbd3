"""Putting jobs in the queue, in the transaction that makes them necessary."""

from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection
from procrastinate import tasks
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from psycopg.types.json import Jsonb

from sangdam.foundation.jobs.declaring import Job

_WAITS_SQL = """
SELECT EXISTS (
    SELECT FROM procrastinate_jobs
    WHERE status = 'todo' AND task_name = %s AND args = %s AND (scheduled_at IS NULL OR scheduled_at <= now())
)
"""


@cache
def _manager() -> JobManager:
    # Always the caller's own Django connection: inside a worker Procrastinate's app speaks through a pool of its own,
    # so a job deferred with it would outlive a transaction that is rolled back.
    return JobManager(DjangoConnector())


def defer(job: Job, **ids: Any) -> int:
    """Put a job in the queue and return its number; it exists if and only if the current transaction commits."""
    return _deferrer(job).defer(**ids)


def defer_at(moment: datetime, job: Job, **ids: Any) -> int:
    """Put a job in the queue that starts at `moment` (aware) or a few seconds later."""
    return _deferrer(job, schedule_at=moment).defer(**ids)


def defer_once(job: Job, **ids: Any) -> int | None:
    """Put a job in the queue unless the same one with the same ids stands there, due; then return None.

    One that is running does not count: it may have read its rows before the change that calls for this one. Two
    callers at the same instant may both succeed: this saves work, it doesn't lock. (Procrastinate's `queueing_lock`
    would, but a job that fails while another of its kind waits could then not be put back, and stays `doing`.)
    """
    values: list[Any] = [job.name, Jsonb(ids)]
    with connection.cursor() as cursor:
        cursor.execute(_WAITS_SQL, values)
        if cursor.fetchone()[0]:
            return None
    return defer(job, **ids)


def _deferrer(job: Job, **options: Any) -> Any:
    return tasks.configure_task(
        name=job.name, job_manager=_manager(), priority=job.priority, queue=job.queue, **options
    )
