"""Organizations, services, members and their sessions, as few as a test of the foundation needs."""

import itertools
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django_scopes import scope

from sangdam.accounts.models import Member
from sangdam.agents.models import Agent
from sangdam.organizations.models import Organization, Service

_numbers = itertools.count(1)


def make_service(**fields: Any) -> Service:
    """Make a service in an organization of its own."""
    number = next(_numbers)
    letters = "".join(chr(ord("a") + int(digit)) for digit in str(number))
    organization = Organization.objects.create(
        organization_id=f"{number:016d}", name=f"Organization {number}", domain=f"org-{number}", encrypted_key=""
    )
    return Service.objects.create(
        **{"organization": organization, "service_id": f"service{letters}", "name": f"Service {number}"} | fields
    )


def make_agent(service: Service, **fields: Any) -> Agent:
    """Make a member of the service's organization and an agent of the service out of it."""
    number = next(_numbers)
    member = Member.objects.create_user(
        f"member-{number}@example.com", "a password of many letters", organization=service.organization, name="Member"
    )
    with scope(service=service):
        return Agent.objects.create(**{"service": service, "member": member} | fields)


def sign_in(member: Member) -> str:
    """Make a console session of a member and return its key."""
    session = SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.create()
    return str(session.session_key)
