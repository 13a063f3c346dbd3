"""What a room says when it will not do what it is asked."""

from typing import Any


class DomainError(Exception):
    """A rule of the trade forbids the action; nothing was changed.

    `code` is stable and is what tests, doors and integrators rely on; the door finds the label. `details` carries ids
    and limits that the label may need, never personal fields.
    """

    code = "refused"

    def __init__(self, code: str | None = None, **details: Any) -> None:
        if code is not None:
            self.code = code
        self.details = details
        super().__init__(self.code)


class NotPermitted(DomainError):
    """The actor may not do this to this object."""

    code = "not_permitted"
