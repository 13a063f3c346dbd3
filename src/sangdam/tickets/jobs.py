"""Keep the file store as large as what tickets need, and cleaned bodies as clean as today's cleaner makes them."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django_scopes import scopes_disabled

from sangdam.foundation.jobs import LATE, periodic
from sangdam.foundation.sanitizing import CLEANER_VERSION
from sangdam.foundation.storage import remove_orphans, remove_stored
from sangdam.tickets.bodies import clean_body
from sangdam.tickets.models import Attachment, BodyFormat, HistoryEntry, Reading, Ticket

UNCLAIMED_FOR = timedelta(hours=24)
_BATCH = 500


@periodic("tickets.remove_unclaimed_uploads", cron="35 * * * *", priority=LATE)
def remove_unclaimed_uploads() -> None:
    """Remove uploads that no inquiry or answer claimed within a day, the row first: a file without a row is harmless.

    Whoever claims one at the same moment wins: the deletion asks again whether it still waits.
    """
    before = timezone.now() - UNCLAIMED_FOR
    with scopes_disabled():
        waiting = Attachment.objects.filter(ticket=None, created_at__lt=before)
        while batch := list(waiting.values_list("pk", "path")[:_BATCH]):
            for pk, path in batch:
                removed, _ = Attachment.objects.filter(pk=pk, ticket=None).delete()
                if removed:
                    remove_stored(path)


@periodic("tickets.remove_orphaned_files", cron="50 3 * * *", priority=LATE)
def remove_orphaned_files() -> None:
    """Remove files that a crash left without a row."""
    with scopes_disabled():
        remove_orphans(_with_a_row)


def _with_a_row(paths: list[str]) -> set[str]:
    # The last part of a path is the attachment's id: found by the primary key, however many files there are.
    by_id = {path.rpartition("/")[2]: path for path in paths}
    return {by_id[pk] for pk in Attachment.objects.filter(pk__in=by_id).values_list("pk", flat=True)}


@periodic("tickets.remove_readings", cron="20 4 * * *", priority=LATE)
def remove_readings() -> None:
    """Remove who has read what no longer waits for an answer: it is never unread, until the customer asks again."""
    with scopes_disabled():
        settled = Reading.objects.filter(ticket__waiting_since=None).order_by("pk")
        while batch := list(settled.values_list("pk", flat=True)[:_BATCH]):
            Reading.objects.filter(pk__in=batch).delete()


@periodic("tickets.clean_bodies_anew", cron="*/10 * * * *", priority=LATE)
def clean_bodies_anew() -> None:
    """Clean what no cleaner or an earlier one has cleaned; until then it is cleaned at each view.

    What a later one has cleaned stays: two versions may run side by side during an upgrade.
    """
    with scopes_disabled():
        for model in (Ticket, HistoryEntry):
            html: Any = model.objects.filter(body_format=BodyFormat.HTML)
            waiting = html.filter(Q(cleaned_by=None) | Q(cleaned_by__lt=CLEANER_VERSION)).select_related("service")
            while batch := list(waiting.only("body", "body_format", "service__service_id")[:_BATCH]):
                for row in batch:
                    clean_body(row, service_id=row.service.service_id)
                    row.save(update_fields=["cleaned_body", "cleaned_by"])
