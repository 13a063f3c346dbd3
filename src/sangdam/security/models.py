"""Who may call the Open API of a service, how often customers may ask, and who was turned away."""

from django.db import models

from sangdam.foundation.tenancy.models import ServiceOwned


class OpenApiAccess(ServiceOwned):
    """The Open API switch of a service: on or off, its encrypted key, the callers it allows.

    `allowed_addresses` lists addresses and networks (CIDR); empty means no restriction (docs/product.md,
    "Open API switch").
    """

    is_enabled = models.BooleanField(default=False)
    encrypted_key = models.TextField(blank=True)
    key_changed_at = models.DateTimeField(null=True)
    allowed_addresses = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service"], name="open_api_access_once")]

    def __str__(self) -> str:
        return f"Open API of {self.service_id}"


class SpamPolicy(ServiceOwned):
    """How many inquiries one e-mail and one customer address may send in how many minutes; off by default."""

    is_enabled = models.BooleanField(default=False)
    email_limit = models.PositiveIntegerField(default=10)
    email_minutes = models.PositiveIntegerField(default=60)
    address_limit = models.PositiveIntegerField(default=30)
    address_minutes = models.PositiveIntegerField(default=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service"], name="spam_policy_once")]

    def __str__(self) -> str:
        return f"spam policy of {self.service_id}"


class InquiryTrace(ServiceOwned):
    """That somebody asked, kept as a blind index for as long as the policy counts."""

    index = models.BinaryField(max_length=16)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["service", "index", "created_at"], name="inquiry_trace_count"),
            models.Index(fields=["created_at"], name="inquiry_trace_age"),
        ]

    def __str__(self) -> str:
        return f"trace {self.pk}"


class RejectedCall(ServiceOwned):
    """A call of the Open API that was turned away, and why, for the administrator's screen."""

    at = models.DateTimeField()
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=200)
    address = models.CharField(max_length=45)
    reason = models.CharField(max_length=30)

    class Meta:
        indexes = [models.Index(fields=["service", "-id"], name="rejected_call_latest")]

    def __str__(self) -> str:
        return f"{self.reason} {self.path}"
