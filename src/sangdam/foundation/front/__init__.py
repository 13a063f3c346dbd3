"""Where requests come in: received whole before a thread is taken, answered without one, slowness ended by a deadline.

`Front` is an ASGI application around a WSGI one: strangers who send or read slowly wait in the event loop, where they
cost a few kilobytes, and only a request that is there whole takes one of the few threads. It knows neither the trade
nor Django; what bodies may be and what errors look like is told to it (`Reading`).
"""

from sangdam.foundation.front.application import UNREAD, Front
from sangdam.foundation.front.bodies import Reading
from sangdam.foundation.front.pulse import Pulse, PulseWatch

__all__ = ["UNREAD", "Front", "Pulse", "PulseWatch", "Reading"]
