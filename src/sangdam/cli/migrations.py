"""What an upgrade would do to the database: which migrations, about how long, and whether this program is too old."""

import argparse
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import metadata
from typing import Any

MISSING, NEWER = 3, 2
"""Exit codes of `sangdam migrate --check`: migrations would run; the database is newer than this program."""

# What an ordinary disk and one core do at least; a slow disk takes several times as long, which is why the answer says
# "about". Whatever only changes the catalogue is quick on a table of any size.
INDEXED_BYTES_A_SECOND = 40_000_000
INDEXED_ROWS_A_SECOND = 300_000
REWRITTEN_BYTES_A_SECOND = 15_000_000
QUICK_SECONDS = 0.05
FORMER = {("answers", "0001_initial")}
"""Migrations that have become others: a database of an earlier version holds them."""


class DatabaseIsNewer(Exception):
    """The database holds migrations that this program does not know; the text is for the operator."""


@dataclass
class Planned:
    """A migration that would run: what it does to how large tables, and how long that takes at least where known."""

    name: str
    seconds: float = QUICK_SECONDS
    works: list[str] = field(default_factory=list)
    is_known: bool = True
    """Whether all of its time could be estimated."""


def run_check(arguments: argparse.Namespace) -> int:
    """Print what `sangdam migrate` would do, and change nothing; 0 when there is nothing to do."""
    try:
        refuse_newer_database()
    except DatabaseIsNewer as fault:
        print(fault)
        return NEWER
    planned = list(plan())
    if not planned:
        print("The database is up to date: no migration would run.")
        return 0
    print(f"{len(planned)} migrations would run:")
    for one in planned:
        known = "" if one.is_known else ", and what its own statements take, which cannot be estimated"
        print(f"  {one.name}: {duration(one.seconds)}{known}")
        for work in one.works:
            print(f"      {work}")
    known = "" if all(one.is_known for one in planned) else ", and what could not be estimated"
    print(
        f"Altogether {duration(sum(one.seconds for one in planned))}{known}, if the disk is an ordinary one and nothing"
        " else works the database; tables are locked meanwhile. Sizes are PostgreSQL's own estimates."
    )
    return MISSING


def refuse_newer_database() -> None:
    """Raise `DatabaseIsNewer` when the database holds migrations that this program does not know."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    replaced = {old for squashed in loader.replacements.values() for old in squashed.replaces}
    unknown = sorted(set(loader.applied_migrations) - set(loader.disk_migrations) - replaced - FORMER)
    if unknown:
        names = ", ".join(f"{app}.{name}" for app, name in unknown)
        raise DatabaseIsNewer(
            f"The database is of a newer version than this program (Sangdam {metadata.version('sangdam')}): it holds"
            f" migrations that are not known here: {names}. Start the newer version again, or restore the backup that"
            " was taken before the upgrade; this one would damage what it does not know."
        )


def plan() -> Iterator[Planned]:
    """List the migrations that are missing, in their order."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        planned = Planned(f"{migration.app_label}.{migration.name}")
        for operation in migration.operations:
            _weigh(planned, migration.app_label, operation)
        yield planned


def _weigh(planned: Planned, app: str, operation: Any) -> None:
    from django.contrib.postgres import operations as of_postgresql
    from django.db.migrations import operations

    if isinstance(operation, operations.SeparateDatabaseAndState):
        for inner in operation.database_operations:
            _weigh(planned, app, inner)
    elif isinstance(operation, operations.RunPython | operations.RunSQL) or type(operation).__module__.startswith(
        "procrastinate."
    ):
        planned.is_known = False
    elif isinstance(operation, of_postgresql.AddIndexConcurrently):
        _note(planned, app, operation, "builds an index without locking", _indexing, times=2)
    elif isinstance(operation, operations.AddIndex):
        _note(planned, app, operation, "builds an index", _indexing)
    elif isinstance(operation, operations.AddConstraint | operations.AlterUniqueTogether):
        _note(planned, app, operation, "checks every row", _indexing)
    elif isinstance(operation, operations.AlterField):
        _note(planned, app, operation, "rewrites the table at worst", _rewriting)
    elif isinstance(operation, operations.AddField) and _is_indexed(operation.field):
        _note(planned, app, operation, "builds the index of a new column", _indexing)


def _is_indexed(column: Any) -> bool:
    return bool(column.unique or column.db_index)


def _note(planned: Planned, app: str, operation: Any, work: str, takes: Any, times: int = 1) -> None:
    table, rows, size = _size_of(app, getattr(operation, "model_name", None) or operation.name)
    if not size:
        return  # new or empty
    seconds = takes(rows, size) * times
    planned.seconds += seconds
    planned.works.append(f"{work} of {table} (about {rows:,} rows, {_bytes(size)}): {duration(seconds)}")


def _indexing(rows: int, size: int) -> float:
    return size / INDEXED_BYTES_A_SECOND + rows / INDEXED_ROWS_A_SECOND


def _rewriting(rows: int, size: int) -> float:
    return size / REWRITTEN_BYTES_A_SECOND + _indexing(rows, size)


def _size_of(app: str, model: str) -> tuple[str, int, int]:
    from django.apps import apps
    from django.db import connection

    try:
        table = apps.get_model(app, model)._meta.db_table
    except LookupError:
        table = f"{app}_{model.lower()}"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT greatest(reltuples, 0)::bigint, pg_table_size(oid) FROM pg_class WHERE oid = to_regclass(%s)",
            [f'"{table}"'],
        )
        rows, size = cursor.fetchone() or (0, 0)
    return table, rows, size


def duration(seconds: float) -> str:
    """Write a duration as nobody takes for exact."""
    if seconds < 1:
        return "less than a second"
    if seconds < 90:
        return f"about {math.ceil(seconds)} seconds"
    return f"about {math.ceil(seconds / 60)} minutes"


def _bytes(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB" if size >= 1_000_000 else f"{size / 1_000:,.0f} KB"
