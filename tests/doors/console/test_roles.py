"""Every console address, asked for by everybody who might."""

from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import get_resolver
from django_scopes import scope

from sangdam.agents.models import Agent
from sangdam.doors.console import urls
from sangdam.foundation.events import Actor
from sangdam.foundation.events.reading import current_cursor
from sangdam.foundation.outbound.demo_mailbox import keep
from sangdam.foundation.storage import store
from sangdam.organizations.models import Service
from sangdam.tickets.actions import add_attachment
from sangdam.tickets.models import Attachment
from sangdam.tickets.models.attachment import make_attachment_id
from tests.doors.console.screens import HTMX, address, signed_in
from tests.factories import make_administrator, make_agent, make_member, make_service, make_ticket

pytestmark = pytest.mark.django_db

MAIL = b"From: a@example.com\r\nTo: b@example.com\r\nSubject: s\r\nContent-Type: text/html\r\n\r\n<p>x</p>"

# What each gets: nobody signed in, an agent of another service, an agent, an administrator, an organization
# administrator who is no agent here.
AGENTS = (302, 404, 200, 200, 404)
ADMINISTRATORS = (302, 404, 403, 200, 404)
READING = {
    "service": (302, 404, 302, 302, 404),
    "list": AGENTS,
    "ticket": AGENTS,
    "forward-targets": AGENTS,
    "attachment": AGENTS,
    "waiting": AGENTS,
    "poll": AGENTS,
    "refresh": AGENTS,
    "stored": AGENTS,
    "open-api": ADMINISTRATORS,
    "deliveries": ADMINISTRATORS,
    "demo-mailbox": ADMINISTRATORS,
    "demo-mail": ADMINISTRATORS,
    "demo-mail-html": ADMINISTRATORS,
}
# Without fields: the agents' own forms are refused as incomplete, which proves that they came in.
WRITING = {
    "order": (302, 404, 400, 400, 404),
    "keep": (302, 404, 302, 409, 404),  # the agent has it already, so the administrator comes too late
    "forward": (302, 404, 422, 422, 404),
    "pend": (302, 404, 422, 422, 404),
    "resolve": (302, 404, 422, 422, 404),
    "comment": (302, 404, 422, 422, 404),
    "repeat-delivery": (302, 404, 404, 404, 404),
    "upload": (302, 404, 422, 422, 404),
    "remove-attachment": (302, 404, 204, 204, 404),
    "read": (302, 404, 400, 400, 404),
}
NOT_OF_A_SERVICE = {"services", "preferences", "connection", "language"}


def make_file(service, ticket):
    stored = store(BytesIO(b"hello"), service_id=service.service_id)
    with scope(service=service):
        add_attachment(
            service=service,
            actor=Actor.customer(),
            file_name="a.txt",
            content_type="text/plain",
            size=5,
            path=stored.path,
            attachment_id=make_attachment_id(),
        )
        Attachment.objects.filter(ticket=None).update(ticket=ticket)
        return Attachment.objects.get(ticket=ticket).pk


def addresses_of(service, ticket):
    parts = {
        "service_id": service.service_id,
        "list_name": "all",
        "ticket_id": ticket.ticket_id,
        "attachment_id": make_file(service, ticket),
        "mail_id": keep(MAIL, mailbox=service.service_id),
        "delivery_id": "00000000-0000-4000-8000-000000000000",
    }
    patterns = get_resolver("sangdam.doors.console.urls").namespace_dict["console"][1].reverse_dict
    found = {}
    for name in [*READING, *WRITING]:
        form, names = patterns.getlist(name)[0][0][0]
        found[name] = "/" + form % {part: parts[part] for part in names}
    return found


def test_every_address_of_a_service_is_in_the_table():
    names = {pattern.name for pattern in _patterns(urls.console)}
    assert names - NOT_OF_A_SERVICE == {*READING, *WRITING}


def _patterns(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _patterns(pattern.url_patterns)
        else:
            yield pattern


def test_who_gets_what():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    organization_administrator = Client()
    organization_administrator.force_login(
        make_member(organization=service.organization, is_organization_administrator=True)
    )
    clients = [
        Client(),
        signed_in(make_administrator(make_service())),
        signed_in(agent),
        signed_in(make_administrator(service)),
        organization_administrator,
    ]
    found = addresses_of(service, ticket)
    got = {}
    for name in READING:
        query = {"after": current_cursor()} if name == "poll" else {}
        got[name] = tuple(client.get(found[name], query).status_code for client in clients)
    for name in WRITING:
        got[name] = tuple(client.post(found[name]).status_code for client in clients)
    assert got == {**READING, **WRITING}


def test_a_former_agent_and_a_closed_service_let_nobody_in():
    service = make_service()
    former, present = make_agent(service), make_agent(service)
    with scope(service=service):
        Agent.objects.filter(pk=former.pk).update(is_active=False)
    assert signed_in(former).get(address(service.service_id)).status_code == 404
    client = signed_in(present)
    assert client.get(address(service.service_id)).status_code == 302
    Service.objects.filter(pk=service.pk).update(is_active=False)
    assert client.get(address(service.service_id)).status_code == 404


def test_a_ticket_of_another_service_is_not_found_under_ones_own():
    service = make_service()
    client = signed_in(make_administrator(service))
    elsewhere = make_service()
    foreign = make_ticket(elsewhere)
    file = make_file(elsewhere, foreign)
    base = address(service.service_id, f"tickets/all/{foreign.ticket_id}/")
    assert client.get(base).status_code == 404
    assert {client.post(f"{base}{verb}/").status_code for verb in WRITING if verb != "repeat-delivery"} == {404}
    assert client.get(address(service.service_id, f"attachments/{file}")).status_code == 404
    refreshed = client.get(
        address(service.service_id, "live/refresh/all/"), {"ids": foreign.ticket_id, "name": foreign.ticket_id}
    ).json()
    assert refreshed == {"counts": {"mine": 0, "unassigned": 0, "all": 0}, "rows": [], "subjects": {}}


def test_scripts_are_told_where_to_sign_in_and_nothing_is_kept_in_caches():
    service = make_service()
    listing = address(service.service_id, "tickets/mine/")
    refused = Client().get(listing, headers={**HTMX, "HX-Current-URL": "http://testserver/console/x/"})
    assert (refused.status_code, refused["HX-Redirect"]) == (401, "/accounts/login/?next=%2Fconsole%2Fx%2F")
    assert Client().get(listing, headers={"Accept": "application/json"}).status_code == 401
    assert Client().get(listing)["Location"] == f"/accounts/login/?{urlencode({'next': listing})}"
    shown = signed_in(make_agent(service)).get(listing)
    assert shown["Cache-Control"] == "private, no-store"
    assert "HX-Request" in shown["Vary"]
