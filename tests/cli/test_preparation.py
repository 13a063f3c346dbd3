"""The demo is loaded once, whole, with passwords that somebody knows."""

import argparse
import json
import os
import stat

import pytest
from django.db import transaction

from sangdam.accounts.models import Member
from sangdam.cli import preparation
from sangdam.organizations.models import Organization
from sangdam.settings.environment import Environment
from tests.factories import make_organization


@pytest.fixture
def data(tmp_path, monkeypatch):
    """Let the commands write into a folder of the test."""
    monkeypatch.setattr(preparation, "environment", lambda: Environment(data=tmp_path, port=8123))
    return tmp_path


class Crash(Exception):
    """The process ends here."""


def passwords_are_known(data) -> bool:
    members = json.loads((data / "demo.json").read_text())["members"]
    return all(Member.objects.get(email=member["email"]).check_password(member["password"]) for member in members)


@pytest.mark.django_db
def test_the_demo_is_loaded_once(data):
    assert preparation.load_demo_once()
    first = (data / "demo.json").read_text()
    assert stat.S_IMODE((data / "demo.json").stat().st_mode) == 0o600
    assert passwords_are_known(data)
    assert not preparation.load_demo_once()
    assert (data / "demo.json").read_text() == first
    assert sorted(Organization.objects.values_list("domain", flat=True)) == ["acme", "globex"]


@pytest.mark.django_db
def test_a_load_that_crashed_before_its_commit_is_done_again(data):
    with pytest.raises(Crash), transaction.atomic():
        preparation.load_demo_once()
        raise Crash
    assert not Organization.objects.exists()
    assert preparation.load_demo_once()
    assert passwords_are_known(data)


@pytest.mark.django_db
def test_a_database_in_use_gets_no_demo(data, capsys, monkeypatch):
    monkeypatch.setattr(preparation, "migrate", lambda: None)  # it would close the test's connection
    make_organization()
    assert preparation.run_demo(argparse.Namespace()) == 2
    assert "for an empty one" in capsys.readouterr().out
    assert not (data / "demo.json").exists()


@pytest.mark.django_db
def test_the_announcement_follows_the_addresses_of_this_start(data, monkeypatch):
    preparation.load_demo_once()
    kept = json.loads((data / "demo.json").read_text())
    monkeypatch.setattr(preparation, "environment", lambda: Environment(data=data, port=9456))
    printed = preparation.announcement()
    assert "Console    http://localhost:9456\n" in printed
    assert "Site       http://acme.localhost:9456\n" in printed
    assert "8123" not in printed
    now = json.loads((data / "demo.json").read_text())
    assert now["site_url"] == "http://acme.localhost:9456"
    assert now["members"] == kept["members"]


@pytest.mark.django_db
def test_without_a_demo_file_only_the_console_is_announced(data):
    make_organization()
    assert preparation.announcement() == "Console    http://localhost:8123"


def test_a_private_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "demo.json"
    preparation.write_privately(path, "before")

    def fail(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        preparation.write_privately(path, "after")
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]
