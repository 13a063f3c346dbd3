"""Making the mail of an answer: layout, codes, text part, attachments."""

import html as entities
import re
from collections.abc import Sequence

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import translation

from sangdam.answer_mails.labels import labels_in
from sangdam.answer_mails.layouts import fill_layout
from sangdam.answer_mails.selectors import layout_for, read_mail_configuration
from sangdam.categories.selectors import submission_types_of
from sangdam.deliveries.models import Purpose
from sangdam.foundation.outbound import Mail, MailAttachment
from sangdam.foundation.sanitizing import BodyFormat, html_to_text, render_body
from sangdam.organizations.models import Service
from sangdam.organizations.selectors import languages_of
from sangdam.tickets.models import Attachment, HistoryEntry, Ticket
from sangdam.tickets.selectors import find_question

#: Bytes of all files that travel in one mail. Many servers take 25 MB, and the encoding adds a third.
ATTACHED_BYTES = 10 * 1024 * 1024

# The prefixes of mail programmes in our customers' languages; a subject that has one gets no second.
_ANSWERED = re.compile(r"\s*(?:re|aw|sv|回复|答复|返信|回覆|답장|회신)\s*[:：]", re.IGNORECASE)

# What a vacation notice may do: answers go to people, and a person's absence concerns nobody here. The mail itself
# is written by a person, so it is no `Auto-Submitted` one (RFC 3834, 5).
_HEADERS = {"X-Auto-Response-Suppress": "OOF, AutoReply"}


def compose_answer(
    *,
    service: Service,
    ticket: Ticket,
    entry: HistoryEntry,
    purpose: Purpose,
    attachments: Sequence[Attachment],
    recipient_name: str,
    recipient_address: str,
) -> Mail:
    """Make the mail that brings an answer to a customer, in the language of the ticket.

    Files go along while they are small enough together, else as links. Needs the scope of the service.
    """
    sender = read_mail_configuration(service)
    site_url = settings.ENVIRONMENT.site_url(service.organization.domain)
    default_language = languages_of(service).default
    language, labels = labels_in(ticket.language, default_language)
    types = submission_types_of(service)
    is_attached = sum(attachment.size for attachment in attachments) <= ATTACHED_BYTES

    def rendered(body: str, body_format: str) -> str:
        how: BodyFormat = "text" if body_format == "text" else "auto"
        return render_body(body, how, service_id=service.service_id, base_url=site_url)

    content = rendered(entry.body, entry.body_format)
    if attachments and not is_attached:
        content += _links(attachments, service, site_url, labels.attachments, language)
    values = {
        "ticketId": ticket.ticket_id,
        "subject": ticket.subject,
        "username": recipient_name,
        "usercode": ticket.usercode,
        "email": recipient_address,
        "serviceName": service.name,
        "agentName": entry.author.member.name if entry.author else "",
        "categoryName": types.name(ticket.submission_type_id, ticket.language, default_language),
        "categoryFullName": types.full_name(ticket.submission_type_id, ticket.language, default_language),
    }
    filled = fill_layout(
        layout_for(service, purpose, ticket.language),
        values=values,
        markup={"content": content, "question": rendered(*_last_question(ticket, entry))},
        site_url=site_url,
    )
    return Mail(
        sender_name=sender.sender_name,
        sender_address=sender.sender_address,
        recipient_name=recipient_name,
        recipient_address=recipient_address,
        subject=ticket.subject if _ANSWERED.match(ticket.subject) else f"Re: {ticket.subject}",
        text=html_to_text(filled, links=True),
        html=filled,
        headers={**_HEADERS, "Content-Language": language},
        attachments=tuple(MailAttachment(item.path, item.file_name, item.content_type) for item in attachments)
        if is_attached
        else (),
    )


def _last_question(ticket: Ticket, entry: HistoryEntry) -> tuple[str, str]:
    """Return what the answer answers: the customer's latest re-inquiry before it, else the inquiry."""
    reinquiry = find_question(entry)
    return (reinquiry.body, reinquiry.body_format) if reinquiry else (ticket.body, ticket.body_format)


def _links(attachments: Sequence[Attachment], service: Service, site_url: str, title: str, language: str) -> str:
    with translation.override(language):
        items = "".join(
            f'<li><a href="{site_url}/{service.service_id}/api/v2/ticket/attachments/{item.pk}?type=download">'
            f"{entities.escape(item.file_name)}</a> ({filesizeformat(item.size)})</li>"
            for item in attachments
        )
    return f"<p>{entities.escape(title)}</p><ul>{items}</ul>"
