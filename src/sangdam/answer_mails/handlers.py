"""An answer was given: the customer gets it by mail."""

from sangdam.answer_mails.composing import compose_answer
from sangdam.deliveries.actions import create_mail_delivery
from sangdam.deliveries.models import Purpose
from sangdam.foundation.events import subscribe
from sangdam.foundation.events.models import Event
from sangdam.tickets.events import TICKET_PENDED, TICKET_RESOLVED
from sangdam.tickets.selectors import find_entry, list_attachments

_PURPOSES = {TICKET_RESOLVED.code: Purpose.RESOLVED, TICKET_PENDED.code: Purpose.PENDING}


@subscribe(TICKET_RESOLVED, TICKET_PENDED)
def mail_the_answer(event: Event) -> None:
    """Write down the mail of an answer when the customer's e-mail and name are known (Inquiry API, "Create Ticket")."""
    entry = find_entry(event.payload.get("entry_id"))
    if entry is None:
        return
    ticket = entry.ticket
    address, name = str(ticket.read_value("mail")).strip(), str(ticket.read_value("name")).strip()
    if not address or not name:
        return
    purpose = _PURPOSES[event.kind]
    create_mail_delivery(
        ticket=ticket,
        entry=entry,
        purpose=purpose,
        cause_event=event.pk,
        mail=compose_answer(
            service=event.service,
            ticket=ticket,
            entry=entry,
            purpose=purpose,
            attachments=list_attachments(ticket=ticket, entry_ids=[entry.pk]).get(entry.pk, []),
            recipient_name=name,
            recipient_address=address,
        ),
    )
