"""The backend itself; the name of this module is what Django looks for."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is checked before each request (`CONN_HEALTH_CHECKS`) at hardly any cost."""

    def is_usable(self) -> bool:
        """Tell whether the server is still there.

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
