"""Create Ticket: a customer's inquiry, sent by a program on the customer's behalf."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from sangdam.doors.open_api.calls import json_object, parameters_of, service_of
from sangdam.doors.open_api.envelope import answer
from sangdam.doors.open_api.failures import bad_request
from sangdam.doors.open_api.members import attachment_members, ticket_members
from sangdam.foundation.crypto import keyed_digest
from sangdam.foundation.events import Actor
from sangdam.organizations.models import Service
from sangdam.tickets.actions import submit_inquiry
from sangdam.tickets.inquiry import InquiryDraft, check_inquiry
from sangdam.tickets.models import Ticket
from sangdam.tickets.selectors import find_attachments, find_by_idempotency_key

MAXIMUM_KEY = 255
_CUSTOMER = Actor.customer()
# Stands for a member of a wrong type wherever a text is expected.
_WRONG = object()


def create_ticket(request: HttpRequest) -> HttpResponse:
    """Make a ticket of the body; the same `Idempotency-Key` again answers the same and makes no other."""
    service = service_of(request)
    draft = read_draft(json_object(request), parameters_of(request).get("language"))
    key, digest = submission_of(request, service, "ticket")
    # A repeated inquiry is answered before it is checked: the form may have changed since.
    first = find_by_idempotency_key(key, digest)
    if first is not None:
        return answer(created_members(first, [item["attachmentId"] for item in draft.attachments or ()]))
    inquiry = check_inquiry(service, draft)
    ticket = submit_inquiry(
        service=service,
        actor=_CUSTOMER,
        inquiry=inquiry,
        customer_address=request.META.get("HTTP_OC_CLIENT_IP", ""),
        idempotency_key=key,
        idempotency_digest=digest,
    )
    return answer(created_members(ticket, inquiry.attachments))


def read_draft(body: dict[str, Any], language: str | None) -> InquiryDraft:
    """Read the members of "Create Ticket", nothing checked; a language of the body wins over one of the query."""
    end_user = body.get("endUser")
    if end_user is None:
        end_user = {}
    elif not isinstance(end_user, dict):
        end_user = dict.fromkeys(("email", "username"), _WRONG)
    return InquiryDraft(
        category_id=body.get("categoryId"),
        subject=body.get("subject"),
        content=body.get("content"),
        usercode=end_user.get("usercode"),
        email=end_user.get("email"),
        username=end_user.get("username"),
        phone=end_user.get("phone"),
        attachments=body.get("attachments"),
        type_one=body.get("typeOne"),
        type_two=body.get("typeTwo"),
        language=language if body.get("language") in (None, "") else body["language"],
        source=body.get("source"),
        user_fields=body.get("userFields"),
    )


def submission_of(request: HttpRequest, service: Service, place: str) -> tuple[bytes | None, bytes | None]:
    """Return what tells a repeated call and what tells that it is another one; nothing without an `Idempotency-Key`."""
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None:
        return None, None
    if not key.strip() or len(key) > MAXIMUM_KEY:
        raise bad_request(f"The Idempotency-Key header must have 1 to {MAXIMUM_KEY} characters.")
    purpose = f"open_api.{place}|{service.pk}"
    digest = keyed_digest(request.body.decode("utf-8", "replace"), f"{purpose}|body", 32)
    return bytes.fromhex(keyed_digest(key, f"{purpose}|key", 32)), bytes.fromhex(digest)


def created_members(ticket: Ticket, attachment_ids: Sequence[str]) -> dict[str, Any]:
    """Build the answer to "Create Ticket": what the ticket was at its creation, whatever it has become."""
    attachments = None
    if attachment_ids:
        found = find_attachments(attachment_ids)
        attachments = [attachment_members(found[item]) for item in attachment_ids if item in found]
    return ticket_members(ticket, attachments=attachments)
