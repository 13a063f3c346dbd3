"""How answers look in the mail: who they come from, and what stands around them."""

from django.db import models

from sangdam.deliveries.models import Purpose
from sangdam.foundation.tenancy.models import ServiceOwned


class MailSettings(ServiceOwned):
    """The sender of all mails of a service: name and address (docs/product.md, "Mail settings")."""

    sender_name = models.CharField(max_length=45)
    sender_address = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service"], name="mail_settings_once")]

    def __str__(self) -> str:
        return f"mail settings of {self.service_id}"


class MailLayout(ServiceOwned):
    """A layout of a service's own, for one purpose and one language, in place of the built-in one.

    `html` holds `#{content}`, where the answer comes in, and other codes (docs/product.md, "Replacement codes").
    """

    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    language = models.CharField(max_length=6)
    html = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "purpose", "language"], name="mail_layout_once"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.language}"
