"""Filled tickets are ones the product could have made: its lists and pages read them."""

import pytest
from django.db import connection
from django_scopes import scope

from benchmarks.filling import Tenant, encrypt_truly, fill, found_tenant, ticket_ids, usercodes, waiting_events
from sangdam.agents.models import Agent
from sangdam.foundation.events.models import Event
from sangdam.organizations.models import Service
from sangdam.tickets.models import HistoryEntry, Status, Ticket
from sangdam.tickets.selectors import (
    count_list,
    list_events,
    list_for_customer,
    list_history,
    list_tickets,
    read_customer_fields,
)

pytestmark = pytest.mark.django_db(transaction=True)

TICKETS = 120


@pytest.fixture
def tenant() -> Tenant:
    tenant = found_tenant("bench", agents=3)
    fill(tenant, 1, 40)
    fill(tenant, 41, TICKETS)
    return tenant


@pytest.fixture
def agent(tenant) -> Agent:
    with scope(service=Service.objects.get(pk=tenant.service_pk)):
        yield Agent.objects.select_related("service", "member").order_by("id").first()


def test_there_are_as_many_as_asked_for_in_every_status(agent):
    assert Ticket.objects.count() == TICKETS
    assert set(Ticket.objects.values_list("status", flat=True)) == set(Status)
    # What no agent or customer has set is NULL, which no form would have left.
    unset = {
        "processing_type",
        "solved_at",
        "closed_at",
        "waiting_since",
        "asked_again_at",
        "assignee",
        "group",
        "cleaned_body",
        "cleaned_by",
    }
    for ticket in Ticket.objects.all()[:20]:
        ticket.full_clean(exclude=unset)


def test_history_and_events_belong_to_their_ticket_and_are_dispatched(agent):
    assert {entry.kind for entry in HistoryEntry.objects.all()} == {"comment", "pended", "reinquiry", "resolved"}
    assert HistoryEntry.objects.filter(ticket__assignee=None).count() == 0
    created = Event.objects.filter(kind="ticket.created")
    assert set(created.values_list("subject", flat=True)) == set(Ticket.objects.values_list("ticket_id", flat=True))
    assert Event.objects.filter(subject__startswith="T", dispatched_at=None).count() == 0


def test_filling_goes_on_where_it_stopped(tenant, agent):
    assert Ticket.objects.values("ticket_id").distinct().count() == TICKETS
    assert list_for_customer(usercode="user0").total == 8
    assert list_for_customer(usercode="user14").total == 8


def test_lists_and_pages_read_them(tenant, agent):
    page = list_tickets(agent=agent, list_name="all", language="ko")
    assert len(page.rows) == 50
    assert count_list(agent=agent, list_name="all") == TICKETS
    ids = ticket_ids(tenant, 10)
    assert len(set(ids)) == 10
    encrypt_truly(tenant, ids)
    for ticket in Ticket.objects.filter(ticket_id__in=ids):
        fields = {field.code: field.value for field in read_customer_fields(agent=agent, ticket=ticket, language="ko")}
        assert fields["mail"] == "customer@example.com"
        assert list_events(agent=agent, ticket=ticket).events
        assert all(entry.ticket_id == ticket.pk for entry in list_history(agent=agent, ticket=ticket).entries)


def test_usercodes_are_of_customers_with_tickets(tenant, agent):
    codes = usercodes(tenant, 5)
    assert len(set(codes)) == 5
    assert all(list_for_customer(usercode=code).total for code in codes)


def test_what_waits_for_a_dispatcher_is_counted(tenant):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE events_event SET dispatched_at = now()")
        assert waiting_events() == 0
        cursor.execute("UPDATE events_event SET dispatched_at = NULL WHERE kind = 'ticket.created'")
    assert waiting_events() == TICKETS
