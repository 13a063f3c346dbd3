"""Who may listen: what the door that wires the live process provides."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol, TypeVar


class NotAuthorized(Exception):
    """Whoever asks may not listen; `status` is 401 for nobody we know, 404 for everything else.

    404 stands for "no such service" and for "not yours" alike, so that nobody learns which services exist.
    """

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(status)


class Subscription(Protocol):
    """What the authorizer remembers of an open screen; hashable."""

    @property
    def service_pk(self) -> int: ...

    @property
    def owner(self) -> object:
        """Whose subscription it is: one owner may have many screens open, but not any number."""
        ...


ASubscription = TypeVar("ASubscription", bound=Subscription)


class Authorizer(Protocol[ASubscription]):
    """Decides at the door, and again every half minute; called in a thread, and may use the database."""

    def authorize(self, service_id: str, cookies: Mapping[str, str]) -> ASubscription:
        """Let an open screen subscribe or raise `NotAuthorized`."""
        ...

    def still_authorized(self, subscriptions: Sequence[ASubscription]) -> AbstractSet[ASubscription]:
        """Return which of the subscriptions would be authorized again, in a few queries for all of them."""
        ...
