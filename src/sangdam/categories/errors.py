"""Why the categories room refuses."""

from sangdam.foundation.errors import DomainError


class CategoryError(DomainError):
    """A type can't be placed so. Codes: `too_deep`, `name_taken`."""
