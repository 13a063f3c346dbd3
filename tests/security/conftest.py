from collections.abc import Iterator

import pytest
import time_machine


@pytest.fixture
def time_machine_at() -> Iterator[time_machine.Traveller]:
    """Stop the clock; `shift(seconds)` moves it."""
    with time_machine.travel("2026-11-21T09:00:00+09:00", tick=False) as coordinates:
        yield coordinates
