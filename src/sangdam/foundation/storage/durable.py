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
        saved: str = super()._save(name, content)
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


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
