"""The parts of the console's addresses: what does not fit is not found, without a query."""

import re


class _Part:
    regex: str

    @classmethod
    def matches(cls, text: str) -> bool:
        """Return whether a text is such a part."""
        return re.fullmatch(cls.regex, text) is not None

    def to_python(self, value: str) -> str:
        """Take the part as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Write the part as it stands."""
        return str(value)


class ServiceId(_Part):
    """The id of a service."""

    regex = "[A-Za-z]{1,45}"


class ListCode(_Part):
    """A ticket list."""

    regex = "mine|unassigned|all"


class TicketId(_Part):
    """The id of a ticket."""

    regex = "T[0-9]{13}[A-Za-z0-9]{5}"


class AttachmentId(_Part):
    """The id of an attachment."""

    regex = "[0-9a-f]{32}"


class MailId(_Part):
    """The id of a mail in the demo mailbox."""

    regex = "[0-9]{8}T[0-9]{12}-[0-9a-f]{8}"
