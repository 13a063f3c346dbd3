"""An event is written with its change, and its readers are woken once that is committed."""

from datetime import UTC, datetime

import pytest
from django_scopes import scope

from sangdam.foundation.events import Actor, publish
from sangdam.foundation.events.models import Event
from sangdam.foundation.events.publishing import wake_readers
from sangdam.tickets.events import TICKET_ASSIGNED
from tests.factories import make_service

pytestmark = pytest.mark.django_db


def test_readers_are_woken_after_the_commit_and_the_event_has_the_moment_of_its_change(
    django_capture_on_commit_callbacks,
):
    service, at = make_service(), datetime(2026, 1, 2, tzinfo=UTC)
    with scope(service=service), django_capture_on_commit_callbacks() as callbacks:
        event = publish(TICKET_ASSIGNED, service_id=service.pk, subject="T9", actor=Actor.system(), at=at)
        assert Event.objects.get(pk=event.pk).created_at == at
    assert callbacks == [wake_readers]
