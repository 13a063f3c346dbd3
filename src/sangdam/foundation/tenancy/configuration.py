"""Configuration of a service, kept in each process and dropped by version.

Keys, fields, categories and policies change seldom and are read by every call. `@service_configuration` keeps what a
selector loads until the service's `configuration_version` rises. The version comes with the service row that the door
reads anyway, so keeping costs no query and no process can be told too late: the next request sees the new version.
"""

from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from sangdam.organizations.models import Service

Loaded = TypeVar("Loaded")

_MAXIMUM_SERVICES = 2_000
_kept: dict[tuple[str, int], tuple[int, Any]] = {}
_lock = Lock()


def service_configuration(load: Callable[["Service"], Loaded]) -> Callable[["Service"], Loaded]:
    """Keep what `load(service)` returns until the service's configuration version rises.

    The result is shared by threads: return frozen dataclasses and tuples, never rows that somebody might change.
    """
    name = f"{load.__module__}.{load.__qualname__}"

    @wraps(load)
    def read(service: "Service") -> Loaded:
        key = (name, service.pk)
        kept = _kept.get(key)
        if kept is not None and kept[0] == service.configuration_version:
            return kept[1]
        loaded = load(service)
        with _lock:
            if len(_kept) > _MAXIMUM_SERVICES * 8:
                _kept.clear()
            _kept[key] = (service.configuration_version, loaded)
        return loaded

    return read


def forget_everything() -> None:
    """Drop all kept configuration: for tests, where ids return with other rows behind them."""
    with _lock:
        _kept.clear()
