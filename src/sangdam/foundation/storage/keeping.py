"""Keeping files: written durably before the row that names them is committed."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone

#: A file without a row is an upload in progress until it is this old.
ORPHAN_AGE = timedelta(hours=24)
_BATCH = 500


@dataclass(frozen=True)
class StoredFile:
    """A file in the store: `file_id` is 32 random hexadecimal digits, `path` its name in the store."""

    file_id: str
    path: str
    size: int


def store(content: IO[bytes], *, service_id: str, at: datetime | None = None) -> StoredFile:
    """Write a file under `<service>/<yyyy>/<mm>/<32 hex>` and return when it is durable.

    Call it before the transaction that writes the row: a crash in between leaves a file without a row, which
    `remove_orphans` finds, never a row without a file. The content is streamed.
    """
    at = at or timezone.now()
    file_id = secrets.token_hex(16)
    content.seek(0)
    file = File(content)
    path = default_storage.save(f"{service_id}/{at:%Y}/{at:%m}/{file_id}", file)
    return StoredFile(file_id, path, file.size)


def open_stored(path: str) -> "File[Any]":
    """Open a stored file for reading. Raises `FileNotFoundError`."""
    return default_storage.open(path, "rb")


def remove_stored(path: str) -> None:
    """Remove a file from the store; one that is gone already is no error."""
    with suppress(FileNotFoundError):
        default_storage.delete(path)


def remove_orphans(known_among: Callable[[list[str]], set[str]], *, now: datetime | None = None) -> int:
    """Remove files older than `ORPHAN_AGE` that no row names, and return how many.

    `known_among` gets some hundred paths and returns those that have a row. A crash between writing a file and
    committing its row leaves such files.
    """
    before = (now or timezone.now()) - ORPHAN_AGE
    removed = 0
    batch: list[str] = []

    def sweep() -> int:
        lost = set(batch) - known_among(batch)
        for path in lost:
            remove_stored(path)
        return len(lost)

    for path in _walk(""):
        with suppress(FileNotFoundError):
            if default_storage.get_modified_time(path) < before:
                batch.append(path)
        if len(batch) == _BATCH:
            removed += sweep()
            batch = []
    return removed + (sweep() if batch else 0)


def _walk(folder: str) -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield f"{folder}/{name}" if folder else name
    for name in folders:
        yield from _walk(f"{folder}/{name}" if folder else name)
