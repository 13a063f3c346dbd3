"""Facts as server-sent events; the protocol is in `docs/decisions/` under "live"."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from sangdam.foundation.events.reading import Cursor, Fact

HEARTBEAT_SECONDS = 15.0

# What a browser waits before it connects again by itself.
OPENING = b"retry: 2000\n\n"
# The page is too far behind, or its cursor is not ours: it loads itself again and takes a new cursor with it.
RELOAD = b"event: reload\ndata: {}\n\n"

_encode = msgspec.json.Encoder().encode


class Batch(NamedTuple):
    """What is sent to every subscriber of a service at once, written once for all of them."""

    chunk: bytes
    fact_ids: frozenset[int] = frozenset()
    facts: tuple[Fact, ...] = ()
    cursor: Cursor | None = None

    def without(self, known: frozenset[int]) -> bytes:
        """Return what of the batch a subscriber hasn't got who knows some of its facts already."""
        if self.cursor is None or known.isdisjoint(self.fact_ids):
            return self.chunk
        left = [fact for fact in self.facts if fact.id not in known]
        return batch_of(left, self.cursor).chunk if left else b""

    def is_later_than(self, other: "Batch") -> bool:
        """Tell whether whoever has this batch has seen all that the other's reader had."""
        return (
            self.cursor is not None
            and other.cursor is not None
            and self.cursor.visible_below >= other.cursor.visible_below
        )


def batch_of(facts: Sequence[Fact], cursor: Cursor) -> Batch:
    """Write facts as events named by the part of their kind before the dot.

    Only the last one carries the cursor: whoever is cut off before it resumes before the batch.
    """
    frames = [
        b"event: %b\ndata: %b\n\n" % (fact.kind.partition(".")[0].encode(), _encode(fact.as_json())) for fact in facts
    ]
    frames[-1] = b"id: %b\n%b" % (str(cursor).encode(), frames[-1])
    return Batch(b"".join(frames), frozenset(fact.id for fact in facts), tuple(facts), cursor)


def heartbeat(cursor: Cursor, *, is_live: bool) -> Batch:
    """Write the sign of life; an event and not a comment, so that a page can tell a silent line from a quiet one.

    `is_live` is false while the live process itself cannot read facts.
    """
    text = str(cursor).encode()
    data = _encode({"cursor": str(cursor), "is_live": is_live})
    return Batch(b"id: %b\nevent: heartbeat\ndata: %b\n\n" % (text, data), cursor=cursor)
