"""Events as server-sent events; the protocol stands in `docs/decisions/0016-live-streams.md`."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from sangdam.foundation.events.reading import Cursor, RecordedEvent

# Short, because a page must say within 12 s that it is not live: it hears something every 6 s at most (the process
# looks once a second) and may call 10 s of silence a dead line.
HEARTBEAT_SECONDS = 5.0

# What a browser waits before it connects again by itself.
OPENING = b"retry: 2000\n\n"
# The page is too far behind, or its cursor is not ours: it loads itself again and takes a new cursor with it.
RELOAD = b"event: reload\ndata: {}\n\n"

_encode = msgspec.json.Encoder().encode


class Batch(NamedTuple):
    """What is sent to every subscriber of a service at once, written once for all of them."""

    chunk: bytes
    cursor: Cursor | None = None
    """What its reader has seen when it has read the chunk."""
    events: tuple[RecordedEvent, ...] = ()

    def after(self, cursor: Cursor) -> bytes:
        """Return what of the batch is news to a subscriber who stands at a cursor of its own."""
        news = [event for event in self.events if not cursor.has_seen(event.transaction)]
        if self.cursor is None or len(news) == len(self.events):
            return self.chunk
        return batch_of(news, self.cursor).chunk if news else b""


def batch_of(events: Sequence[RecordedEvent], cursor: Cursor) -> Batch:
    """Write events as frames named by the part of their kind before the dot.

    Only the last one carries the cursor: whoever is cut off before it resumes before the batch.
    """
    frames = [
        b"event: %b\ndata: %b\n\n" % (event.kind.partition(".")[0].encode(), _encode(event.as_json()))
        for event in events
    ]
    frames[-1] = b"id: %b\n%b" % (str(cursor).encode(), frames[-1])
    return Batch(b"".join(frames), cursor, tuple(events))


def heartbeat(cursor: Cursor, *, is_live: bool) -> Batch:
    """Write the sign of life; an event and not a comment, so that a page can tell a silent line from a quiet one.

    `is_live` is false while the live process itself cannot read events.
    """
    text = str(cursor).encode()
    data = _encode({"cursor": str(cursor), "is_live": is_live})
    return Batch(b"id: %b\nevent: heartbeat\ndata: %b\n\n" % (text, data), cursor)
