"""Outgoing mail on screens."""

import uuid

import pytest
from django.conf import settings
from django_scopes import scope

from sangdam.answer_mails.handlers import mail_the_answer
from sangdam.deliveries.models import Delivery, State
from sangdam.foundation.events import Actor
from sangdam.foundation.events.models import Event
from sangdam.tickets.actions import pend_ticket
from tests.doors.console.screens import HTMX, address, page_of, signed_in, texts
from tests.factories import make_administrator, make_agent, make_service, make_submission_type, make_ticket

pytestmark = pytest.mark.django_db


def answered(service, agent, *, state=State.FAILED, error="recipient_refused 550 5.1.1", **given):
    ticket = make_ticket(service, assignee=agent, **given)
    with scope(service=service):
        pend_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="답변")
        mail_the_answer(Event.objects.filter(kind="ticket.pended", subject=ticket.ticket_id).get())
        delivery = Delivery.objects.get(ticket=ticket)
        delivery.state, delivery.last_error, delivery.attempts = state, error, 2
        delivery.save()
    return ticket, delivery


def test_the_ticket_says_how_its_mail_stands_and_why():
    service = make_service()
    agent = make_agent(service)
    ticket, _ = answered(service, agent, email="kim@example.com")
    page = page_of(signed_in(agent).get(address(service.service_id, f"tickets/all/{ticket.ticket_id}/")))
    assert texts(page, "//*[@class='delivery']") == [
        "Failedkim@example.comThe mail server rejected the recipient (550 5.1.1)Send again"
    ]


def test_a_failed_mail_is_sent_again_by_hand():
    service = make_service()
    agent = make_agent(service)
    ticket, delivery = answered(service, agent)
    client = signed_in(agent)
    repeat = address(service.service_id, f"deliveries/{delivery.pk}/repeat/")
    answer = client.post(repeat, headers=HTMX)
    assert answer.status_code == 200
    assert texts(page_of(answer), "//*[contains(@class, 'tag')]") == ["Waiting"]
    assert "Send again" not in answer.content.decode()
    with scope(service=service):
        delivery.refresh_from_db()
    assert delivery.state == State.WAITING
    again = client.post(repeat, headers=HTMX)
    assert again.status_code == 409
    assert "This email is being sent right now." in again["HX-Trigger"]
    assert client.post(repeat)["Location"] == address(service.service_id, f"tickets/all/{ticket.ticket_id}/")
    assert client.post(repeat, {"look": "row"})["Location"] == address(service.service_id, "deliveries/")


def test_the_list_shows_all_or_the_failed_ones():
    service = make_service()
    administrator = make_administrator(service)
    answered(service, administrator, subject="실패한 것")
    answered(service, administrator, subject="간 것", state=State.SENT, error="")
    client = signed_in(administrator)
    shown = {
        state: texts(page_of(client.get(address(service.service_id, f"deliveries/{state}"))), "//tbody/tr/td[2]")
        for state in ("", "?state=failed")
    }
    assert shown == {"": ["간 것", "실패한 것"], "?state=failed": ["실패한 것"]}


def test_nobody_is_told_that_a_mail_was_sent_while_there_is_only_a_demo_mailbox(monkeypatch):
    service = make_service()
    administrator = make_administrator(service)
    answered(service, administrator, state=State.SENT, error="")
    client = signed_in(administrator)
    path = "//tbody//*[contains(@class, 'tag')]"
    assert texts(page_of(client.get(address(service.service_id, "deliveries/"))), path) == [
        "In the demo mailbox, not sent"
    ]
    monkeypatch.setattr(settings.ENVIRONMENT, "email_url", "smtp://mail.example.com")
    assert texts(page_of(client.get(address(service.service_id, "deliveries/"))), path) == ["Sent"]


def test_a_long_list_comes_in_pages():
    service = make_service()
    administrator = make_administrator(service)
    kind = make_submission_type(service).pk
    for number in range(52):
        answered(service, administrator, subject=f"n{number:02d}", category_id=kind)
    client = signed_in(administrator)
    listing = address(service.service_id, "deliveries/")
    first = page_of(client.get(listing))
    more = first.xpath("string(//*[@id='deliveries-more']//a/@hx-get)")
    second = page_of(client.get(listing + more, headers=HTMX))
    shown = texts(first, "//tbody/tr/td[2]") + texts(second, "//tr/td[2]")
    assert shown == [f"n{number:02d}" for number in reversed(range(52))]
    assert client.get(listing + "?after=nonsense").status_code == 400


def test_another_services_delivery_is_not_there():
    elsewhere = make_service()
    _, delivery = answered(elsewhere, make_agent(elsewhere))
    service = make_service()
    client = signed_in(make_administrator(service))
    for pk in (delivery.pk, uuid.uuid4()):
        assert client.post(address(service.service_id, f"deliveries/{pk}/repeat/")).status_code == 404
