"""Our own Message-IDs: made so that a reply to one leads back to its ticket, and only a true one does.

`<{delivery}.{ticket}.{signature}@{domain}>` names a mail, `<{ticket}.{signature}@{domain}>` the root of a ticket's
thread. The signature is a keyed digest bound to the service: whoever guesses a ticket id cannot make an id that leads
into it.
"""

import re
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare

from sangdam.foundation.crypto import keyed_digest

_SIGNATURE_LENGTH = 20
_OWN = re.compile(r"<?(?:([0-9a-f]{32})\.)?(T[0-9]{13}[A-Za-z0-9]{5})\.([0-9a-f]{20})@[^\s<>@]{1,255}>?")


@dataclass(frozen=True)
class OwnMessageId:
    """What one of our Message-IDs says; `delivery_id` is None for the root of a thread."""

    ticket_id: str
    delivery_id: uuid.UUID | None


def make_message_id(*, service_id: int, ticket_id: str, delivery_id: uuid.UUID) -> str:
    """Make the Message-ID of a delivery, the same each time."""
    local = f"{delivery_id.hex}.{ticket_id}"
    return f"<{local}.{_sign(local, service_id)}@{settings.ENVIRONMENT.mail_domain}>"


def make_thread_root(*, service_id: int, ticket_id: str) -> str:
    """Make the id that all mails of a ticket refer to, so that mail programmes show them as one conversation.

    No mail carries it: an inquiry by form or API has no Message-ID of its own.
    """
    return f"<{ticket_id}.{_sign(ticket_id, service_id)}@{settings.ENVIRONMENT.mail_domain}>"


def read_message_id(text: str, *, service_id: int) -> OwnMessageId | None:
    """Read a Message-ID that came back, in In-Reply-To or References; None unless this service made it.

    The domain is not looked at: it may have changed since, and the signature proves enough.
    """
    match = _OWN.fullmatch(text.strip())
    if match is None:
        return None
    delivery, ticket_id, signature = match.groups()
    local = f"{delivery}.{ticket_id}" if delivery else ticket_id
    if not constant_time_compare(signature, _sign(local, service_id)):
        return None
    return OwnMessageId(ticket_id, uuid.UUID(hex=delivery) if delivery else None)


def _sign(local: str, service_id: int) -> str:
    return keyed_digest(local, f"message-id|{service_id}", _SIGNATURE_LENGTH)
