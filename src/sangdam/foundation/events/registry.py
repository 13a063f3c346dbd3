"""Kinds of events and who follows them: filled once, when the rooms load."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.module_loading import module_has_submodule

if TYPE_CHECKING:
    from sangdam.foundation.events.models import Event

Handler = Callable[["Event"], None]


@dataclass(frozen=True)
class EventKind:
    """A kind of event: its stable code and a sentence that says what it means."""

    code: str
    meaning: str
    is_live: bool = True
    """Whether open screens are told."""

    def __str__(self) -> str:
        return self.code


_kinds: dict[str, EventKind] = {}
_handlers: dict[str, list[Handler]] = defaultdict(list)


def declare(code: str, meaning: str, *, is_live: bool = True) -> EventKind:
    """Declare a kind of event that a room publishes; the code is `noun.verb_past` and never changes."""
    if code in _kinds:
        raise ValueError(f"The event kind {code} is declared twice.")
    _kinds[code] = EventKind(code, meaning, is_live)
    return _kinds[code]


def subscribe(*kinds: EventKind) -> Callable[[Handler], Handler]:
    """Let a handler follow kinds of events.

    The dispatcher calls `handler(event)` inside `scope(service=event.service)` and inside a transaction, at least once
    and in no particular order: a handler is idempotent, short, and speaks to the database only. Longer work becomes a
    delivery or a job.
    """

    def register(handler: Handler) -> Handler:
        for kind in kinds:
            _handlers[kind.code].append(handler)
        return handler

    return register


def handlers_of(code: str) -> list[Handler]:
    """List the handlers that follow a kind of event."""
    return _handlers.get(code, [])


def handler_name(handler: Handler) -> str:
    """Name a handler for the retry job: module and function."""
    return f"{handler.__module__}.{handler.__qualname__}"


def live_kinds() -> list[str]:
    """List the codes that open screens are told about."""
    return [kind.code for kind in _kinds.values() if kind.is_live]


def all_kinds() -> list[EventKind]:
    """List every declared kind, for documentation and tests."""
    return sorted(_kinds.values(), key=lambda kind: kind.code)


def load_handlers() -> None:
    """Import `events.py` and `handlers.py` of every room, so that nothing is followed by accident of imports."""
    for name in ("events", "handlers"):
        for config in apps.get_app_configs():
            if config.name.startswith("sangdam.") and module_has_submodule(config.module, name):
                __import__(f"{config.name}.{name}")
