"""What may be logged about an error: where it happened, never what it said."""

import traceback
from pathlib import Path


def trace_of(error: BaseException, *, depth: int = 6) -> str:
    """Return the kind of an error and the innermost places it came through, without its message.

    Messages quote values (an address a server refused, a key that was there twice), and values may be personal.
    """
    frames = traceback.extract_tb(error.__traceback__)[-depth:]
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places or 'an unknown place'}"
