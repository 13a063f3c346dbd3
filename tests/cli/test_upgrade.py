"""Today's program on the database of the first slice: what it would do, what it does, and once only."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.recorder import MigrationRecorder

from sangdam.cli import migrations as planning
from sangdam.cli.migrations import DatabaseIsNewer, Planned, duration, refuse_newer_database
from sangdam.foundation import embedded
from tests.factories.product import empty_database

DATA = Path(__file__).parents[1] / "data" / "upgrade"


@pytest.fixture
def first_slice() -> Iterator[str]:
    """The address of a database as the first slice left it."""
    with empty_database() as url:
        psql = [str(embedded.programs_folder() / "psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]
        subprocess.run([*psql, "--file", str(DATA / "first_slice.sql"), url], check=True, capture_output=True)
        yield url


def command(url: str, data: Path, *arguments: str) -> "subprocess.Popen[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SANGDAM_", "DJANGO_"))}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "sangdam.cli.main", *arguments],
        env=kept
        | {"SANGDAM_DATA": str(data), "DATABASE_URL": url, "SANGDAM_KEYSET": (DATA / "keyset.json").read_text()},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def run(url: str, data: Path, *arguments: str) -> tuple[int, str]:
    process = command(url, data, *arguments)
    printed, _ = process.communicate(timeout=300)
    return process.returncode, printed


def applied(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY id")]


@pytest.mark.processes
def test_a_database_of_the_first_slice_is_looked_at_and_brought_to_this_version_once(first_slice, tmp_path):
    before = applied(first_slice)
    code, printed = run(first_slice, tmp_path, "migrate", "--check")
    assert code == 3, printed
    assert "deliveries.0002_places: " in printed
    assert "Altogether " in printed
    assert applied(first_slice) == before

    both = [command(first_slice, tmp_path, "prepare", "--no-demo") for _ in range(2)]
    said = [process.communicate(timeout=300)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert all("Console " in text for text in said)
    after = applied(first_slice)
    assert len(after) == len(set(after)) > len(before)

    assert run(first_slice, tmp_path, "migrate", "--check") == (
        0,
        "The database is up to date: no migration would run.\n",
    )
    code, printed = run(first_slice, tmp_path, "doctor")
    assert "The database's tables are of this version." in printed
    assert "The encryption keys open what the database holds." in printed
    with psycopg.connect(first_slice) as connection:
        assert connection.execute("SELECT count(*) FROM tickets_ticket").fetchone()[0] > 5
        connection.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('tickets', '9999_later', now())")

    for arguments in (["migrate"], ["prepare", "--no-demo"], ["demo"]):
        code, printed = run(first_slice, tmp_path, *arguments)
        assert code == 1
        assert "of a newer version than this program" in printed
        assert "tickets.9999_later" in printed
    assert run(first_slice, tmp_path, "migrate", "--check")[0] == 2
    code, printed = run(first_slice, tmp_path, "doctor")
    assert code == 1
    assert "tickets.9999_later" in printed


def test_without_a_database_a_look_makes_none(tmp_path):
    code, printed = run("", tmp_path / "absent", "migrate", "--check")
    assert code == 3
    assert "no database yet" in printed
    assert not (tmp_path / "absent").exists()


@pytest.mark.django_db
def test_a_room_that_this_version_does_not_have_makes_a_database_newer_too():
    refuse_newer_database()
    MigrationRecorder.Migration.objects.create(app="answers", name="0001_initial")  # what has become another since
    refuse_newer_database()
    MigrationRecorder.Migration.objects.create(app="rooms_to_come", name="0001_initial")
    with pytest.raises(DatabaseIsNewer, match=r"rooms_to_come\.0001_initial"):
        refuse_newer_database()


@pytest.mark.parametrize(
    ("operation", "work", "seconds"),
    [
        (migrations.AddIndex("Ticket", models.Index(fields=["status"], name="t")), "builds an index", 6),
        (AddIndexConcurrently("Ticket", models.Index(fields=["status"], name="t")), "without locking", 12),
        (migrations.AlterField("Ticket", "subject", models.TextField()), "rewrites the table", 13),
        (migrations.AddField("Ticket", "code", models.TextField(unique=True)), "index of a new column", 6),
        (migrations.AddField("Ticket", "code", models.TextField(db_index=True)), "index of a new column", 6),
        (migrations.AddField("Ticket", "code", models.TextField(null=True)), None, 0),
        (migrations.CreateModel("Ticket", []), None, 0),
        (migrations.AddConstraint("Ticket", models.UniqueConstraint(fields=["a"], name="u")), "checks every row", 6),
        (
            migrations.SeparateDatabaseAndState([migrations.AddIndex("Ticket", models.Index(fields=["a"], name="t"))]),
            "builds an index",
            6,
        ),
    ],
)
def test_what_an_operation_takes_follows_from_the_size_of_its_table(monkeypatch, operation, work, seconds):
    monkeypatch.setattr(planning, "_size_of", lambda app, model: ("tickets_ticket", 1_000_000, 100_000_000))
    planned = Planned("tickets.0009_next")
    planning._weigh(planned, "tickets", operation)
    assert planned.seconds == pytest.approx(seconds, abs=1)
    assert (planned.works != []) == (work is not None)
    assert work is None or work in planned.works[0]
    assert planned.is_known


def test_what_is_done_to_an_empty_table_is_not_worth_a_word(monkeypatch):
    monkeypatch.setattr(planning, "_size_of", lambda app, model: ("tickets_ticket", 0, 0))
    planned = Planned("tickets.0009_next")
    planning._weigh(planned, "tickets", migrations.AddIndex("Ticket", models.Index(fields=["status"], name="t")))
    assert planned.works == []


@pytest.mark.parametrize("operation", [migrations.RunSQL(""), migrations.RunPython(print)])
def test_statements_of_its_own_are_not_estimated(operation):
    planned = Planned("tickets.0009_next")
    planning._weigh(planned, "tickets", operation)
    assert not planned.is_known


@pytest.mark.django_db
def test_a_tables_size_is_asked_of_postgresql():
    assert planning._size_of("tickets", "Ticket")[0] == "tickets_ticket"
    assert planning._size_of("tickets", "Ticket")[2] > 0
    assert planning._size_of("tickets", "Nothing") == ("tickets_nothing", 0, 0)


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.1, "less than a second"), (1.2, "about 2 seconds"), (100, "about 2 minutes")]
)
def test_a_duration_is_told_roughly(seconds, words):
    assert duration(seconds) == words


def test_the_keyset_is_of_made_up_people():
    assert set(json.loads((DATA / "keyset.json").read_text())) == {"seal", "index"}
