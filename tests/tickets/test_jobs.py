import io
import os
import time
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from django_scopes import scope

from sangdam.foundation.events import Actor
from sangdam.foundation.storage import store
from sangdam.tickets import jobs
from sangdam.tickets.actions import add_attachment, mark_as_read, pend_ticket
from sangdam.tickets.jobs import remove_orphaned_files, remove_readings, remove_unclaimed_uploads
from sangdam.tickets.models import Attachment, Reading
from tests.factories import make_agent, make_service, make_ticket

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(hours=25)


def upload(service):
    stored = store(io.BytesIO(b"%PDF-1.4"), service_id=service.service_id)
    with scope(service=service):
        return add_attachment(
            service=service,
            actor=Actor.customer(),
            file_name="a.pdf",
            content_type="application/pdf",
            size=stored.size,
            path=stored.path,
            attachment_id=stored.file_id,
        )


def make_old(service, *attachments):
    with scope(service=service):
        Attachment.objects.filter(pk__in=[row.pk for row in attachments]).update(created_at=timezone.now() - LONG_AGO)


def test_an_upload_nobody_claimed_is_removed_after_a_day_with_its_file():
    service = make_service()
    forgotten, claimed, fresh = upload(service), upload(service), upload(service)
    make_ticket(service, attachments=[{"attachmentId": claimed.pk}])
    make_old(service, forgotten, claimed)
    remove_unclaimed_uploads()
    with scope(service=service):
        assert set(Attachment.objects.values_list("pk", flat=True)) == {claimed.pk, fresh.pk}
    kept = {row.pk: default_storage.exists(row.path) for row in (forgotten, claimed, fresh)}
    assert kept == {forgotten.pk: False, claimed.pk: True, fresh.pk: True}


def test_a_file_without_a_row_is_removed_after_a_day_and_no_other():
    service = make_service()
    known = upload(service)
    lost, arriving = (store(io.BytesIO(b"x"), service_id=service.service_id) for _ in range(2))
    yesterday = time.time() - LONG_AGO.total_seconds()
    for path in (known.path, lost.path):
        os.utime(default_storage.path(path), (yesterday, yesterday))
    remove_orphaned_files()
    kept = [default_storage.exists(path) for path in (known.path, lost.path, arriving.path)]
    assert kept == [True, False, True]


def test_readings_go_with_the_wait_in_every_service(monkeypatch):
    monkeypatch.setattr(jobs, "_BATCH", 2)
    left = {}
    for service in (make_service(), make_service()):
        agent = make_agent(service)
        tickets = [make_ticket(service, assignee=agent) for _ in range(4)]
        with scope(service=service):
            for ticket in tickets:
                mark_as_read(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), seen_at=ticket.created_at)
            for ticket in tickets[1:]:
                pend_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="확인 중입니다")
        left[service] = {tickets[0].pk}
    remove_readings()
    for service, waiting in left.items():
        with scope(service=service):
            assert set(Reading.objects.values_list("ticket_id", flat=True)) == waiting
