"""Why the categories room refuses."""

from sangdam.foundation.errors import Refusal


class CategoryRefusal(Refusal):
    """A type can't be placed so. Codes: `too_deep`, `name_taken`."""
