"""The embedded PostgreSQL with real servers: made, stopped, killed and found again."""

import os
import pwd
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import dj_database_url
import psutil
import psycopg
import pytest

from sangdam.foundation import embedded
from sangdam.foundation.embedded import EmbeddedServer, account, server
from tests.factories.product import await_ended

SOURCES = Path(embedded.__file__).parents[3]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., EmbeddedServer]]:
    """Start servers that are stopped after the test."""
    started: list[EmbeddedServer] = []

    def _start(folder: Path = tmp_path, **how: bool) -> EmbeddedServer:
        started.append(embedded.start(folder, **how))
        return started[-1]

    yield _start
    for one in started:
        one.stop(3)


def value(url: str, query: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def keep_seven(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")


def until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_a_new_database_is_durable_and_speaks_every_language(start, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")  # as some terminals have it
    monkeypatch.setenv("PGDATABASE", "elsewhere")
    url = start().url
    assert value(url, "SELECT current_database()") == "sangdam"
    assert value(url, "SHOW server_encoding") == "UTF8"
    assert value(url, "SELECT datcollate FROM pg_database WHERE datname = 'sangdam'") == "C.UTF-8"
    assert value(url, "SHOW fsync") == "on"
    assert value(url, "SHOW synchronous_commit") == "on"
    assert value(url, "SELECT upper('é상')") == "É상"


def test_its_log_quotes_no_row(start, tmp_path):
    with psycopg.connect(start().url, autocommit=True) as connection:
        connection.execute("CREATE TABLE member (email text UNIQUE)")
        connection.execute("INSERT INTO member VALUES (%s)", ["kim@example.org"])
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO member VALUES (%s)", ["kim@example.org"])
    (log,) = tmp_path.rglob("postgres.log")
    assert "member_email_key" in log.read_text()
    assert "kim@example.org" not in log.read_text()


def test_nobody_else_can_reach_it(start, tmp_path):
    url = start().url
    assert value(url, "SHOW listen_addresses") == ""
    for folder in ("database", "database/cluster", "database/socket"):
        assert stat.S_IMODE((tmp_path / folder).stat().st_mode) == 0o700
    (socket,) = (tmp_path / "database" / "socket").glob(".s.PGSQL.*[0-9]")
    assert stat.S_IMODE(socket.stat().st_mode) == 0o700


def test_what_was_written_is_there_after_a_stop(start):
    first = start()
    keep_seven(first.url)
    first.stop()
    assert not first.is_running()
    assert value(start().url, "SELECT n FROM kept") == 7


def test_a_stop_does_not_wait_for_open_connections(start):
    running = start()
    with psycopg.connect(running.url):
        before = time.monotonic()
        running.stop(10)
    assert not running.is_running()
    assert time.monotonic() - before < 10  # what it would wait for


def test_what_was_committed_survives_a_kill(start):
    first = start()
    keep_seven(first.url)
    os.kill(first.process.pid, signal.SIGKILL)
    assert until(lambda: not first.is_running())
    assert value(start().url, "SELECT n FROM kept") == 7


def test_a_lock_file_that_names_somebody_elses_process_is_no_obstacle(start, tmp_path):
    start().stop()
    stranger = subprocess.Popen(["sleep", "60"])
    lock = tmp_path / "database" / "cluster" / "postmaster.pid"
    lock.write_text(f"{stranger.pid}\n{lock.parent}\n1700000000\n5432\n\n\n\nready\n")
    os.chown(lock, lock.parent.stat().st_uid, lock.parent.stat().st_gid)
    try:
        assert value(start().url, "SELECT 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_server_that_was_left_running_is_ended_first(start):
    left = start()
    taken_over = start()
    assert not left.is_running()
    assert value(taken_over.url, "SELECT 1") == 1


def test_the_server_ends_with_its_killed_starter_and_starts_again(start, tmp_path):
    starter = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time; from pathlib import Path; from sangdam.foundation import embedded;"
            " print(embedded.start(Path(sys.argv[1])).process.pid, flush=True); time.sleep(60)",
            str(tmp_path),
        ],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(SOURCES)},
    )
    assert starter.stdout is not None
    postmaster = psutil.Process(int(starter.stdout.readline()))
    starter.kill()
    starter.communicate()
    await_ended([postmaster])
    assert value(start().url, "SELECT 1") == 1


def test_a_first_start_that_was_killed_half_way_is_done_again(start, tmp_path):
    half = tmp_path / "database" / "cluster.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    owner = account.server_account()
    for path in [half.parent, half, half / "PG_VERSION"] if owner else []:
        os.chown(path, owner.pw_uid, owner.pw_gid)
    assert value(start().url, "SELECT 1") == 1
    assert not half.exists()


def test_a_missing_database_is_made_again(start, tmp_path):
    running = start()
    with psycopg.connect(embedded.address(tmp_path, "postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE sangdam")
    (tmp_path / "database" / "created").unlink()
    running.stop()
    assert value(start().url, "SELECT current_database()") == "sangdam"


def test_a_folder_with_a_long_name_works(start, tmp_path):
    long = tmp_path / ("deep" * 20) / ("deeper" * 10)
    running = start(long)
    assert value(running.url, "SELECT 1") == 1
    socket_folder = server._socket_folder(long)
    assert len(str(socket_folder)) < 93
    assert stat.S_IMODE(socket_folder.stat().st_mode) == 0o700
    running.stop(3)
    assert not socket_folder.exists()


def test_a_link_that_somebody_left_in_its_place_is_not_followed(tmp_path):
    long = tmp_path / ("deep" * 20) / ("deeper" * 10)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    socket_folder = server._socket_folder(long)
    socket_folder.symlink_to(elsewhere)
    try:
        with pytest.raises(embedded.EmbeddedDatabaseError, match="is a link that is not ours"):
            embedded.start(long)
    finally:
        socket_folder.unlink()
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o755


def test_capitals_and_spaces_survive_in_the_address(start, tmp_path):
    running = start(tmp_path / "Data Folder")
    parsed = dj_database_url.parse(running.url)
    with psycopg.connect(dbname=parsed["NAME"], user=parsed["USER"], **parsed["OPTIONS"]) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_log_that_grew_large_is_put_aside(start, tmp_path, monkeypatch):
    start().stop()
    monkeypatch.setattr(server, "_LOG_BYTES", 10)
    start()
    assert (tmp_path / "database" / "postgres.log.1").exists()


def test_a_server_that_cannot_start_says_why(start, tmp_path):
    start().stop()
    with (tmp_path / "database" / "cluster" / "postgresql.conf").open("a") as settings:
        settings.write("shared_buffers = nonsense\n")
    with pytest.raises(embedded.EmbeddedDatabaseError, match="shared_buffers"):
        start()


def test_an_absent_package_is_told_in_a_sentence(monkeypatch):
    monkeypatch.setattr(server.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(embedded.EmbeddedDatabaseError, match="DATABASE_URL"):
        embedded.programs_folder()


@pytest.mark.skipif(os.geteuid() != 0, reason="this run is an ordinary user's: every other test here shows it")
def test_an_ordinary_user_needs_no_account(tmp_path_factory):
    python = next(path for path in (Path("/usr/bin/python3"), Path(sys.executable)) if path.exists())
    folder = Path("/var/tmp") / f"sangdam-ordinary-{os.getpid()}"
    folder.mkdir()
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    packages = embedded.programs_folder().parents[2]
    try:
        done = subprocess.run(
            [
                str(python),
                "-c",
                "import sys; from pathlib import Path; from sangdam.foundation import embedded;"
                " s = embedded.start(Path(sys.argv[1])); print(s.is_running(), s.opened); s.stop()",
                str(folder / "data"),
            ],
            user=nobody.pw_uid,
            group=nobody.pw_gid,
            extra_groups=[],
            capture_output=True,
            text=True,
            cwd="/",
            env={"PYTHONPATH": f"{SOURCES}:{packages}", "PATH": os.environ["PATH"]},
        )
        assert done.stdout == "True []\n", done.stderr
        assert (folder / "data" / "database" / "cluster").stat().st_uid == nobody.pw_uid
    finally:
        subprocess.run(["rm", "-rf", str(folder)], check=True)
