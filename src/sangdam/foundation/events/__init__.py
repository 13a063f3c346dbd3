"""Events: `declare` a kind, `publish` it in the transaction of the change, `subscribe` what follows from it."""

from typing import TYPE_CHECKING, Any

from sangdam.foundation.events.actor import Actor
from sangdam.foundation.events.registry import EventKind, declare, subscribe

if TYPE_CHECKING:
    from sangdam.foundation.events.publishing import publish

__all__ = ["Actor", "EventKind", "declare", "publish", "subscribe"]


def __getattr__(name: str) -> Any:
    # `publish` needs the models, which exist only once Django has loaded its apps; rooms' `events.py` load before.
    if name == "publish":
        from sangdam.foundation.events.publishing import publish

        return publish
    raise AttributeError(name)
