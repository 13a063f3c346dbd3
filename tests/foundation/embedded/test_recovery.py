"""Servers in recovery, really killed: noticed when nothing works on it, left alone as long as something does."""

import os
import signal
import time

import psycopg
import pytest

from sangdam.foundation import embedded
from sangdam.foundation.embedded import recovery
from sangdam.foundation.embedded.recovery import processes_of


@pytest.fixture
def crashed(tmp_path, monkeypatch):
    """A server with much to replay that has just lost a process of its own, and its start process, held still."""
    monkeypatch.setattr(recovery, "LOOK_SECONDS", 0.0)
    server = embedded.start(tmp_path)
    try:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT repeat('x', 1000) FROM generate_series(1, 60000)")
            os.kill(connection.info.backend_pid, signal.SIGKILL)
            yield server, hold_start_process(server)
    finally:
        for pid in processes_of(server.process.pid):
            os.kill(pid, signal.SIGCONT)
        server.stop(3)


def hold_start_process(server) -> int:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for pid, part in processes_of(server.process.pid).items():
            if part == "startup":
                os.kill(pid, signal.SIGSTOP)
                return pid
    raise AssertionError("there was no start process")


def becomes_stuck(server) -> bool:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if server.is_stuck():
            return True
        time.sleep(0.05)
    return False


def test_a_server_whose_start_process_was_killed_is_noticed_and_starts_again_with_everything(
    crashed, tmp_path, monkeypatch
):
    monkeypatch.setattr(recovery, "GONE_SECONDS", 1.0)
    server, start_process = crashed
    os.kill(start_process, signal.SIGKILL)
    assert becomes_stuck(server)
    assert server.is_running()
    with pytest.raises(psycopg.OperationalError, match="in recovery mode"):
        psycopg.connect(server.url)
    server.stop(1)
    again = embedded.start(tmp_path)
    try:
        with psycopg.connect(again.url) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (60_000,)
        assert not again.is_stuck()
    finally:
        again.stop(3)


def test_a_recovery_at_work_is_left_alone_however_long_it_takes(crashed, monkeypatch):
    monkeypatch.setattr(recovery, "GONE_SECONDS", 0.0)
    monkeypatch.setattr(recovery, "SILENT_SECONDS", 0.0)
    server, start_process = crashed
    server.is_stuck()
    assert server.is_stuck()  # held still, it does nothing between two looks
    os.kill(start_process, signal.SIGCONT)
    time.sleep(0.01)
    os.kill(start_process, signal.SIGSTOP)
    assert not server.is_stuck()


def test_a_start_process_that_does_nothing_is_noticed_later_than_one_that_is_gone(crashed, monkeypatch):
    monkeypatch.setattr(recovery, "GONE_SECONDS", 0.0)
    server, _ = crashed
    server.is_stuck()
    assert not server.is_stuck()
    monkeypatch.setattr(recovery, "SILENT_SECONDS", 0.0)
    assert server.is_stuck()


def test_a_server_at_work_is_not_stuck_and_neither_is_one_that_nobody_can_look_into(tmp_path, monkeypatch):
    monkeypatch.setattr(recovery, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(recovery, "GONE_SECONDS", -1.0)
    monkeypatch.setattr(recovery, "SILENT_SECONDS", -1.0)
    server = embedded.start(tmp_path)
    try:
        assert [server.is_stuck() for _ in range(3)] == [False] * 3
        monkeypatch.setattr(recovery, "processes_of", lambda pid: {})
        assert [server.is_stuck() for _ in range(3)] == [False] * 3
    finally:
        server.stop(3)


def test_waiting_for_a_disk_is_work(monkeypatch, tmp_path):
    watched = recovery.Recovery(1)
    monkeypatch.setattr(recovery, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(recovery, "SILENT_SECONDS", -1.0)
    monkeypatch.setattr(recovery, "processes_of", lambda pid: {2: "startup"})
    stat = "2 (postgres) {} 1 1 1 0 -1 0 0 0 0 0 5 5 0 0"
    monkeypatch.setattr(recovery.Path, "read_text", lambda path: stat.format("D"))
    assert [watched.is_stuck() for _ in range(3)] == [False] * 3
    monkeypatch.setattr(recovery.Path, "read_text", lambda path: stat.format("S"))
    assert [watched.is_stuck() for _ in range(2)] == [False, True]
