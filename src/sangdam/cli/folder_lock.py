"""One `up` for each data folder: the lock that says who uses it."""

import fcntl
import os
from pathlib import Path


class FolderInUse(Exception):
    """Another process holds the data folder; `holder` is its process id where it could be read."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


def lock_data_folder(data: Path) -> int:
    """Lock the data folder for this process and return the descriptor that holds it.

    The kernel lets go when the process ends, however it ends. Raises FolderInUse, and OSError where the folder cannot
    be made or written.
    """
    data.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    descriptor = os.open(data / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 20).decode(errors="replace").strip()
        os.close(descriptor)
        raise FolderInUse(holder or "unknown") from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor


def is_locked(data: Path) -> bool:
    """Return whether a process holds the data folder, changing nothing."""
    try:
        descriptor = os.open(data / "lock", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
