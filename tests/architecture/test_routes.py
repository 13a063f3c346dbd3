"""Every route of the console, for everybody who may come: by role, signed out, and with another tenant's ids.

The table is complete: a route that is not in it fails the first test.
"""

import io

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django_scopes import scope

from sangdam.deliveries.models import Delivery
from sangdam.foundation.events import Actor
from sangdam.foundation.events.models import Event
from sangdam.foundation.events.registry import handlers_of
from sangdam.foundation.outbound.demo_mailbox import keep
from sangdam.foundation.storage import store
from sangdam.tickets.actions import add_attachment, resolve_ticket
from tests.factories import make_administrator, make_agent, make_member, make_service, make_ticket

pytestmark = pytest.mark.django_db

EVERYBODY, MEMBERS, AGENTS, ADMINISTRATORS = "everybody", "members", "agents", "administrators"

# name: (method, who may). What a permitted visitor gets is any other status than 401, 403 and 404; the doors' own tests
# say which.
ROUTES = {
    "services": ("get", MEMBERS),
    "connection": ("get", MEMBERS),
    "preferences": ("get", MEMBERS),
    "language": ("post", EVERYBODY),
    "service": ("get", AGENTS),
    "list": ("get", AGENTS),
    "order": ("post", AGENTS),
    "ticket": ("get", AGENTS),
    "keep": ("post", AGENTS),
    "forward": ("post", AGENTS),
    "forward-targets": ("get", AGENTS),
    "pend": ("post", AGENTS),
    "resolve": ("post", AGENTS),
    "comment": ("post", AGENTS),
    "stored": ("get", AGENTS),
    "read": ("post", AGENTS),
    "attachment": ("get", AGENTS),
    "upload": ("post", AGENTS),
    "waiting": ("get", AGENTS),
    "remove-attachment": ("post", AGENTS),
    "poll": ("get", AGENTS),
    "refresh": ("get", AGENTS),
    "deliveries": ("get", ADMINISTRATORS),
    "repeat-delivery": ("post", AGENTS),
    "open-api": ("get", ADMINISTRATORS),
    "demo-mailbox": ("get", ADMINISTRATORS),
    "demo-mail": ("get", ADMINISTRATORS),
    "demo-mail-html": ("get", ADMINISTRATORS),
}

# Asked for, they show the form that they take.
ASKING = {"forward"}

# Of django-allauth, tried in tests/accounts; and those that tell nobody anything.
ELSEWHERE = {"account_", "healthz", "None"}


def console_routes():
    found = {}

    def walk(patterns, prefix):
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, prefix + str(pattern.pattern))
            elif isinstance(pattern, URLPattern) and not any(str(pattern.name).startswith(name) for name in ELSEWHERE):
                found[pattern.name] = prefix + str(pattern.pattern)

    walk(get_resolver("sangdam.doors.urls").url_patterns, "/")
    return found


def address(name, things):
    route = console_routes()[name]
    for part, value in things.items():
        for converter in ("service", "list", "ticket", "attachment", "mail", "uuid", "delivery"):
            route = route.replace(f"<{converter}:{part}>", str(value))
    assert "<" not in route, f"{route}: the test does not know what to put there"
    return route


def furnish(service):
    """Make one of each thing that a route names."""
    agent = make_agent(service)
    ticket = make_ticket(service)
    stored = store(io.BytesIO(b"%PDF-1.4"), service_id=service.service_id)
    with scope(service=service):
        attachment = add_attachment(
            service=service,
            actor=Actor.customer(),
            file_name="a.pdf",
            content_type="application/pdf",
            size=stored.size,
            path=stored.path,
            attachment_id=stored.file_id,
        )
        type(attachment).objects.filter(pk=attachment.pk).update(ticket=ticket)
    return {
        "service_id": service.service_id,
        "list_name": "all",
        "ticket_id": ticket.ticket_id,
        "attachment_id": attachment.pk,
        "mail_id": keep(b"Subject: x\r\nContent-Type: text/html\r\n\r\n<p>x", mailbox=service.service_id),
        "delivery_id": make_delivery(service, agent),
    }


def make_delivery(service, agent):
    with scope(service=service):
        ticket = make_ticket(service, assignee=agent)
        resolve_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="answer")
        event = Event.objects.get(kind="ticket.resolved", subject=ticket.ticket_id)
        for handler in handlers_of(event.kind):
            handler(event)
        return Delivery.objects.get(ticket=ticket).pk


def is_refused(response):
    return response.status_code in (401, 403, 404) or (
        response.status_code == 302 and response.url.startswith("/accounts/login/")
    )


def visit(client, name, things):
    method, _ = ROUTES[name]
    return getattr(client, method)(address(name, things), {"next": "/console/preferences/"})


def test_the_table_knows_every_route():
    assert set(console_routes()) == set(ROUTES)


@pytest.mark.parametrize("name", ROUTES)
def test_who_is_signed_out_is_sent_to_sign_in(client, name):
    things = furnish(make_service())
    response = visit(client, name, things)
    assert is_refused(response) == (ROUTES[name][1] != EVERYBODY)
    hidden = client.get(address(name, things), HTTP_HX_REQUEST="true")
    assert hidden.status_code in (401, 405) or ROUTES[name][1] == EVERYBODY


@pytest.mark.parametrize("name", ROUTES)
def test_members_who_answer_elsewhere_find_nothing_here(client, name):
    things = furnish(make_service())
    stranger = make_administrator(make_service())
    client.force_login(stranger.member)
    response = visit(client, name, things)
    assert (response.status_code == 404) == (ROUTES[name][1] in (AGENTS, ADMINISTRATORS))


@pytest.mark.parametrize("name", ROUTES)
def test_administering_the_organization_opens_no_service(client, name):
    service = make_service()
    things = furnish(service)
    client.force_login(make_member(organization=service.organization, is_organization_administrator=True))
    response = visit(client, name, things)
    assert (response.status_code == 404) == (ROUTES[name][1] in (AGENTS, ADMINISTRATORS))


@pytest.mark.parametrize("name", ROUTES)
def test_agents_may_what_the_table_says(client, name):
    service = make_service()
    things = furnish(service)
    client.force_login(make_agent(service).member)
    response = visit(client, name, things)
    assert (response.status_code == 403) == (ROUTES[name][1] == ADMINISTRATORS), response.status_code


@pytest.mark.parametrize("name", ROUTES)
def test_administrators_may_everything(client, name):
    service = make_service()
    things = furnish(service)
    client.force_login(make_administrator(service).member)
    assert not is_refused(visit(client, name, things))


@pytest.mark.parametrize("part", ["ticket_id", "attachment_id", "mail_id", "delivery_id"])
@pytest.mark.parametrize("name", ROUTES)
def test_another_tenants_ids_are_not_found(client, name, part):
    service = make_service()
    own, foreign = furnish(service), furnish(make_service())
    client.force_login(make_administrator(service).member)
    response = visit(client, name, {**own, part: foreign[part]})
    assert (response.status_code == 404) == (f":{part}>" in console_routes()[name])


@pytest.mark.parametrize("name", ROUTES)
def test_a_member_who_was_deactivated_is_out_at_once(client, name):
    service = make_service()
    things = furnish(service)
    agent = make_administrator(service)
    client.force_login(agent.member)
    with scope(service=service):
        type(agent).objects.filter(pk=agent.pk).update(is_active=False)
    response = visit(client, name, things)
    assert (response.status_code == 404) == (ROUTES[name][1] in (AGENTS, ADMINISTRATORS))


@pytest.mark.parametrize("name", [name for name, (method, _) in ROUTES.items() if method == "post"])
def test_nothing_changes_without_the_forms_token(name):
    service = make_service()
    things = furnish(service)
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_administrator(service).member)
    assert client.post(address(name, things)).status_code == 403
    assert client.get(address(name, things)).status_code == (200 if name in ASKING else 405)
