"""Found organizations and their services."""

import re
import secrets
import string
import zoneinfo
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import F

from sangdam.foundation.crypto import decrypt, encrypt
from sangdam.foundation.events import Actor
from sangdam.organizations.errors import OrganizationError
from sangdam.organizations.models import (
    DOMAIN,
    LANGUAGE_CODE,
    SERVICE_ID,
    EditorType,
    Organization,
    Service,
    ServiceLanguage,
    ServiceType,
)

# First path parts of our own pages: a service of that name would hide them, or be hidden.
# Words that addresses of the product begin with, on the bare host or below /console/.
RESERVED_SERVICE_IDS = {
    *("accounts", "console", "static", "live", "healthz", "api", "openapi", "admin", "events"),
    *("preferences", "language"),
}


def create_organization(
    *, name: str, domain: str, actor: Actor, organization_id: str | None = None, key: str | None = None
) -> Organization:
    """Found an organization with an id and a key of its own.

    `domain` (3 to 40 letters, digits, hyphens; the first no hyphen) is folded to lower case. Raises
    `OrganizationError`. Source: docs/product.md, "Organizations".
    """
    domain = domain.lower()
    if not re.match(DOMAIN.regex, domain):
        raise OrganizationError("domain_invalid")
    organization = Organization(
        organization_id=organization_id
        or "".join(secrets.choice(string.ascii_letters + string.digits) for _ in "x" * 16),
        name=name,
        domain=domain,
    )
    organization.encrypted_key = encrypt(key or secrets.token_hex(16), _key_context(organization))
    try:
        with transaction.atomic():
            organization.save(force_insert=True)
    except IntegrityError as fault:
        raise OrganizationError("domain_taken") from fault
    return organization


def read_organization_key(organization: Organization) -> str:
    """Open the organization key (32 hexadecimal digits), which signs member interlink."""
    return decrypt(organization.encrypted_key, _key_context(organization))


def _key_context(organization: Organization) -> str:
    return f"organizations.organization.key|{organization.organization_id}"


def create_service(
    *,
    organization: Organization,
    service_id: str,
    name: str,
    actor: Actor,
    languages: Sequence[str] = ("ko", "ja", "en", "zh"),
    default_language: str | None = None,
    time_zone: str = "Asia/Seoul",
    type: ServiceType = ServiceType.CONSULTATION,
    editor_type: EditorType = EditorType.HTML,
) -> Service:
    """Open a service of an organization.

    `service_id` never changes and is unique in the installation, whatever its case. The default language is the first
    unless named. The four languages are those of the product when none are given (docs/product.md, "Languages").
    Raises `OrganizationError`.
    """
    if not re.match(SERVICE_ID.regex, service_id):
        raise OrganizationError("service_id_invalid")
    if service_id.lower() in RESERVED_SERVICE_IDS:
        raise OrganizationError("service_id_reserved")
    default_language = default_language or languages[0]
    known = all(re.match(LANGUAGE_CODE.regex, code) for code in languages)
    if not known or default_language not in languages or len(set(languages)) != len(languages):
        raise OrganizationError("languages_invalid")
    if time_zone not in zoneinfo.available_timezones():
        raise OrganizationError("time_zone_invalid")
    if Service.objects.filter(service_id__iexact=service_id).exists():
        raise OrganizationError("service_id_taken")
    try:
        with transaction.atomic():
            service = Service.objects.create(
                organization=organization,
                service_id=service_id,
                name=name,
                type=type,
                time_zone=time_zone,
                editor_type=editor_type,
            )
            ServiceLanguage.objects.bulk_create(
                ServiceLanguage(service=service, code=code, is_default=code == default_language, position=position)
                for position, code in enumerate(languages)
            )
    except IntegrityError as fault:
        raise OrganizationError("name_taken") from fault
    return service


def lock_service(service: Service) -> None:
    """Hold a service's own row until the transaction ends: of those who change its configuration, one at a time."""
    Service.objects.select_for_update().get(pk=service.pk)


def raise_configuration_version(service: Service) -> None:
    """Let every process drop what it keeps of this service's configuration.

    Call in the transaction that changes settings, categories, fields, keys or policies.
    """
    Service.objects.filter(pk=service.pk).update(configuration_version=F("configuration_version") + 1)
    service.refresh_from_db(fields=["configuration_version"])
