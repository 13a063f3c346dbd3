"""Django's own mail (a member's new password) by the same way out."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import sanitize_address

from sangdam.foundation.outbound.demo_mailbox import INSTALLATION
from sangdam.foundation.outbound.sending import MailFault, as_bytes, hand_over


class OutboundBackend(BaseEmailBackend):
    """Sends to the server of EMAIL_URL; without one, keeps mail in the demo mailbox, in the operator's folder."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Hand messages over and return how many were taken. Raises `MailFault` unless `fail_silently`."""
        taken = 0
        for message in email_messages:
            recipients = [sanitize_address(address, "utf-8") for address in message.recipients()]
            if not recipients:
                continue
            try:
                hand_over(
                    as_bytes(message), sanitize_address(message.from_email, "utf-8"), recipients, mailbox=INSTALLATION
                )
            except MailFault:
                if not self.fail_silently:
                    raise
            else:
                taken += 1
        return taken
