"""Why the fields room refuses."""

from sangdam.foundation.errors import DomainError


class FieldError(DomainError):
    """A field can't be made so. Codes: `code_taken`, `code_invalid`, `options_required`."""
