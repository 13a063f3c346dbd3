"""Find services and what everybody needs to know of them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import QuerySet

from sangdam.foundation.database import Prepared
from sangdam.foundation.tenancy.configuration import service_configuration
from sangdam.organizations.models import SERVICE_ID, Organization, Service

_found: dict[str, Service] = {}
_MAXIMUM_KEPT = 5_000

# Every call of an integrator begins with it: written out, because the ORM takes longer to compose the statement than
# PostgreSQL to answer it.
_CURRENT_SQL = Prepared(
    "SELECT id, configuration_version FROM organizations_service WHERE service_id = %s AND is_active"
)


def find_service(service_id: str) -> Service | None:
    """Return the active service of this id with its organization, or None.

    One small query a call: the row is kept per process and read again when its version rose. The id may be any text
    that stood in an address.
    """
    try:
        SERVICE_ID(service_id)
    except ValidationError:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_CURRENT_SQL, [service_id])
        row = cursor.fetchone()
    if row is None:
        return None
    kept = _found.get(service_id)
    if kept is not None and (kept.pk, kept.configuration_version) == row:
        return kept
    service = Service.objects.select_related("organization").get(pk=row[0])
    if len(_found) >= _MAXIMUM_KEPT:
        _found.clear()
    _found[service_id] = service
    return service


def find_any_service(service_id: str) -> Service | None:
    """Return the service of this id, active or not, however its letters are written; else None. For operators."""
    return Service.objects.filter(service_id__iexact=service_id).first()


def list_active_services(ids: Collection[int] | QuerySet[Any]) -> list[Service]:
    """List the active ones of these services, by name; `ids` may be a query of them. One query."""
    return list(Service.objects.filter(pk__in=ids, is_active=True).order_by("name"))


def find_organization(domain: str) -> Organization | None:
    """Return the organization with this domain, or None."""
    return Organization.objects.filter(domain=domain.lower()).first()


def first_organization() -> Organization | None:
    """Return the organization that was made first, None while there is none."""
    return Organization.objects.order_by("pk").first()


@dataclass(frozen=True)
class ServiceLanguages:
    """The languages of a service's help center, in order."""

    codes: tuple[str, ...]
    default: str

    def choose(self, wanted: str | None) -> str:
        """Return the wanted language if the service has it, else its default."""
        return wanted if wanted in self.codes else self.default


@service_configuration
def languages_of(service: Service) -> ServiceLanguages:
    """Return the languages of a service and its default."""
    rows = list(service.languages.order_by("position").values_list("code", "is_default"))
    codes = tuple(code for code, _ in rows)
    default = next((code for code, is_default in rows if is_default), codes[0] if codes else "ko")
    return ServiceLanguages(codes, default)


def time_zone_of(service: Service) -> ZoneInfo:
    """Return the time zone in which customers read dates."""
    return ZoneInfo(service.time_zone)
