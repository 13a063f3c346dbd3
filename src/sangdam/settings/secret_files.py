"""Secrets of an installation that live in its data folder when the operator names none."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def read_or_make_secret(path: Path, make: Callable[[], str]) -> str:
    """Return the secret kept in `path`, making it on first use.

    Several processes may start at once: the first to link the file wins and all read the same secret. The file is
    readable by its owner only.
    """
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(make())
        file.flush()
        os.fsync(file.fileno())
    try:
        # link() fails when another process was first, so no secret is ever replaced.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text(encoding="utf-8")


def read_or_make_secret_key(data: Path) -> str:
    """Return the signing secret of this installation."""
    return read_or_make_secret(data / "secret_key", lambda: secrets.token_urlsafe(48))
