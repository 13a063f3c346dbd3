"""Whether writing works, told by writing."""

import errno
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from sangdam.doors import health
from sangdam.foundation.storage.durable import DurableFolder

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _probe_each_time(monkeypatch):
    monkeypatch.setattr(health, "PROBED_EVERY", 0.0)


@pytest.fixture(autouse=True)
def _own_file_store(settings, tmp_path):
    """Write into a folder of this test's own: a run's workers share the other."""
    store = settings.STORAGES["default"]
    own = {**store, "OPTIONS": {**store["OPTIONS"], "location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": own}


def files():
    folder = settings.STORAGES["default"]["OPTIONS"]["location"]
    return sorted(path for path in folder.rglob("*") if path.is_file())


def rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM sangdam_cache WHERE expires > '9000-01-01'")
        return cursor.fetchall()


def test_what_can_be_written_is_in_order_and_leaves_nothing_that_grows(client):
    before = files()
    answers = [client.get("/healthz/write") for _ in range(3)]
    assert [(answer.status_code, answer.content) for answer in answers] == [(200, b"ok")] * 3
    assert files() == before
    assert Path(settings.STORAGES["default"]["OPTIONS"]["location"]).is_dir()  # it was written there
    assert len(rows()) == 1


def test_a_database_that_takes_no_writes_is_told(client):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL transaction_read_only = on")
        answer = client.get("/healthz/write")
        transaction.set_rollback(True)
    assert (answer.status_code, answer.content) == (503, b"database takes no writes")
    assert answer["Retry-After"] == "5"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_a_file_store_that_takes_no_writes_is_told(client, monkeypatch, number):
    def refuse(folder, name, content):
        raise OSError(number, "no")

    monkeypatch.setattr(DurableFolder, "_save", refuse)
    answer = client.get("/healthz/write")
    assert (answer.status_code, answer.content) == (503, b"file store takes no writes")


def test_strangers_who_ask_often_do_not_write_often(client, monkeypatch):
    written = []
    monkeypatch.setattr(health, "PROBED_EVERY", 1.0)
    monkeypatch.setattr(health, "_probed", (float("-inf"), ""))
    monkeypatch.setattr(health, "write_to_database", lambda: written.append(1))
    monkeypatch.setattr(health.time, "monotonic", lambda: 1000.0)
    for _ in range(20):
        client.get("/healthz/write")
    assert len(written) == 1


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((999.0, ""), (200, b"ok")),
        ((999.0, "file store takes no writes"), (503, b"file store takes no writes")),
        ((990.0, ""), (503, b"writing takes too long")),
        ((float("-inf"), ""), (503, b"writing takes too long")),
    ],
)
def test_while_writing_hangs_nobody_waits_for_whoever_tries(client, monkeypatch, found, expected):
    monkeypatch.setattr(health, "_probed", found)
    monkeypatch.setattr(health.time, "monotonic", lambda: 1000.0)
    with health._lock:
        answer = client.get("/healthz/write")
    assert (answer.status_code, answer.content) == expected
    assert health._probed == found


def test_a_probe_that_fails_unexpectedly_leaves_the_next_one_its_turn(client, monkeypatch):
    monkeypatch.setattr(health, "_probe", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        health._problem_with_writing()
    monkeypatch.undo()
    monkeypatch.setattr(health, "PROBED_EVERY", 0.0)
    assert client.get("/healthz/write").status_code == 200
