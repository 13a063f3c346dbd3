"""Why the deliveries room refuses: stable codes, no text for people."""

from sangdam.foundation.errors import DomainError


class DeliveryError(DomainError):
    """A delivery is not in the state for this. Codes:

    - `already_sent`: the mail server has taken it; sending it again would bother the customer twice;
    - `under_way`: it waits for its first try, or is being handed over right now.
    """
