"""The backend itself; the name of this module is what Django looks for."""

import select
from typing import Any

from django.db.backends.postgresql import base

from sangdam.foundation.database import Prepared

# psycopg prepares what it has seen so often, or what it is told to; None would forbid even that.
_NEVER_BY_ITSELF = 2**31


class PreparingCursor(base.ServerBindingCursor):
    """A cursor that lets the server keep the statements marked for it."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        """Execute a statement; one that is `Prepared` stays planned on this connection."""
        if type(query) is Prepared:
            options["prepare"] = True
        return super().execute(query, params, **options)  # type: ignore[misc]


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is checked before each request (`CONN_HEALTH_CHECKS`) at hardly any cost."""

    def get_connection_params(self) -> dict[str, Any]:
        """Return what psycopg is told when a connection is made."""
        return {
            **super().get_connection_params(),
            "cursor_factory": PreparingCursor,
            "prepare_threshold": _NEVER_BY_ITSELF,
        }

    def is_usable(self) -> bool:
        """Return whether the server is still there.

        A server that ends, is killed or ends our session closes the socket, mostly with a last word: both make it
        readable, and a connection on which nothing is asked is otherwise silent. Only then, and after errors, the
        server is asked. A cable that was cut is noticed by neither way before TCP does.
        """
        if self.connection is None or self.connection.closed:
            return False
        if self.errors_occurred or _has_something_to_say(self.connection.fileno()):
            return super().is_usable()
        return True


def _has_something_to_say(descriptor: int) -> bool:
    watch = select.poll()
    watch.register(descriptor, select.POLLIN)
    return bool(watch.poll(0))
