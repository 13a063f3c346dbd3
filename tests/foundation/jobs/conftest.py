import pytest
from django.db import connection
from procrastinate.contrib.django import procrastinate_app


@pytest.fixture
def own_jobs(monkeypatch):
    """Let a test declare jobs that nobody sees after it."""
    app = procrastinate_app.current_app  # `app` itself is a proxy, set up with Django
    monkeypatch.setattr(app, "tasks", dict(app.tasks))
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", dict(app.periodic_registry.periodic_tasks))


@pytest.fixture
def empty_queue(transactional_db):
    """Begin and end with an empty queue: its tables are not Django's, so they are not emptied with the others."""
    _empty_queue()
    yield
    _empty_queue()


def _empty_queue():
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_events CASCADE")
