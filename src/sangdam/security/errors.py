"""Why the security room refuses: stable codes, no text for people."""

from sangdam.foundation.errors import DomainError


class SecurityError(DomainError):
    """A setting cannot be so. Codes:

    - `address_invalid`: not an address or network (`details["address"]`, as it was typed);
    - `too_many_addresses` (`details["maximum"]`);
    - `limit_invalid`: a limit or a number of minutes is out of range (`details["name"]`, `["minimum"]`, `["maximum"]`).
    """


class CallError(DomainError):
    """A call of the Open API is turned away at the door. Codes, in the order in which they are checked:

    - `open_api_off`, `address_not_allowed`: the service does not let this caller in;
    - `timestamp_missing`, `timestamp_not_numeric`, `timestamp_expired`;
    - `signature_missing`, `file_missing`, `signature_wrong`: the call is not signed as it must be.
    """


class TooManyInquiries(DomainError):
    """The spam policy refuses another inquiry now. Codes: `too_many_by_email`, `too_many_by_address`."""


OPEN_API_OFF, ADDRESS_NOT_ALLOWED = "open_api_off", "address_not_allowed"
TIMESTAMP_MISSING, TIMESTAMP_NOT_NUMERIC, TIMESTAMP_EXPIRED = (
    "timestamp_missing",
    "timestamp_not_numeric",
    "timestamp_expired",
)
SIGNATURE_MISSING, FILE_MISSING, SIGNATURE_WRONG = "signature_missing", "file_missing", "signature_wrong"
TOO_MANY_BY_EMAIL, TOO_MANY_BY_ADDRESS = "too_many_by_email", "too_many_by_address"
