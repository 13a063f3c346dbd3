"""Reach the database of this installation from a command, whether `sangdam up` runs or not."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from sangdam.cli.configuration import read_environment
from sangdam.cli.folder_lock import FolderInUse, lock_data_folder
from sangdam.settings.environment import environment


def name_database() -> None:
    """Let Django use the embedded server of the data folder when no other is named, and set Django up."""
    if not read_environment().database_url:
        from sangdam.foundation import embedded

        _use(embedded.address(environment().data))
    import django

    try:
        django.setup()
    except PermissionError as fault:
        raise SystemExit(
            f"{fault.filename} cannot be read by this user. Give it to the user that runs Sangdam (chown)."
        ) from None


@contextlib.contextmanager
def plain_faults() -> Iterator[None]:
    """End the program with a sentence when the database cannot be reached or refuses what is asked of it."""
    from django.db import DatabaseError

    try:
        yield
    except DatabaseError as fault:
        raise SystemExit(f"The database cannot be used: {' '.join(str(fault).split())}") from None


@contextlib.contextmanager
def running_database() -> Iterator[None]:
    """Have the database run for the length of a command.

    With a server named in DATABASE_URL there is nothing to do. The embedded server is used where `sangdam up` runs it,
    else started for the command and stopped after it; the data folder is locked meanwhile.
    """
    data: Path = read_environment().data
    if environment().database_url:
        name_database()
        with plain_faults():
            yield
        return
    from sangdam.foundation import embedded

    try:
        lock = lock_data_folder(data)
    except FolderInUse:
        name_database()
        with plain_faults():
            yield
        return
    except OSError as fault:
        raise SystemExit(f"The data folder {data} cannot be used: {fault.strerror}.") from None
    name_database()  # what it refuses is told before anything runs
    try:
        server = embedded.start(data)
    except embedded.EmbeddedDatabaseError as fault:
        raise SystemExit(str(fault)) from None
    try:
        with plain_faults():
            yield
    finally:
        from django.db import connections

        from sangdam.foundation.events.notifier import notifier

        notifier.stop()
        connections.close_all()
        server.stop()
        os.close(lock)


def _use(url: str) -> None:
    os.environ["DATABASE_URL"] = url
    environment.cache_clear()
