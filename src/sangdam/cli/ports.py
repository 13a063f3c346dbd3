"""A port that one Sangdam holds from before it does anything until it ends."""

import os
import socket
import time

HELD = "SANGDAM_PORTS_HELD"
"""Set for the parts of `sangdam up`, which holds their ports."""


class PortInUse(Exception):
    """A port cannot be had; the text is a sentence for the operator."""


def hold_port(bind: str, port: int, seconds: float) -> socket.socket:
    """Take a port and return what keeps it until it is closed: only servers that share it (SO_REUSEPORT) can use it.

    Servers share a port among their processes, and what may be shared may be shared by two Sangdams: customers would
    reach the one or the other by chance. So the port is taken by a socket that shares nothing, and shared afterwards:
    of two that start together one is refused. A killed one may need a moment to let go, so it is tried for some
    seconds. Raises `PortInUse`.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            return _take(bind, port)
        except OSError as error:
            if time.monotonic() > deadline:
                raise PortInUse(
                    f"Port {port} on {bind} cannot be used: {os.strerror(error.errno or 0).lower()}. Choose another"
                    " with SANGDAM_PORT (the live process takes the next one)."
                ) from None
        time.sleep(0.25)


def _take(bind: str, port: int) -> socket.socket:
    family, kind, protocol, _, place = socket.getaddrinfo(bind, port, type=socket.SOCK_STREAM)[0]
    holder = socket.socket(family, kind, protocol)
    try:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # or closing connections would be in the way
        holder.bind(place)
        holder.listen(1)  # two may have bound it, but only one listens
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        holder.shutdown(socket.SHUT_RDWR)  # listens no more, and keeps the port
    except OSError:
        holder.close()
        raise
    return holder
