"""Whose process this is: `sangdam up` gives its own a mark, by which it tells them from those of another."""

import os

INSTANCE_HEADER = "X-Sangdam-Instance"


def is_instance(mark: str) -> bool:
    """Return whether this process was started with this mark; nobody learns it who does not know it."""
    return mark != "" and mark == os.environ.get("SANGDAM_INSTANCE")
