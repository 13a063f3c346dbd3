from collections import defaultdict

import pytest
from django.db import connection

from sangdam.foundation.events import registry


@pytest.fixture
def own_registry(monkeypatch):
    """Let a test declare kinds and subscribe handlers that nobody sees after it."""
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    handlers = defaultdict(list, {code: list(known) for code, known in registry._handlers.items()})
    monkeypatch.setattr(registry, "_handlers", handlers)


@pytest.fixture
def empty_queue(transactional_db):
    """Begin and end with an empty queue: its tables are not Django's, so they are not emptied with the others."""
    _empty_queue()
    yield
    _empty_queue()


def _empty_queue():
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_events CASCADE")
