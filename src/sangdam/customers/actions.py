"""Recognize customers."""

import uuid
from datetime import datetime

from django.db import connection

from sangdam.customers.models import Customer
from sangdam.foundation.crypto import blind_index, encrypt
from sangdam.foundation.database import Prepared
from sangdam.organizations.models import Service

# On the path of every inquiry: written out, because the ORM takes longer to compose it than PostgreSQL to answer it.
_KNOWN_SQL = Prepared("SELECT id FROM customers_customer WHERE service_id = %s AND email_index = %s")


def email_index(service: Service, email: str) -> bytes:
    """Derive what an e-mail is found by within a service."""
    return blind_index(email, f"customer.email|{service.pk}")


def phone_index(service: Service, phone: str) -> bytes:
    """Derive what a phone number is found by within a service: its digits."""
    return blind_index("".join(filter(str.isdigit, phone)), f"customer.phone|{service.pk}")


def recognize_customer(*, service: Service, email: str, phone: str, usercode: str, at: datetime) -> uuid.UUID | None:
    """Return the id of the customer with this e-mail, made now if there is none; None without an e-mail.

    Two inquiries that arrive at once with one new address make one customer: the database decides. Call inside the
    transaction of the inquiry. Source: docs/product.md, "Customers".
    """
    if not email:
        return None
    index = email_index(service, email)
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN_SQL, [service.pk, index])
        known = cursor.fetchone()
    if known is not None:
        return known[0]
    customer = Customer(
        service=service,
        usercode=usercode,
        email_index=index,
        phone_index=phone_index(service, phone) if phone else None,
        created_at=at,
    )
    context = f"{service.pk}|customers.customer.{{}}|{customer.pk}"
    customer.encrypted_email = encrypt(email, context.format("email"))
    customer.encrypted_phone = encrypt(phone, context.format("phone")) if phone else ""
    Customer.objects.bulk_create([customer], ignore_conflicts=True)
    return Customer.objects.values_list("pk", flat=True).get(email_index=index)
