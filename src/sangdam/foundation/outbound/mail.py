"""A mail as data, and the same mail as MIME."""

import json
import re
import unicodedata
from dataclasses import asdict, dataclass, field
from datetime import datetime
from email.charset import QP, Charset
from email.utils import format_datetime
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.utils.encoding import punycode

from sangdam.foundation.storage import open_stored

_FOLDED_AWAY = {"Cc", "Zl", "Zp", "Cs"}
# Marks that turn the reading direction make one sender look like another.
_TURNING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

# RFC 5322's dot-atom: quoted local parts are legal, unknown in the wild and a way into headers.
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")

# Not every relay takes eight bits: bodies travel as quoted-printable.
_PLAIN_ASCII = Charset("utf-8")
_PLAIN_ASCII.body_encoding = QP


def one_line(text: str) -> str:
    """Make a text fit for a header: no line break of any kind, no control characters, nothing that decodes to them.

    `=?utf-8?q?a=0D=0ABcc:...?=` written by a customer would be decoded by the reader's mail programme; apart from
    that the words stay.
    """
    kept = (
        " " if unicodedata.category(character) in _FOLDED_AWAY else character
        for character in text
        if character not in _TURNING
    )
    return " ".join("".join(kept).replace("=?", "= ?").split())


@dataclass(frozen=True)
class MailAttachment:
    """A stored file that goes with a mail."""

    path: str
    file_name: str
    content_type: str


@dataclass(frozen=True)
class Mail:
    """A mail exactly as it goes out, the same at each try. Message ids stand with their brackets."""

    sender_name: str
    sender_address: str
    recipient_name: str
    recipient_address: str
    subject: str
    text: str
    html: str
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    date: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    attachments: tuple[MailAttachment, ...] = ()

    def to_json(self) -> str:
        """Write the mail down, to be encrypted."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Mail":
        """Read what `to_json` wrote, in this version or an earlier one: mails may wait for an upgrade."""
        values: dict[str, Any] = json.loads(text)
        if "enclosures" in values:
            values["attachments"] = values.pop("enclosures")
        values["references"] = tuple(values["references"])
        values["attachments"] = tuple(MailAttachment(**item) for item in values["attachments"])
        return cls(**values)

    def to_message(self) -> EmailMultiAlternatives:
        """Make the MIME message: text and HTML as alternatives, attachments beside them.

        Raises `FileNotFoundError` for an attachment that is gone and `ValueError` for an impossible address.
        """
        headers = {"Message-ID": self.message_id, "Date": self.date, **self.headers}
        if self.in_reply_to:
            headers["In-Reply-To"] = self.in_reply_to
        if self.references:
            headers["References"] = " ".join(self.references)
        message = EmailMultiAlternatives(
            subject=one_line(self.subject),
            body=_lines(self.text),
            from_email=mailbox(self.sender_name, self.sender_address),
            to=[mailbox(self.recipient_name, self.recipient_address)],
            headers={name: one_line(value) for name, value in headers.items() if value},
        )
        message.encoding = _PLAIN_ASCII
        message.attach_alternative(_lines(self.html), "text/html")
        for attachment in self.attachments:
            with open_stored(attachment.path) as file:
                message.attach(one_line(attachment.file_name), file.read(), attachment.content_type)
        return message


def mailbox(name: str, address: str) -> str:
    """Write a name and an address as a mailbox. Raises `ValueError` for an address that SMTP cannot carry."""
    local_part, _, domain = address.rpartition("@")
    if not domain or not _LOCAL_PART.fullmatch(local_part) or not _DOMAIN.fullmatch(punycode(domain)):
        raise ValueError("an address that SMTP cannot carry")
    quoted = one_line(name).replace("\\", "\\\\").replace('"', '\\"')
    plain = f"{local_part}@{punycode(domain)}"
    return f'"{quoted}" <{plain}>' if quoted else plain


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def mail_date(at: datetime) -> str:
    """Write a moment as a mail's `Date`."""
    return format_datetime(at)
