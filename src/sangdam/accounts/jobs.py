"""Mails to members about their own account."""

import json
import uuid

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.db import connection
from django.utils import timezone

from sangdam.foundation.crypto import decrypt, encrypt
from sangdam.foundation.jobs import EARLY, LATE, MAIL, Retry, defer, job, periodic

# A queue row is no place for an address or a reset link: both wait encrypted.
_CONTEXT = "accounts.member_mail"


def defer_member_mail(*, to: str, subject: str, text: str) -> None:
    """Queue a mail to a member, encrypted; it has one Message-ID however often it is tried."""
    message_id = f"<{uuid.uuid4().hex}@{settings.ENVIRONMENT.mail_domain}>"
    mail = {"to": to, "subject": subject, "text": text, "message_id": message_id}
    defer(send_member_mail, encrypted=encrypt(json.dumps(mail), _CONTEXT))


@job("accounts.send_member_mail", retry=Retry(max_attempts=8, exponential_wait=3), priority=EARLY, queue=MAIL)
def send_member_mail(*, encrypted: str = "", sealed: str = "") -> None:
    """Send a queued mail to a member; tried again for about two and a half hours.

    `sealed` is what earlier versions called it: their mails may wait while an installation is upgraded.
    """
    mail = json.loads(decrypt(encrypted or sealed, _CONTEXT))
    # No person writes it: absence notes and other machines shall not answer (RFC 3834, 5.1).
    headers = {"Message-ID": mail["message_id"], "Auto-Submitted": "auto-generated"}
    EmailMessage(subject=mail["subject"], body=mail["text"], to=[mail["to"]], headers=headers).send()


@periodic("accounts.forget_expired", cron="41 3 * * *", priority=LATE)
def forget_expired() -> None:
    """Delete the sessions that have ended and the counts of failed sign-ins that no longer count."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    with connection.cursor() as cursor:
        # The cache's own table (`CACHES`): Django looks for what has expired only when it holds too much.
        cursor.execute("DELETE FROM sangdam_cache WHERE expires < now()")
