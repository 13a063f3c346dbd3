"""Putting jobs in the queue, in the transaction that makes them necessary."""

from datetime import datetime
from functools import cache
from typing import Any

from django.db import transaction
from procrastinate import exceptions, tasks
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager

from sangdam.foundation.jobs.declaring import Job


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
    """Put a job in the queue unless the same one with the same ids already waits there; then return None.

    One that is running does not count: it may have read its rows before the change that calls for this one.
    """
    key = ",".join(f"{name}={value}" for name, value in sorted(ids.items()))
    try:
        with transaction.atomic():  # the refusal must not spoil the caller's transaction
            return _deferrer(job, queueing_lock=f"{job.name}({key})").defer(**ids)
    except exceptions.AlreadyEnqueued:
        return None


def _deferrer(job: Job, **options: Any) -> Any:
    return tasks.configure_task(name=job.name, job_manager=_manager(), priority=job.priority, **options)
