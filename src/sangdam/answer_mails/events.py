"""The events about how a service's mails look. The subject is `mail_settings`."""

from sangdam.foundation.events import declare

MAIL_SENDER_CHANGED = declare("mail_settings.sender_changed", "An administrator changed who mails come from.")
MAIL_LAYOUT_CHANGED = declare(
    "mail_settings.layout_changed", "An administrator changed a mail layout, or took it back."
)
