"""What leaves the house: mail, by SMTP or into the demo mailbox."""

from sangdam.foundation.outbound.mail import Mail, MailAttachment, one_line
from sangdam.foundation.outbound.sending import MailFault, send_mail

__all__ = ["Mail", "MailAttachment", "MailFault", "one_line", "send_mail"]
