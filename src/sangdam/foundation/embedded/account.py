"""Who the embedded server runs as: PostgreSQL refuses root, so root lends it a system account."""

import os
import pwd
import stat
import subprocess
from pathlib import Path

SYSTEM_ACCOUNT = "sangdam-db"

_WAY_OUT = "Run Sangdam as an ordinary user, or name a PostgreSQL server in DATABASE_URL."


class EmbeddedDatabaseError(Exception):
    """The embedded server cannot run here; the text is a sentence for the operator."""


def find_account() -> pwd.struct_passwd | None:
    """Return the account that root lends the server, or None where it was never made."""
    try:
        return pwd.getpwnam(SYSTEM_ACCOUNT)
    except KeyError:
        return None


def server_account() -> pwd.struct_passwd | None:
    """Return the account the server must run as, made on first use; None when it is simply the current user.

    Raises EmbeddedDatabaseError where root may not add accounts (read-only or user-namespaced containers).
    """
    if os.geteuid() != 0:
        return None
    if (account := find_account()) is not None:
        return account
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    try:
        made = subprocess.run(
            [*command, "--shell", "/usr/sbin/nologin", SYSTEM_ACCOUNT], capture_output=True, text=True, check=False
        )
        reason = made.stderr.strip()
    except OSError as error:
        reason = str(error)
    # Another start may have made it in the same moment: what counts is that it is there.
    if (account := find_account()) is None:
        raise EmbeddedDatabaseError(
            f"The embedded PostgreSQL cannot run as root, and the account {SYSTEM_ACCOUNT} for it could not be made"
            f" ({reason or 'useradd did nothing'}). {_WAY_OUT}"
        )
    return account


def hand_over(folder: Path, account: pwd.struct_passwd | None) -> None:
    """Make `folder` if it is absent and close it to everybody but the server's account."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if account is not None and folder.stat().st_uid != account.pw_uid:
            os.chown(folder, account.pw_uid, account.pw_gid)
        folder.chmod(0o700)
    except OSError as error:
        raise EmbeddedDatabaseError(
            f"The folder {folder} could not be given to the embedded PostgreSQL ({error.strerror}). {_WAY_OUT}"
        ) from None


def barred_folders(path: Path, account: pwd.struct_passwd | None) -> list[Path]:
    """List the folders above `path` that the server's account may not pass through, outermost first."""
    if account is None:
        return []
    above = (folder for folder in reversed(path.resolve().parents) if folder.exists())
    return [folder for folder in above if not _may_pass(folder.stat(), account)]


def _may_pass(status: os.stat_result, account: pwd.struct_passwd) -> bool:
    if status.st_uid == account.pw_uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.pw_gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def open_way(path: Path, account: pwd.struct_passwd | None) -> list[Path]:
    """Let the server's account pass through the folders above `path`; return those that had to be changed.

    Passing is all it is given (chmod o+x): it can list none of them.
    """
    opened = barred_folders(path, account)
    for folder in opened:
        try:
            folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IXOTH)
        except OSError as error:
            raise EmbeddedDatabaseError(
                f"The account {SYSTEM_ACCOUNT} may not pass through {folder}, and that could not be changed"
                f" ({error.strerror}). {_WAY_OUT}"
            ) from None
    return opened
