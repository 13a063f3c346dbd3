"""The demo mailbox: where mail goes while no mail server is named. Nothing in it was sent.

A folder per service under `demo-mailbox` in the data folder, an `.eml` file per mail, each marked
`X-Sangdam-Not-Sent: demo mailbox`. Mail that concerns no service (a member's new password) is in the folder
`-installation`, which only the operator reads.
"""

import email
import email.policy
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from sangdam.foundation.storage.durable import sync_folder, write_durably

MARK = ("X-Sangdam-Not-Sent", "demo mailbox")
INSTALLATION = "-installation"
_MAILBOX = re.compile(r"[A-Za-z]{1,45}")
_NAME = re.compile(r"[0-9]{8}T[0-9]{12}-[0-9a-f]{8}")


@dataclass(frozen=True)
class DemoMail:
    """A mail in the demo mailbox as a list shows it."""

    mail_id: str
    subject: str
    sender: str
    recipient: str
    kept_at: datetime
    size: int


@dataclass(frozen=True)
class OpenedDemoMail:
    """A mail of the demo mailbox, opened. `html` is as sent: show it sanitised or in a sandbox."""

    mail: DemoMail
    headers: list[tuple[str, str]]
    text: str
    html: str
    attachments: list[tuple[str, str, int]]
    """Name, content type, bytes."""


def folder_of(mailbox: str) -> Path:
    """Return the folder of a service's demo mails (or of `INSTALLATION`)."""
    if mailbox != INSTALLATION and not _MAILBOX.fullmatch(mailbox):
        raise ValueError("not a service id")
    return Path(settings.ENVIRONMENT.data) / "demo-mailbox" / mailbox


def keep(content: bytes, *, mailbox: str) -> str:
    """Put a MIME message into the mailbox, marked as not sent, and return its id once it is durable."""
    now = timezone.now()
    mail_id = f"{now:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
    folder = folder_of(mailbox)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    mark = f"{MARK[0]}: {MARK[1]}\r\n".encode()
    write_durably(folder / f"{mail_id}.eml", mark + content)
    sync_folder(folder)
    return mail_id


def list_mails(mailbox: str, *, before: str = "", limit: int = 50) -> list[DemoMail]:
    """List the latest mails of a mailbox, newest first; `before` is the id where the page before ended."""
    try:
        names = sorted((path.stem for path in folder_of(mailbox).glob("*.eml")), reverse=True)
    except FileNotFoundError:
        return []
    wanted = [name for name in names if _NAME.fullmatch(name) and (not before or name < before)][:limit]
    return [mail for mail in (_summary(mailbox, name) for name in wanted) if mail is not None]


def _summary(mailbox: str, mail_id: str) -> DemoMail | None:
    path = folder_of(mailbox) / f"{mail_id}.eml"
    try:
        with path.open("rb") as file:
            headers = BytesHeaderParser(policy=email.policy.default).parse(file)
        return _describe(mail_id, headers, path.stat().st_size)
    except FileNotFoundError:
        return None


def _describe(mail_id: str, headers: Any, size: int) -> DemoMail:
    kept_at = datetime.strptime(mail_id.partition("-")[0] + "+0000", "%Y%m%dT%H%M%S%f%z")
    return DemoMail(
        mail_id, str(headers["subject"] or ""), str(headers["from"] or ""), str(headers["to"] or ""), kept_at, size
    )


def read_mail(mailbox: str, mail_id: str) -> OpenedDemoMail | None:
    """Open a mail of a mailbox, or return None if there is none of this id."""
    content = read_raw(mailbox, mail_id)
    if content is None:
        return None
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - the policy makes it one
    return OpenedDemoMail(
        mail=_describe(mail_id, message, len(content)),
        headers=[(name, str(value)) for name, value in message.items()],
        text=_part(message, "plain"),
        html=_part(message, "html"),
        attachments=[
            (part.get_filename() or "", part.get_content_type(), len(part.get_payload(decode=True) or b""))
            for part in message.iter_attachments()
        ],
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""


def read_raw(mailbox: str, mail_id: str) -> bytes | None:
    """Return the bytes of a mail, or None if there is none of this id."""
    if not _NAME.fullmatch(mail_id):
        return None
    try:
        return (folder_of(mailbox) / f"{mail_id}.eml").read_bytes()
    except FileNotFoundError:
        return None
