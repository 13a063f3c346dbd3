"""The way of the tables: from nothing to now, back to nothing, and to now again, on a database of its own."""

import os
import subprocess
import sys
import uuid

import psycopg
import pytest
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from sangdam.foundation.events.notifier import connection_parameters


@pytest.fixture
def empty_database(django_db_setup):
    """Make an empty database beside the test's, and tell its address."""
    parameters = {
        name: value
        for name, value in connection_parameters().items()
        if name in {"host", "port", "user", "password"} and value
    }
    name = f"sangdam_migrations_{uuid.uuid4().hex[:12]}"
    maintenance = make_conninfo(**parameters, dbname="postgres")
    with psycopg.connect(maintenance, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    yield parameters | {"dbname": name}
    with psycopg.connect(maintenance, autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def migrate(database, *arguments):
    """Run Django's own command as an operator would, in a process of its own."""
    host, port = database.get("host", ""), database.get("port", "")
    credentials = database.get("user", "") + (f":{database['password']}" if "password" in database else "")
    query = f"?host={host}" if host.startswith("/") else ""
    authority = "" if host.startswith("/") else f"{host}{f':{port}' if port else ''}"
    environment = os.environ | {
        "DATABASE_URL": f"postgresql://{credentials}@{authority}/{database['dbname']}{query}",
        "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--skip-checks", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def tables(database):
    with psycopg.connect(**database) as connection:
        rows = connection.execute(
            "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns"
            " WHERE table_schema = 'public' ORDER BY 1, 2"
        ).fetchall()
        indexes = connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
        ).fetchall()
    return rows, indexes


def test_the_tables_come_go_and_come_again_the_same(empty_database):
    migrate(empty_database)
    first = tables(empty_database)
    assert "No migrations to apply" in migrate(empty_database)
    migrate(empty_database, "organizations", "zero")
    left = {row[0] for row in tables(empty_database)[0]}
    assert {"organizations_service", "tickets_ticket", "events_event"} & left == set()
    migrate(empty_database)
    assert tables(empty_database) == first
