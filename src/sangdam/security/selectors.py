"""Read who may call the Open API, how often customers may ask, and who was turned away."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django_scopes import scope

from sangdam.agents.models import Agent
from sangdam.foundation.crypto import decrypt
from sangdam.foundation.events import Actor
from sangdam.foundation.tenancy.configuration import service_configuration
from sangdam.organizations.models import Service
from sangdam.security import policies
from sangdam.security.errors import ADDRESS_NOT_ALLOWED, OPEN_API_OFF, CallError
from sangdam.security.models import OpenApiAccess, RejectedCall, SpamPolicy
from sangdam.security.networks import Network, contains, read_network, shut_out, write_network

REFUSED_CALLS_SHOWN = 100


@dataclass(frozen=True)
class AccessState:
    """The Open API switch of a service, its key opened."""

    is_enabled: bool = False
    key: str = field(default="", repr=False)
    key_changed_at: datetime | None = None
    allowed_addresses: tuple[str, ...] = ()
    networks: tuple[Network, ...] = ()


@dataclass(frozen=True)
class SpamLimits:
    """How many inquiries are let through in how many minutes; a limit of 0 is none."""

    is_enabled: bool = False
    email_limit: int = 10
    email_minutes: int = 60
    address_limit: int = 30
    address_minutes: int = 60


def encryption_context(service: Service) -> str:
    """Name the place of a service's encrypted key."""
    return f"{service.pk}|security.open_api_access.key|{service.service_id}"


@service_configuration
def read_open_api_access(service: Service) -> AccessState:
    """Read the switch, key and allowed callers of a service; kept per process until its configuration changes."""
    with scope(service=service):
        row = OpenApiAccess.objects.first()
    if row is None:
        return AccessState()
    return AccessState(
        is_enabled=row.is_enabled and bool(row.encrypted_key),
        key=decrypt(row.encrypted_key, encryption_context(service)) if row.encrypted_key else "",
        key_changed_at=row.key_changed_at,
        allowed_addresses=tuple(row.allowed_addresses),
        networks=tuple(read_network(address) for address in row.allowed_addresses),
    )


@service_configuration
def read_spam_limits(service: Service) -> SpamLimits:
    """Read the spam policy of a service; kept per process until its configuration changes."""
    with scope(service=service):
        row = SpamPolicy.objects.first()
    if row is None:
        return SpamLimits()
    return SpamLimits(
        is_enabled=row.is_enabled,
        email_limit=row.email_limit,
        email_minutes=row.email_minutes,
        address_limit=row.address_limit,
        address_minutes=row.address_minutes,
    )


def admit_caller(service: Service, address: str) -> AccessState:
    """Return the state of the Open API if it lets this address call, else raise `CallError`.

    An empty list of addresses lets everybody call (docs/product.md, "Open API switch").
    """
    access = read_open_api_access(service)
    if not access.is_enabled:
        raise CallError(OPEN_API_OFF)
    if access.networks and not contains(access.networks, address):
        raise CallError(ADDRESS_NOT_ALLOWED)
    return access


@dataclass(frozen=True)
class ShutOut:
    """Who may call now and may not after a change of the allowed addresses."""

    everybody_else: bool
    """Everybody may call now."""
    networks: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.everybody_else or bool(self.networks)


def callers_shut_out(service: Service, addresses: Sequence[str]) -> ShutOut:
    """Return who can no longer call if only these addresses may; nobody if the Open API is off or one is no address."""
    access = read_open_api_access(service)
    try:
        allowed = tuple(read_network(address) for address in addresses if address.strip())
    except ValueError:
        return ShutOut(everybody_else=False)
    if not access.is_enabled or not allowed:
        return ShutOut(everybody_else=False)
    if not access.networks:
        return ShutOut(everybody_else=True)
    return ShutOut(False, tuple(write_network(network) for network in shut_out(access.networks, allowed)))


def refuses_more(service: Service, limits: SpamLimits) -> bool:
    """Return whether a spam policy would refuse inquiries that the present one lets through."""
    if not limits.is_enabled:
        return False
    now = read_spam_limits(service)
    pairs = (
        (now.email_limit, now.email_minutes, limits.email_limit, limits.email_minutes),
        (now.address_limit, now.address_minutes, limits.address_limit, limits.address_minutes),
    )
    return any(
        limit > 0 and (not now.is_enabled or limit_now == 0 or limit < limit_now or minutes > minutes_now)
        for limit_now, minutes_now, limit, minutes in pairs
    )


@dataclass(frozen=True)
class OpenApiSettings:
    """What an administrator sees of the Open API: everything but the key, of which only the end is shown."""

    is_enabled: bool
    key_hint: str
    """The last four digits of the key, "" when there is none."""
    key_changed_at: datetime | None
    allowed_addresses: tuple[str, ...]
    spam: SpamLimits


def read_open_api_settings(*, agent: Agent) -> OpenApiSettings:
    """Read the settings of the agent's service for the console; raises `NotPermitted` for who is no administrator."""
    policies.demand_management(Actor.agent(agent), agent.service)
    access = read_open_api_access(agent.service)
    return OpenApiSettings(
        is_enabled=access.is_enabled,
        key_hint=access.key[-4:],
        key_changed_at=access.key_changed_at,
        allowed_addresses=access.allowed_addresses,
        spam=read_spam_limits(agent.service),
    )


def list_rejected_calls(*, agent: Agent, limit: int = REFUSED_CALLS_SHOWN) -> list[RejectedCall]:
    """List the calls that were turned away last, the latest first, each with its `reason`.

    Reasons are the codes of `errors.CallError` and `errors.TooManyInquiries`. Raises `NotPermitted`. One query.
    """
    policies.demand_management(Actor.agent(agent), agent.service)
    return list(RejectedCall.objects.order_by("-id")[:limit])
