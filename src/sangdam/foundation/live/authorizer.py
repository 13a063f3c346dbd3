"""Who may listen: what the door that wires the live process provides."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol, TypeVar


class Refused(Exception):
    """The visitor may not listen; `status` is 401 for nobody we know, 404 for everything else.

    404 stands for "no such service" and for "not yours" alike, so that nobody learns which services exist.
    """

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(status)


class Visit(Protocol):
    """What the gate remembers of an admitted visitor; hashable."""

    @property
    def service_pk(self) -> int: ...

    @property
    def visitor(self) -> object:
        """Whose visit it is: one visitor may have many screens open, but not any number."""
        ...


AVisit = TypeVar("AVisit", bound=Visit)


class Gate(Protocol[AVisit]):
    """Decides at the door, and again every half minute; called in a thread, and may use the database."""

    def admit(self, service_id: str, cookies: Mapping[str, str]) -> AVisit:
        """Let a visitor in or raise `Refused`."""
        ...

    def still_admitted(self, visits: Sequence[AVisit]) -> AbstractSet[AVisit]:
        """Tell which of the visits would be let in again, in a few queries for all of them."""
        ...
