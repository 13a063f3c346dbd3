"""Customers: the people who ask."""

import uuid

from django.db import models

from sangdam.foundation.tenancy.models import ServiceOwned


class Customer(ServiceOwned):
    """A customer of a service, made from the first ticket and matched by e-mail (docs/product.md, "Customers").

    E-mail and phone are encrypted; their blind indexes find an exact value. The database makes sure that two inquiries
    arriving at once with one address make one customer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    usercode = models.CharField(max_length=100, blank=True)
    encrypted_email = models.TextField(blank=True)
    email_index = models.BinaryField(max_length=16, null=True)
    encrypted_phone = models.TextField(blank=True)
    phone_index = models.BinaryField(max_length=16, null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "email_index"], name="customer_email_once")]
        indexes = [
            models.Index(fields=["service", "phone_index"], name="customer_phone"),
            models.Index(fields=["service", "usercode"], name="customer_usercode", condition=~models.Q(usercode="")),
        ]

    def __str__(self) -> str:
        return str(self.id)
