"""The demo organization: enough to see every step of an inquiry, with secrets of its own."""

import secrets
from typing import Any

from django.db import connection, transaction
from django_scopes import scope

from sangdam.accounts.actions import create_member
from sangdam.agents.actions import add_agent, create_group
from sangdam.agents.models import Agent, Role
from sangdam.demo.inquiries import load_inquiries
from sangdam.demo.seed_service import LANGUAGES, furnish_service
from sangdam.foundation.events import Actor
from sangdam.organizations.actions import create_organization, create_service, read_organization_key
from sangdam.organizations.selectors import find_organization
from sangdam.security.actions import enable_open_api
from sangdam.settings.environment import Environment

DOMAIN = "acme"
OTHER_DOMAIN = "globex"


def is_loaded() -> bool:
    """Return whether the demo organization is there."""
    return find_organization(DOMAIN) is not None


def addresses(environment: Environment) -> dict[str, str]:
    """Return where the demo is to be found, as `demo.json` names it; `api_url` is what stands before `/{serviceId}`."""
    return {
        "console_url": environment.console_url,
        "site_url": environment.site_url(DOMAIN),
        "api_url": environment.console_url,
        "live_url": environment.live_base_url,
    }


@transaction.atomic
def load_demo(environment: Environment) -> dict[str, Any]:
    """Make the demo organization, a second one beside it, and return what `demo.json` says.

    Passwords and keys are random and returned this once. One transaction: a demo is there whole or not at all.
    """
    system = Actor.system()
    organization = create_organization(name="Acme", domain=DOMAIN, actor=system)
    service = create_service(
        organization=organization,
        service_id="support",
        name="Acme 고객지원",
        languages=LANGUAGES,
        default_language="ko",
        time_zone="Asia/Seoul",
        actor=system,
    )
    furnish_service(service)
    _continue_sequences()
    service_key = enable_open_api(service=service, actor=system)
    billing = create_group(service=service, name="결제", actor=system)
    delivery = create_group(service=service, name="배송", actor=system)

    members = []
    agents: list[Agent] = []
    for role, name, email, groups in (
        ("organization_administrator", "한지우", "owner@acme.example", []),
        ("administrator", "김서연", "admin@acme.example", [billing, delivery]),
        ("agent", "이도윤", "doyun@acme.example", [billing]),
        ("agent", "박하은", "haeun@acme.example", [delivery]),
    ):
        password = secrets.token_urlsafe(12)
        member = create_member(
            organization=organization,
            email=email,
            name=name,
            password=password,
            is_organization_administrator=role == "organization_administrator",
            actor=system,
        )
        if groups:
            with scope(service=service):
                agents.append(
                    add_agent(
                        service=service,
                        member=member,
                        role=Role.ADMINISTRATOR if role == "administrator" else Role.AGENT,
                        groups=groups,
                        actor=system,
                    )
                )
        members.append({"role": role, "email": email, "password": password, "name": name})

    load_inquiries(service, agents)
    _load_neighbour()
    return {
        **addresses(environment),
        "organization": {
            "id": organization.organization_id,
            "name": organization.name,
            "domain": organization.domain,
            "key": read_organization_key(organization),
        },
        "service": {"id": service.service_id, "key": service_key},
        "members": members,
    }


def _load_neighbour() -> None:
    """Make a second organization, so that isolation can be seen: nothing of it may ever show in the first."""
    system = Actor.system()
    organization = create_organization(name="Globex", domain=OTHER_DOMAIN, actor=system)
    service = create_service(
        organization=organization,
        service_id="globexcare",
        name="Globex Care",
        languages=("en", "ko"),
        time_zone="America/New_York",
        actor=system,
    )
    furnish_service(service, ids_of_the_samples=False)
    enable_open_api(service=service, actor=system)
    group = create_group(service=service, name="Front desk", actor=system)
    member = create_member(
        organization=organization,
        email="agent@globex.example",
        name="Morgan Reyes",
        password=secrets.token_urlsafe(12),
        language="en",
        actor=system,
    )
    with scope(service=service):
        agent = add_agent(service=service, member=member, role=Role.ADMINISTRATOR, groups=[group], actor=system)
    load_inquiries(service, [agent], limit=2)


def _continue_sequences() -> None:
    """Let ids go on after the ones that the samples took."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('categories_submissiontype', 'id'),"
            " GREATEST((SELECT max(id) FROM categories_submissiontype), 1))"
        )
        cursor.execute("SELECT setval('customer_field_id', (SELECT max(field_id) FROM fields_customerfield))")
