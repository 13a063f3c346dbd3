"""What tests stand on: small functions that make rows the way the product makes them, through its actions.

Every argument has a default; a test names only what it is about.
"""

from itertools import count
from typing import Any

from django.utils import timezone
from django_scopes import scope

from sangdam.accounts.actions import create_member
from sangdam.accounts.models import Member
from sangdam.agents.actions import add_agent, create_group
from sangdam.agents.models import Agent, Group, Role
from sangdam.categories.actions import add_submission_type
from sangdam.categories.models import SubmissionType
from sangdam.demo.seed_service import furnish_service
from sangdam.fields.actions import add_system_fields
from sangdam.foundation.events import Actor
from sangdam.organizations.actions import create_organization, create_service
from sangdam.organizations.models import Organization, Service
from sangdam.organizations.selectors import find_service
from sangdam.tickets.actions import create_ticket, keep_ticket
from sangdam.tickets.inquiry import InquiryDraft, check_inquiry
from sangdam.tickets.models import Attachment, Ticket

PASSWORD = "correct horse battery"

_number = count(1)
_LETTERS = "abcdefghij"


def _letters(number: int) -> str:
    return "".join(_LETTERS[int(digit)] for digit in str(number))


def make_organization(**given: Any) -> Organization:
    """Make an organization with a domain of its own."""
    number = next(_number)
    values = {"name": f"Organization {number}", "domain": f"org-{number}", "actor": Actor.system()}
    return create_organization(**{**values, **given})


def make_service(*, fields: bool = True, **given: Any) -> Service:
    """Make a service with system fields, in an organization of its own unless one is given."""
    number = next(_number)
    values = {
        "organization": given.pop("organization", None) or make_organization(),
        "service_id": f"service{_letters(number)}",
        "name": f"Service {number}",
        "languages": ("ko", "en", "ja", "zh", "th"),
        "actor": Actor.system(),
    }
    service = create_service(**{**values, **given})
    if fields:
        add_system_fields(service=service, actor=Actor.system())
    return service


def seed_service(**given: Any) -> Service:
    """Make the service of the API's samples: types 2536-2542 and fields 720-729. One per test."""
    service = make_service(fields=False, **given)
    furnish_service(service)
    return service


def make_submission_type(service: Service, **given: Any) -> SubmissionType:
    """Add a submission type at the top of a service's tree."""
    number = next(_number)
    values = {"service": service, "names": {"ko": f"유형 {number}", "en": f"Type {number}"}, "actor": Actor.system()}
    return add_submission_type(**{**values, **given})


def make_member(**given: Any) -> Member:
    """Make a member who signs in with `PASSWORD`."""
    number = next(_number)
    values = {
        "organization": given.pop("organization", None) or make_organization(),
        "email": f"member{number}@example.com",
        "name": f"Member {number}",
        "password": PASSWORD,
        "language": "en",
        "actor": Actor.system(),
    }
    return create_member(**{**values, **given})


def make_group(service: Service, **given: Any) -> Group:
    """Add a group to a service."""
    values = {"service": service, "name": f"Group {next(_number)}", "actor": Actor.system()}
    return create_group(**{**values, **given})


def make_agent(service: Service, *, member: Member | None = None, **given: Any) -> Agent:
    """Make a member of the service's organization an agent there, in a group of their own unless given."""
    member = member or make_member(organization=service.organization)
    values = {
        "service": service,
        "member": member,
        "groups": given.pop("groups", None) or [make_group(service)],
        "role": Role.AGENT,
        "actor": Actor.system(),
    }
    return add_agent(**{**values, **given})


def make_administrator(service: Service, **given: Any) -> Agent:
    """Make an administrator of a service."""
    return make_agent(service, role=Role.ADMINISTRATOR, **given)


def make_ticket(service: Service, *, assignee: Agent | None = None, **given: Any) -> Ticket:
    """Submit an inquiry as a customer, kept by `assignee` if named. `given` are members of `InquiryDraft`."""
    number = next(_number)
    fresh = find_service(service.service_id) or service
    values = {
        "subject": f"Inquiry {number}",
        "content": f"What about {number}?",
        "email": f"customer{number}@example.com",
        "username": f"Customer {number}",
        "phone": "010-1234-5678",
        "usercode": f"user{number}",
    }
    if "category_id" not in given:
        given["category_id"] = make_submission_type(service).pk
        fresh = find_service(service.service_id) or service
    with scope(service=fresh):
        draft = InquiryDraft(**{**values, **given})
        ticket = create_ticket(service=fresh, actor=Actor.customer(), inquiry=check_inquiry(fresh, draft))
        if assignee is not None:
            ticket = keep_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(assignee))
    return ticket


def make_attachment(ticket: Ticket | None, *, service: Service | None = None, **given: Any) -> Attachment:
    """Make the row of an attachment of a ticket, or of an upload that waits; there is no file behind it."""
    owner = service or (ticket and ticket.service)
    values = {
        "service": owner,
        "ticket": ticket,
        "file_name": f"file-{next(_number)}.pdf",
        "content_type": "application/pdf",
        "size": 5,
        "path": f"nowhere/{next(_number)}",
        "created_at": timezone.now(),
    }
    with scope(service=owner):
        return Attachment.objects.create(**{**values, **given})
