"""A folder as file store, with what Django's own leaves out: the bytes are on the disk when `save` returns."""

import os
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class DurableFolder(FileSystemStorage):
    """Django's file system storage whose `save` survives a power cut: file and folders are synced.

    Installations with S3 name another storage in `STORAGES["default"]`; nothing else changes.
    """

    def _save(self, name: str, content: Any) -> str:
        root = Path(self.location)
        missing = self._missing_folders(root / Path(name).parent)
        try:
            saved: str = super()._save(name, content)  # type: ignore[misc]  # missing in the stubs
        except OSError:
            # On a full disk half a file would make it fuller. Names are made at random: no other file has this one.
            Path(self.path(name)).unlink(missing_ok=True)
            raise
        path = Path(self.path(saved))
        _sync(path)
        for folder in {path.parent, *(folder.parent for folder in missing)}:
            _sync(folder)
        return saved

    @staticmethod
    def _missing_folders(folder: Path) -> list[Path]:
        missing = []
        while not folder.exists():
            missing.append(folder)
            folder = folder.parent
        return missing


def write_durably(path: Path, content: bytes) -> None:
    """Write a whole file for this user only; whoever looks sees all of it or none. The folder is left to the caller."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)


def sync_folder(path: Path) -> None:
    """Wait until the disk has what was put into a folder."""
    _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
