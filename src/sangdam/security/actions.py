"""Open and close the Open API, set its limits, count inquiries, and note who was turned away."""

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django_scopes import scope

from sangdam.foundation.crypto import blind_index, encrypt
from sangdam.foundation.events import Actor, EventKind, publish
from sangdam.organizations.actions import lock_service, raise_configuration_version
from sangdam.organizations.models import Service
from sangdam.security import events, policies
from sangdam.security.errors import (
    TOO_MANY_BY_ADDRESS,
    TOO_MANY_BY_EMAIL,
    SecurityError,
    TooManyInquiries,
)
from sangdam.security.models import InquiryTrace, OpenApiAccess, RejectedCall, SpamPolicy
from sangdam.security.networks import customer_network, read_network, write_network
from sangdam.security.selectors import encryption_context, read_spam_limits

MAXIMUM_ADDRESSES = 200
MAXIMUM_LIMIT = 100_000
MAXIMUM_MINUTES = 7 * 24 * 60
NOTED_A_SECOND = 5

# --- the Open API and its key ---


def enable_open_api(*, service: Service, actor: Actor) -> str | None:
    """Let programs call the Open API; the first time this makes a key and returns it, to be shown once.

    Raises `NotPermitted`. Publishes `open_api.enabled`, and `open_api.key_changed` with a new key.
    Source: docs/product.md, "Open API switch".
    """
    policies.demand_management(actor, service)
    with scope(service=service), transaction.atomic():
        access = _lock_access(service)
        key = None if access.encrypted_key else _renew_key(access, service, actor)
        if not access.is_enabled:
            access.is_enabled = True
            _publish(events.OPEN_API_ENABLED, service, actor)
        access.save()
        raise_configuration_version(service)
    return key


def disable_open_api(*, service: Service, actor: Actor) -> None:
    """Close the Open API; the key stays for the day it is opened again.

    Raises `NotPermitted`. Publishes `open_api.disabled`.
    """
    policies.demand_management(actor, service)
    with scope(service=service), transaction.atomic():
        access = _lock_access(service)
        if access.is_enabled:
            access.is_enabled = False
            access.save()
            _publish(events.OPEN_API_DISABLED, service, actor)
            raise_configuration_version(service)


def change_key(*, service: Service, actor: Actor) -> str:
    """Make a new service key (32 hexadecimal digits) and return it, to be shown once; the old one ends at once.

    Raises `NotPermitted`. Publishes `open_api.key_changed`.
    """
    policies.demand_management(actor, service)
    with scope(service=service), transaction.atomic():
        access = _lock_access(service)
        key = _renew_key(access, service, actor)
        access.save()
        raise_configuration_version(service)
    return key


def set_allowed_addresses(*, service: Service, actor: Actor, addresses: Sequence[str]) -> list[str]:
    """Let only these addresses and networks (CIDR) call, everybody if there are none; return them as they are kept.

    Raises `NotPermitted`, `SecurityError`: `address_invalid`, `too_many_addresses`. Publishes
    `open_api.addresses_changed`.
    """
    policies.demand_management(actor, service)
    kept: list[str] = []
    for address in addresses:
        if not address.strip():
            continue
        try:
            written = write_network(read_network(address))
        except ValueError as fault:
            raise SecurityError("address_invalid", address=address.strip()[:100]) from fault
        if written not in kept:
            kept.append(written)
    if len(kept) > MAXIMUM_ADDRESSES:
        raise SecurityError("too_many_addresses", maximum=MAXIMUM_ADDRESSES)
    with scope(service=service), transaction.atomic():
        access = _lock_access(service)
        if access.allowed_addresses != kept:
            access.allowed_addresses = kept
            access.save()
            _publish(events.OPEN_API_ADDRESSES_CHANGED, service, actor, count=len(kept))
            raise_configuration_version(service)
    return kept


def _lock_access(service: Service) -> OpenApiAccess:
    # The service's own row first: two administrators who open the Open API at once make one key, not two.
    lock_service(service)
    return OpenApiAccess.objects.first() or OpenApiAccess(service=service)


def _renew_key(access: OpenApiAccess, service: Service, actor: Actor) -> str:
    key = secrets.token_hex(16)
    access.encrypted_key = encrypt(key, encryption_context(service))
    access.key_changed_at = timezone.now()
    _publish(events.OPEN_API_KEY_CHANGED, service, actor)
    return key


def _publish(kind: EventKind, service: Service, actor: Actor, **more: Any) -> None:
    publish(kind, service_id=service.pk, subject=kind.code.partition(".")[0], actor=actor, **more)


# --- the spam policy ---


def set_spam_policy(
    *,
    service: Service,
    actor: Actor,
    is_enabled: bool,
    email_limit: int,
    email_minutes: int,
    address_limit: int,
    address_minutes: int,
) -> SpamPolicy:
    """Set how many inquiries an e-mail and a customer's address may send in how many minutes.

    A limit of 0 lets that kind through. Raises `NotPermitted`, `SecurityError("limit_invalid")`. Publishes
    `spam_policy.changed`. Source: docs/product.md, "Spam policy"; numbers and windows are ours.
    """
    policies.demand_management(actor, service)
    values = {
        "email_limit": (email_limit, 0, MAXIMUM_LIMIT),
        "email_minutes": (email_minutes, 1, MAXIMUM_MINUTES),
        "address_limit": (address_limit, 0, MAXIMUM_LIMIT),
        "address_minutes": (address_minutes, 1, MAXIMUM_MINUTES),
    }
    for name, (value, minimum, maximum) in values.items():
        if not minimum <= value <= maximum:
            raise SecurityError("limit_invalid", name=name, minimum=minimum, maximum=maximum)
    with scope(service=service), transaction.atomic():
        lock_service(service)
        policy = SpamPolicy.objects.first() or SpamPolicy(service=service)
        policy.is_enabled = is_enabled
        for name, (value, _, _) in values.items():
            setattr(policy, name, value)
        policy.save()
        _publish(
            events.SPAM_POLICY_CHANGED,
            service,
            actor,
            is_enabled=is_enabled,
            **{name: value for name, (value, _, _) in values.items()},
        )
        raise_configuration_version(service)
    return policy


def limits_inquiries(service: Service) -> bool:
    """Return whether the spam policy of a service is on, so that inquiries have to take turns."""
    return read_spam_limits(service).is_enabled


@dataclass(frozen=True)
class Turn:
    """An inquiry's place in line; `counts` are what it is counted by: index, limit, minutes, code of the error."""

    service: Service
    counts: tuple[tuple[bytes, int, int, str], ...]


def await_turn(*, service: Service, email: str, customer_address: str = "") -> Turn:
    """Wait until no other inquiry of this e-mail or address is being counted; it is ours until the transaction ends.

    Call in the transaction that stores the inquiry, and `take_turn` next: who is counted and who is stored are then the
    same, whichever web process they came to. `customer_address` is the customer's, not the integrator's server's; ""
    when nobody told.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An inquiry was counted outside the transaction that stores it.")
    limits = read_spam_limits(service)
    counts = []
    if limits.is_enabled and limits.email_limit and email:
        index = blind_index(email, f"security.inquiry.email|{service.pk}")
        counts.append((index, limits.email_limit, limits.email_minutes, TOO_MANY_BY_EMAIL))
    network = customer_network(customer_address) if customer_address else None
    if limits.is_enabled and limits.address_limit and network:
        index = blind_index(network, f"security.inquiry.address|{service.pk}")
        counts.append((index, limits.address_limit, limits.address_minutes, TOO_MANY_BY_ADDRESS))
    with connection.cursor() as cursor:
        # In one order everywhere, or two inquiries could wait for each other.
        for index in sorted(index for index, *_ in counts):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(index[:8], "big", signed=True)])
    return Turn(service, tuple(counts))


def take_turn(turn: Turn) -> None:
    """Count the inquiry, or raise `TooManyInquiries` and count nothing."""
    now = timezone.now()
    for index, limit, minutes, code in turn.counts:
        since = now - timedelta(minutes=minutes)
        if InquiryTrace.objects.filter(index=index, created_at__gt=since).count() >= limit:
            raise TooManyInquiries(code)
    InquiryTrace.objects.bulk_create(
        InquiryTrace(service=turn.service, index=index, created_at=now) for index, *_ in turn.counts
    )


# --- who was turned away ---

_noted: dict[int, tuple[int, int]] = {}
_noted_lock = Lock()


def note_rejected_call(*, service: Service, method: str, path: str, address: str, reason: str) -> None:
    """Note a call that was turned away, for the administrators of the service.

    `path` is the route, with names in braces where the call named a customer. At most five a second and process are
    written: who hammers at the door must not fill the database.
    """
    second = int(time.monotonic())
    with _noted_lock:
        if len(_noted) > 10_000:
            _noted.clear()
        last, count = _noted.get(service.pk, (second, 0))
        count = count + 1 if last == second else 1
        _noted[service.pk] = (second, count)
    if count > NOTED_A_SECOND:
        return
    RejectedCall.objects.create(
        service=service, at=timezone.now(), method=method[:8], path=path[:200], address=address[:45], reason=reason
    )
