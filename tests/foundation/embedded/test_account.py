"""The account that root lends to the embedded server, and its way to the files."""

import os
import pwd
import stat
import subprocess
from pathlib import Path

import pytest

from sangdam.foundation.embedded import EmbeddedDatabaseError, account

STRANGER = pwd.struct_passwd(("stranger", "x", 64_001, 64_001, "", "/nonexistent", "/usr/sbin/nologin"))


def test_an_ordinary_user_runs_the_server_as_itself(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert account.server_account() is None


def test_root_gets_an_account_that_nobody_can_sign_in_to(monkeypatch):
    made = []
    accounts = {}

    def useradd(command, **how):
        made.append(command)
        accounts[command[-1]] = STRANGER
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(account.pwd, "getpwnam", lambda name: accounts[name])
    monkeypatch.setattr(account.subprocess, "run", useradd)
    assert account.server_account() == STRANGER
    assert account.server_account() == STRANGER
    (command,) = made
    assert "--system" in command
    assert "/usr/sbin/nologin" in command


@pytest.mark.parametrize("fault", [OSError("no such program"), subprocess.CompletedProcess([], 1, "", "read-only")])
def test_where_no_account_can_be_made_a_sentence_says_what_to_do(monkeypatch, fault):
    def useradd(command, **how):
        if isinstance(fault, OSError):
            raise fault
        return fault

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(account, "SYSTEM_ACCOUNT", "sangdam-no-such-account")
    monkeypatch.setattr(account.subprocess, "run", useradd)
    with pytest.raises(EmbeddedDatabaseError, match="ordinary user, or name a PostgreSQL server in DATABASE_URL"):
        account.server_account()


def test_only_passage_is_opened_and_only_where_it_is_barred(tmp_path: Path):
    closed, listed = tmp_path / "closed", tmp_path / "closed" / "listed"
    listed.mkdir(parents=True)
    closed.chmod(0o700)
    listed.chmod(0o755)
    before = account.barred_folders(listed / "x", STRANGER)
    assert closed in before
    assert listed not in before
    assert account.open_way(listed / "x", STRANGER) == before
    assert stat.S_IMODE(closed.stat().st_mode) == 0o701
    assert account.barred_folders(listed / "x", STRANGER) == []


def test_nothing_is_opened_for_an_ordinary_user(tmp_path: Path):
    tmp_path.chmod(0o700)
    assert account.open_way(tmp_path / "x", None) == []
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_opened_is_told_in_a_sentence(tmp_path: Path, monkeypatch):
    def refuse(self, mode):
        raise PermissionError(1, "Operation not permitted")

    (tmp_path / "closed").mkdir(mode=0o700)
    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(EmbeddedDatabaseError, match="may not pass through"):
        account.open_way(tmp_path / "closed" / "x", STRANGER)
