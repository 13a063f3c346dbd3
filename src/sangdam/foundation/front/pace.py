"""How slowly a client may send and read before it is let go."""

LEAST_RATE = 16 * 1024
"""Bytes a second of the slowest line we serve; what is faster has time to spare."""


def deadline(begun: float, seconds: float, transferred: int) -> float:
    """Return until when the next byte must have moved: the seconds everybody has, and one for each 16 KB moved so far.

    A deadline of the whole transfer, not of its pauses: who moves a byte now and then gets no further by it.
    """
    return begun + seconds + transferred / LEAST_RATE
