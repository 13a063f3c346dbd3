"""A row inserted the short way is the row the ORM would have written."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.forms.models import model_to_dict
from django_scopes import scope

from sangdam.agents.models import Agent
from sangdam.foundation.events.models import Event
from sangdam.foundation.tenancy.inserting import insert_rows
from sangdam.tickets.models import Ticket
from tests.factories import make_service, make_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket():
    """Make a ticket with something in every kind of column."""
    service = make_service()
    ticket = make_ticket(service, subject="제목 '\"\\", content="첫 줄\n둘째 줄 \N{FAMILY}")
    ticket.values = {"name": "이름", "list": ["옵션1", "옵션2"], "yes": True, "none": None, "number": 1.5}
    ticket.idempotency_key, ticket.idempotency_digest = b"0123456789abcdef", b"\x00" * 16
    with scope(service=service):
        yield ticket


def copy_of(ticket: Ticket, ticket_id: str) -> Ticket:
    names = [field.attname for field in Ticket._meta.local_concrete_fields if not field.primary_key]
    copy = Ticket(**{name: getattr(ticket, name) for name in names})
    copy.ticket_id = ticket_id
    copy.idempotency_key = ticket_id[:16].encode()
    return copy


def test_it_writes_what_save_writes(ticket):
    short, long = copy_of(ticket, "T1658199661153IXTfw"), copy_of(ticket, "T1658199661154IXTfw")
    insert_rows(short)
    long.save(force_insert=True)
    first, second = (Ticket.objects.get(pk=row.pk) for row in (short, long))
    own = {"id", "ticket_id", "idempotency_key"}
    written = [{name: getattr(row, name) for name in model_to_dict(row).keys() - own} for row in (first, second)]
    assert written[0] == written[1]
    assert first.values == ticket.values
    assert (first.created_at, bytes(first.idempotency_digest)) == (ticket.created_at, b"\x00" * 16)


def test_the_row_knows_that_it_is_stored(ticket):
    row = copy_of(ticket, "T1658199661153IXTfw")
    insert_rows(row)
    assert row.pk == Ticket.objects.get(ticket_id="T1658199661153IXTfw").pk
    assert (row._state.adding, row._state.db) == (False, connection.alias)
    row.subject = "changed"
    row.save()
    assert Ticket.objects.get(pk=row.pk).subject == "changed"


def test_several_rows_go_in_one_statement(ticket, django_assert_num_queries):
    first, second = copy_of(ticket, "T1658199661153IXTfw"), copy_of(ticket, "T1658199661154IXTfw")
    event = Event(
        service_id=ticket.service_id, kind="probe.made", subject="x", actor_kind="system", created_at=ticket.created_at
    )
    with django_assert_num_queries(1):
        insert_rows(first, event, second)
    assert [row.ticket_id for row in Ticket.objects.filter(pk__in=[first.pk, second.pk]).order_by("ticket_id")] == [
        first.ticket_id,
        second.ticket_id,
    ]
    assert Ticket.objects.get(pk=first.pk).ticket_id == first.ticket_id
    assert Event.objects.get(pk=event.pk).kind == "probe.made"
    assert not (first._state.adding or second._state.adding or event._state.adding)


def test_of_several_rows_all_are_stored_or_none(ticket):
    fine, twice = copy_of(ticket, "T1658199661153IXTfw"), copy_of(ticket, ticket.ticket_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(fine, twice)
    assert not Ticket.objects.filter(ticket_id=fine.ticket_id).exists()


def test_defaults_of_the_database_are_left_to_it(ticket):
    before = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=1)
    event = Event(service_id=ticket.service_id, kind="probe.made", subject="x", actor_kind="system", created_at=before)
    insert_rows(event)
    stored = Event.objects.get(pk=event.pk)
    assert stored.recorded_at > before
    assert stored.transaction > 0


def test_a_broken_rule_of_the_database_is_the_orms_error(ticket):
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(copy_of(ticket, ticket.ticket_id))


def test_a_model_that_fills_columns_while_saving_is_refused():
    with pytest.raises(TypeError, match=r"Agent\.created_at"):
        insert_rows(Agent())
