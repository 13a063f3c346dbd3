"""Keeping the queue itself tidy."""

from django.db import connection
from procrastinate.sql import queries

from sangdam.foundation.jobs.declaring import LATE, periodic

FAILED_JOBS_KEPT_HOURS = 30 * 24


# Jobs that succeed are deleted at once.
@periodic("jobs.remove_failed", cron="17 3 * * *", priority=LATE)
def remove_failed() -> None:
    """Forget jobs that failed for good a month ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            queries["delete_old_jobs"],
            {"nb_hours": FAILED_JOBS_KEPT_HOURS, "queue": None, "statuses": ["failed", "aborted", "cancelled"]},
        )
