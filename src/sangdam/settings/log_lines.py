"""How lines of the log look: where an error happened, never what it said."""

import logging
import traceback
from types import TracebackType


class LinesWithoutMessages(logging.Formatter):
    """Write the kinds and places of errors, without their messages: those quote values, and values may be personal."""

    def formatException(
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """Write an error and what led to it, the first one first, as Python does."""
        error, parts = ei[1], list[str]()
        while error is not None:
            places = "".join(traceback.format_tb(error.__traceback__))
            parts.append(f"{places}{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\nled to\n".join(reversed(parts))
