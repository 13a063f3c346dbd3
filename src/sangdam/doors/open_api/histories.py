"""Inquiry history: what a customer asked under a usercode, what was answered, and asking again."""

import html
import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query

from sangdam.categories.selectors import submission_types_of
from sangdam.doors.open_api.calls import json_object, parameters_of, service_of
from sangdam.doors.open_api.envelope import answer, answer_list
from sangdam.doors.open_api.failures import not_found
from sangdam.doors.open_api.inquiries import submission_of
from sangdam.doors.open_api.labels import content_type_name, display_date
from sangdam.doors.open_api.members import attachment_members, to_milliseconds, to_seconds
from sangdam.doors.open_api.schemas import TicketDetailParameters, TicketListParameters
from sangdam.fields.registry import INVALID, LENGTH, REQUIRED, is_empty, is_plain_text
from sangdam.foundation.events import Actor
from sangdam.foundation.texts import pick
from sangdam.organizations.models import Service
from sangdam.organizations.selectors import languages_of
from sangdam.tickets.actions import submit_reinquiry
from sangdam.tickets.bodies import read_safe_html
from sangdam.tickets.errors import FieldProblem, InquiryInvalid, TicketError
from sangdam.tickets.inquiry import MAXIMUM_BODY, is_attachment_id
from sangdam.tickets.labels import CUSTOMER_STATUS_NAMES
from sangdam.tickets.models import Attachment, BodyFormat, HistoryEntry, Ticket
from sangdam.tickets.models.attachment import MAXIMUM_ATTACHMENTS
from sangdam.tickets.models.ticket import TICKET_ID
from sangdam.tickets.selectors import (
    CUSTOMER_SORTS,
    are_waiting,
    find_attachments,
    find_for_customer,
    list_attachments,
    list_for_customer,
    list_history_for_customer,
)

# The field of the files has a number of its own (docs/product.md, "System fields").
_ATTACHMENT_FIELD = "9"
# What one answer tells of a history: so many entries, and no more than so many characters of theirs.
MAXIMUM_CONTENTS = 100
MAXIMUM_CHARACTERS = 500_000


def list_tickets(request: HttpRequest, usercode: str, parameters: Query[TicketListParameters]) -> HttpResponse:
    """List a customer's inquiries, a page at a time."""
    service = service_of(request)
    order = []
    for part in parameters.sort.split(","):
        name, _, direction = part.partition(":")
        order.append(("-" if direction == "desc" else "") + CUSTOMER_SORTS[name])
    if not is_plain_text(usercode):
        raise not_found()
    found = list_for_customer(
        usercode=usercode,
        type_id=parameters.categoryId,
        status=parameters.status,
        channels=parameters.source.split(","),
        order=list(dict.fromkeys(order)),
        page=parameters.page,
        page_size=parameters.pageSize,
    )
    language = languages_of(service).choose(parameters.language)
    return answer_list(
        [_ticket(service, ticket, language) for ticket in found.tickets],
        total=found.total,
        pages=-(-found.total // parameters.pageSize),
        pageNum=parameters.page,
        pageSize=parameters.pageSize,
    )


def show_ticket(
    request: HttpRequest, usercode: str, ticketId: str, parameters: Query[TicketDetailParameters]
) -> HttpResponse:
    """Show an inquiry with its answers and re-inquiries, the newest first.

    A long history comes in parts: then the result tells beside the content how many there are and where the next part
    begins. An ordinary one looks as in the specification.
    """
    service = service_of(request)
    ticket = _find(usercode, ticketId)
    languages = languages_of(service)
    language = languages.choose(parameters.language)
    found, total = list_history_for_customer(ticket=ticket, before=parameters.before, limit=MAXIMUM_CONTENTS + 1)
    shown = _within_bounds(service, found)
    attachments = list_attachments(ticket=ticket, entry_ids=[None, *(entry.pk for entry, _ in shown)])
    members = _ticket(service, ticket, language)
    members["content"] = _inquiry(service, ticket)
    members["contents"] = [
        _entry(service, entry, content, language, languages.default, attachments.get(entry.pk, []))
        for entry, content in shown
    ]
    members["attachments"] = _attachments(attachments.get(None, []))
    if parameters.before is None and len(shown) == len(found):
        return answer(members)
    return answer(members, total=total, earlier=shown[-1][0].pk if len(shown) < len(found) else None)


def _within_bounds(service: Service, entries: list[HistoryEntry]) -> list[tuple[HistoryEntry, str]]:
    """Write entries as long as they fit into one answer; one is always told."""
    shown: list[tuple[HistoryEntry, str]] = []
    length = 0
    for entry in entries[:MAXIMUM_CONTENTS]:
        content = _content(service, entry)
        length += len(content)
        if shown and length > MAXIMUM_CHARACTERS:
            break
        shown.append((entry, content))
    return shown


def ask_again(request: HttpRequest, usercode: str, ticketId: str) -> HttpResponse:
    """Add a customer's further question to their ticket; the same `Idempotency-Key` again adds no other."""
    service = service_of(request)
    ticket = _find(usercode, ticketId)
    body = json_object(request)
    comment, attachments = _read_reinquiry(body, parameters_of(request).get("attachments"))
    key, _ = submission_of(request, service, f"reinquiry|{ticket.ticket_id}")
    try:
        entry = submit_reinquiry(
            service=service,
            ticket=ticket,
            actor=Actor.customer(),
            body=comment,
            attachments=attachments,
            customer_address=request.META.get("HTTP_OC_CLIENT_IP", ""),
            idempotency_key=key,
        )
    except TicketError as fault:
        if fault.code != "unknown_attachment":
            raise
        raise InquiryInvalid([FieldProblem("attachment", _ATTACHMENT_FIELD, INVALID)]) from None
    rows = find_attachments(attachments) if attachments else {}
    return answer(
        {
            "content": _content(service, entry),
            "type": "enduser",
            "typeName": None,
            "createdDt": to_milliseconds(entry.created_at),
            "displayDt": None,
            "attachments": _attachments([rows[item] for item in attachments]),
        }
    )


def _find(usercode: str, ticket_id: str) -> Ticket:
    ticket = None
    if is_plain_text(usercode) and re.match(TICKET_ID.regex, ticket_id):
        ticket = find_for_customer(usercode=usercode, ticket_id=ticket_id)
    if ticket is None:
        raise not_found()
    return ticket


def _read_reinquiry(body: dict[str, Any], in_query: str | None) -> tuple[str, list[str]]:
    """Return comment and attachment ids; the ids come joined by commas in the query, or as JSON in either shape."""
    problems = []
    comment: Any = body.get("comment")
    if is_empty(comment):
        problems.append(FieldProblem("comment", "", REQUIRED))
    elif not isinstance(comment, str) or not is_plain_text(comment):
        problems.append(FieldProblem("comment", "", INVALID))
    else:
        comment = comment.replace("\r\n", "\n").strip()
        if len(comment) > MAXIMUM_BODY:
            problems.append(FieldProblem("comment", "", LENGTH))
    given: Any = body.get("attachments")
    if is_empty(given) or given == []:
        given = in_query
    if is_empty(given):
        given = []
    elif isinstance(given, str):
        given = [item.strip() for item in given.split(",")]
    elif isinstance(given, list):
        given = [item.get("attachmentId") if isinstance(item, dict) else item for item in given]
    else:
        given = [None]
    if len(given) > MAXIMUM_ATTACHMENTS:
        problems.append(FieldProblem("attachment", _ATTACHMENT_FIELD, LENGTH))
    elif (
        not all(is_attachment_id(item) for item in given)
        or len(set(given)) != len(given)
        or (problems and not are_waiting(given))
    ):
        problems.append(FieldProblem("attachment", _ATTACHMENT_FIELD, INVALID))
    if problems:
        raise InquiryInvalid(problems)
    return comment, given


def _ticket(service: Service, ticket: Ticket, language: str) -> dict[str, Any]:
    default = languages_of(service).default
    tree = submission_types_of(service)
    return {
        "ticketId": ticket.ticket_id,
        "subject": ticket.subject,
        "categoryId": ticket.submission_type_id,
        "categoryName": tree.name(ticket.submission_type_id, language, default),
        "categoryFullName": tree.full_name(ticket.submission_type_id, language, default),
        "status": ticket.status,
        "statusName": pick(CUSTOMER_STATUS_NAMES[ticket.status], language, default),
        "content": None,
        "createdDt": to_seconds(ticket.created_at),
        "updatedDt": to_seconds(ticket.updated_at),
        "contents": None,
        "attachments": None,
        "displayDt": display_date(ticket.created_at, service),
    }


def _inquiry(service: Service, ticket: Ticket) -> str:
    """Write the first inquiry as it may be put on a page; plain text is not wrapped ("Ticket Details", sample)."""
    if ticket.body_format == BodyFormat.TEXT:
        return html.escape(ticket.body, quote=False)
    return read_safe_html(ticket, service_id=service.service_id)


def _content(service: Service, entry: HistoryEntry) -> str:
    """Write an entry as it may be put on a page; plain text gets paragraphs ("Customer re-inquiry", sample)."""
    return read_safe_html(entry, service_id=service.service_id)


def _entry(
    service: Service, entry: HistoryEntry, content: str, language: str, default: str, attachments: list[Attachment]
) -> dict[str, Any]:
    content_type = "reply" if entry.is_answer else "enduser"
    return {
        "content": content,
        "type": content_type,
        "typeName": content_type_name(content_type, language, default),
        "createdDt": to_seconds(entry.created_at),
        "displayDt": display_date(entry.created_at, service),
        "attachments": _attachments(attachments),
    }


def _attachments(attachments: list[Attachment]) -> list[dict[str, Any]] | None:
    return [attachment_members(attachment) for attachment in attachments] or None
