"""Handing a message over, and saying exactly why it was not taken."""

import re
import smtplib
import ssl
from email.header import decode_header, make_header
from email.policy import Compat32
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.message import sanitize_address

from sangdam.foundation.outbound import demo_mailbox, smtp
from sangdam.foundation.outbound.deadline import Deadline
from sangdam.foundation.outbound.mail import Mail
from sangdam.foundation.outbound.smtp import Conversation, open_conversation, part_from

_ENHANCED = re.compile(rb"\b([245]\.\d{1,3}\.\d{1,3})\b")


class MailFault(Exception):
    """A mail was not taken.

    `is_passing` tells whether trying again later makes sense. `code` is stable and holds no personal data: what
    happened, then the server's numbers if it gave any, as `recipient_refused 550 5.1.1`. The words of the server stay
    out: they quote addresses. What can happen:

    - `misconfigured`, `unreachable`, `timeout`, `tls_failed`, `greeting_refused`, `sign_in_refused`, `disconnected`:
      no mail could be handed over just now, this one or another;
    - `sender_refused`, `recipient_refused`, `content_refused`: the server judged this mail;
    - `unsendable`: no message can be made of it (an impossible address, an attachment that is gone).
    """

    def __init__(self, what: str, *, is_passing: bool, status: int | None = None, reply: Any = b"") -> None:
        self.is_passing = is_passing
        self.status = status
        reply = reply if isinstance(reply, bytes) else str(reply).encode(errors="replace")
        enhanced = _ENHANCED.search(reply)
        parts = [what, str(status) if status else "", enhanced[1].decode() if enhanced else ""]
        self.code = " ".join(part for part in parts if part)
        super().__init__(self.code)

    @property
    def is_verdict(self) -> bool:
        """Return whether the server said no, and was not only slow or gone."""
        return self.status is not None and self.status >= 400


def send_mail(mail: Mail, *, mailbox: str) -> None:
    """Hand a mail to the mail server, or put it into the demo mailbox `mailbox` (a service id) while none is named.

    Returns when the server has taken responsibility for it. Raises `MailFault`.
    """
    try:
        message = mail.to_message()
        content = as_bytes(message)
        sender = sanitize_address(mail.sender_address, "utf-8")
        recipient = sanitize_address(mail.recipient_address, "utf-8")
    except (ValueError, FileNotFoundError) as fault:  # UnicodeError and BadHeaderError are ValueErrors
        raise MailFault("unsendable", is_passing=False) from fault
    hand_over(content, sender, [recipient], mailbox=mailbox)


class _FirstLineFilled(Compat32):
    """Begins each header on its own line, where Python leaves it empty before what is long: many readers miss the rest.

    Message ids stand one a line; encoded words are divided anew, so that the first is short enough for its line.
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in {"message-id", "in-reply-to", "references"}:
            return self._line(name, f"{self.linesep} ".join(value.split()))
        chunks = decode_header(value)
        if all(charset is None for _, charset in chunks):
            return super().fold_binary(name, value)
        # One less than RFC 2047's 76: Python does not count the space a line begins with.
        header = make_header(chunks, maxlinelen=75, header_name=name)
        return self._line(name, header.encode(linesep=self.linesep))

    def _line(self, name: str, folded: str) -> bytes:
        return f"{name}: {folded}{self.linesep}".encode()


_POLICY = _FirstLineFilled()


def as_bytes(message: EmailMessage) -> bytes:
    """Write a message with the line ends of SMTP."""
    mime = message.message()
    mime.policy = _POLICY
    content: bytes = mime.as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own signature
    return content


def hand_over(content: bytes, sender: str, recipients: list[str], *, mailbox: str) -> None:
    """Hand the bytes of a message to the mail server or the demo mailbox. Raises `MailFault`.

    It ends in time, whatever the server does: `ENVELOPE_SECONDS` until the server is ready for the message,
    `CONTENT_SECONDS` and a little for its size until it has taken it.
    """
    url = settings.ENVIRONMENT.email_url
    if not url:
        demo_mailbox.keep(content, mailbox=mailbox)
        return
    with Deadline(smtp.ENVELOPE_SECONDS) as deadline:
        connection = None
        try:
            connection = _connect(url, deadline)
            _transfer(connection, content, sender, recipients)
        except MailFault as fault:
            # Broken off by us: however that looked from the inside, it was time. What the server had decided counts.
            if deadline.is_over and not fault.is_verdict:
                raise MailFault("timeout", is_passing=True) from fault
            raise
        finally:
            if connection is not None:
                part_from(connection)


def _connect(url: str, deadline: Deadline) -> Conversation:
    # Nothing here is about this mail, so even a final "no" is worth another try when the operator has seen to it.
    try:
        return open_conversation(url, deadline)
    except smtplib.SMTPAuthenticationError as fault:
        raise _fault("sign_in_refused", fault, is_passing=True) from fault
    except smtplib.SMTPResponseException as fault:
        raise _fault("greeting_refused", fault, is_passing=True) from fault
    except smtplib.SMTPNotSupportedError as fault:
        raise MailFault("misconfigured", is_passing=True) from fault
    except smtplib.SMTPServerDisconnected as fault:
        raise _cut_off(fault) from fault
    except TimeoutError as fault:
        raise MailFault("timeout", is_passing=True) from fault
    except ssl.SSLError as fault:
        raise MailFault("tls_failed", is_passing=True) from fault
    except ValueError as fault:  # after the fault of a certificate, which is one too
        raise MailFault("misconfigured", is_passing=True) from fault
    except (OSError, smtplib.SMTPException) as fault:
        raise MailFault("unreachable", is_passing=True) from fault


def _transfer(connection: Conversation, content: bytes, sender: str, recipients: list[str]) -> None:
    try:
        connection.ehlo_or_helo_if_needed()
        refused = connection.sendmail(sender, recipients, content)
    except smtplib.SMTPSenderRefused as fault:
        raise _fault("sender_refused", fault) from fault
    except smtplib.SMTPRecipientsRefused as fault:
        raise _refused(fault.recipients) from fault
    except smtplib.SMTPDataError as fault:
        raise _fault("content_refused", fault) from fault
    except smtplib.SMTPResponseException as fault:
        raise _fault("greeting_refused", fault, is_passing=True) from fault
    except smtplib.SMTPNotSupportedError as fault:
        raise MailFault("unsendable", is_passing=False) from fault
    except smtplib.SMTPServerDisconnected as fault:
        raise _cut_off(fault) from fault
    except TimeoutError as fault:
        raise MailFault("timeout", is_passing=True) from fault
    except (OSError, smtplib.SMTPException) as fault:
        raise MailFault("disconnected", is_passing=True) from fault
    if refused:
        raise _refused(refused)


def _cut_off(fault: smtplib.SMTPServerDisconnected) -> MailFault:
    # smtplib reports a server that does not answer in time as one that hung up.
    return MailFault("timeout" if isinstance(fault.__context__, TimeoutError) else "disconnected", is_passing=True)


def _refused(recipients: dict[str, tuple[int, bytes]]) -> MailFault:
    status, reply = max(recipients.values(), key=lambda answer: answer[0])
    return MailFault("recipient_refused", is_passing=status < 500, status=status, reply=reply)


def _fault(what: str, fault: smtplib.SMTPResponseException, *, is_passing: bool | None = None) -> MailFault:
    if is_passing is None:
        is_passing = fault.smtp_code < 500
    return MailFault(what, is_passing=is_passing, status=fault.smtp_code, reply=fault.smtp_error)
