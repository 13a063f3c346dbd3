"""Why the organizations room refuses."""

from sangdam.foundation.errors import DomainError


class OrganizationError(DomainError):
    """An organization or service can't be made so. Codes: `domain_taken`, `domain_invalid`, `service_id_taken`,
    `service_id_invalid`, `service_id_reserved`, `name_taken`, `languages_invalid`, `time_zone_invalid`."""
