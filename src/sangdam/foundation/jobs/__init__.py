"""Work that happens later, in a worker: a thin port over Procrastinate."""

from typing import Any


def ready(app: Any) -> None:
    """Take Procrastinate's app when Django has loaded it; rooms' `jobs.py` register their tasks on it by themselves."""
