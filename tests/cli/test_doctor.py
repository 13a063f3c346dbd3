"""What `sangdam doctor` says, one cause at a time."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.utils import timezone
from django_scopes import scope
from pydantic import ValidationError

from sangdam.answer_mails.handlers import mail_the_answer
from sangdam.cli import doctor
from sangdam.cli.configuration import problems
from sangdam.cli.folder_lock import lock_data_folder
from sangdam.cli.main import main
from sangdam.deliveries.models import Delivery, State
from sangdam.foundation.embedded import account
from sangdam.foundation.events import Actor
from sangdam.foundation.events.models import Event
from sangdam.organizations.models import Organization
from sangdam.settings.environment import Environment, environment
from sangdam.tickets.actions import pend_ticket
from tests.factories import make_agent, make_organization, make_service, make_ticket
from tests.factories.product import empty_database, free_port
from tests.fakes.slow_servers import slow_mail_server


def settings(tmp_path: Path, **given) -> Environment:
    return Environment(**{"data": tmp_path, "database_url": None, "email_url": None, **given})


def wrong(findings) -> list[str]:
    return [f"{finding.sentence} {finding.remedy}" for finding in findings if finding.is_wrong]


def said(findings) -> str:
    return "\n".join(f"{finding.sentence} {finding.remedy}" for finding in findings)


def test_a_good_data_folder_is_in_order(tmp_path):
    (tmp_path / "secret_key").touch(mode=0o600)
    assert wrong(doctor.data_folder(settings(tmp_path))) == []


def test_an_absent_data_folder_is_made_later_and_not_by_looking(tmp_path):
    absent = tmp_path / "absent"
    assert "does not exist yet" in said(doctor.data_folder(settings(absent)))
    assert wrong(doctor.ports(settings(absent, port=free_port()))) == []
    assert not absent.exists()


@pytest.mark.parametrize("name", ["secret_key", "keyset.json", "demo.json"])
def test_readable_secrets_are_told(tmp_path, name):
    (tmp_path / name).touch(mode=0o600)
    (tmp_path / name).chmod(0o640)
    (sentence,) = wrong(doctor.data_folder(settings(tmp_path)))
    assert name in sentence
    assert "chmod 600" in sentence


def test_a_folder_that_everybody_may_write_is_told(tmp_path):
    tmp_path.chmod(0o777)
    (sentence,) = wrong(doctor.data_folder(settings(tmp_path)))
    assert "Everybody" in sentence


def test_a_folder_that_cannot_be_written_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    (sentence,) = wrong(doctor.data_folder(settings(tmp_path)))
    assert "SANGDAM_DATA" in sentence


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "LEAST_FREE_BYTES", 10**18)
    (sentence,) = wrong(doctor.data_folder(settings(tmp_path)))
    assert "MB are free" in sentence


def test_a_port_somebody_else_uses_is_told(tmp_path, socket_server):
    port = socket_server
    (sentence,) = wrong(doctor.ports(settings(tmp_path, port=port)))
    assert f"Port {port} on 127.0.0.1" in sentence
    assert "SANGDAM_PORT" in sentence


def test_a_process_of_ours_that_answers_is_in_order(tmp_path, socket_server, monkeypatch):
    monkeypatch.setattr(doctor, "answers_healthz", lambda bind, port: True)
    findings = list(doctor.ports(settings(tmp_path, port=socket_server)))
    assert wrong(findings) == []
    assert f"The web process answers on port {socket_server}" in said(findings)


def test_a_process_of_ours_that_does_not_answer_is_told(tmp_path, socket_server, monkeypatch):
    monkeypatch.setattr(doctor, "answers_healthz", lambda bind, port: False)
    held = lock_data_folder(tmp_path)
    (sentence,) = wrong(doctor.ports(settings(tmp_path, port=socket_server)))
    os.close(held)
    assert "does not answer" in sentence


def test_an_address_of_another_machine_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "answers_healthz", lambda bind, port: False)
    sentences = wrong(doctor.ports(settings(tmp_path, bind="192.0.2.1", port=free_port())))
    assert len(sentences) == 2
    assert "SANGDAM_BIND" in sentences[0]


def test_too_few_files_for_live_screens_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor.resource, "getrlimit", lambda which: (1024, 1024))
    (sentence,) = wrong(doctor.open_files(settings(tmp_path)))
    assert "LimitNOFILE" in sentence


def test_missing_time_zones_are_told(tmp_path, monkeypatch):
    def unknown(name):
        raise doctor.zoneinfo.ZoneInfoNotFoundError(name)

    monkeypatch.setattr(doctor.zoneinfo, "ZoneInfo", unknown)
    (sentence,) = wrong(doctor.time_zones(settings(tmp_path)))
    assert "tzdata" in sentence


def test_a_front_end_that_is_not_built_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "PACKAGE", tmp_path)
    (sentence,) = wrong(doctor.front_end(settings(tmp_path)))
    assert "make setup" in sentence


def test_a_front_end_built_in_part_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "PACKAGE", tmp_path)
    folder = tmp_path / "static" / "dist"
    (folder / ".vite").mkdir(parents=True)
    manifest = {"main.ts": {"file": "main-1.js", "css": ["main-1.css"]}}
    (folder / ".vite" / "manifest.json").write_text(json.dumps(manifest))
    (folder / "main-1.js").touch()
    (sentence,) = wrong(doctor.front_end(settings(tmp_path)))
    assert "main-1.css is missing" in sentence
    (folder / "main-1.css").touch()
    assert wrong(doctor.front_end(settings(tmp_path))) == []


def test_texts_that_are_not_compiled_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "PACKAGE", tmp_path)
    catalogue = tmp_path / "locale" / "ko" / "LC_MESSAGES" / "django.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.touch()
    (sentence,) = wrong(doctor.catalogues(settings(tmp_path)))
    assert "ko" in sentence
    compiled = catalogue.with_suffix(".mo")
    compiled.touch()
    assert wrong(doctor.catalogues(settings(tmp_path))) == []
    os.utime(compiled, (1, 1))
    assert wrong(doctor.catalogues(settings(tmp_path))) != []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, []),
        ({"scheme": "https", "trusted_proxies": "127.0.0.1"}, []),
        ({"bind": "::1"}, []),
        ({"trusted_proxies": "0.0.0.0/0"}, ["whole world"]),
        ({"trusted_proxies": "10.0.0.1, ::/0"}, ["whole world"]),
        ({"scheme": "https"}, ["none is trusted"]),
        ({"bind": "0.0.0.0"}, ["plain http"]),
    ],
)
def test_proxies_and_addresses_that_do_not_go_together_are_told(tmp_path, given, expected):
    sentences = wrong(doctor.addresses(settings(tmp_path, **given)))
    assert len(sentences) == len(expected)
    assert all(part in sentence for part, sentence in zip(expected, sentences, strict=True))


def test_without_a_mail_server_it_says_that_nothing_is_sent(tmp_path):
    assert "not sent" in said(doctor.mail(settings(tmp_path)))


def test_a_mail_server_that_answers_is_in_order(tmp_path):
    server = Controller(object(), hostname="127.0.0.1", port=free_port())
    server.start()
    try:
        findings = list(doctor.mail(settings(tmp_path, email_url=f"smtp://127.0.0.1:{server.port}")))
    finally:
        server.stop()
    assert wrong(findings) == []
    assert f"127.0.0.1:{server.port} answers" in said(findings)


def test_a_mail_server_that_is_away_is_told_without_its_password(tmp_path):
    url = f"smtp://desk:hush-hush@127.0.0.1:{free_port()}"
    (sentence,) = wrong(doctor.mail(settings(tmp_path, email_url=url)))
    assert "EMAIL_URL" in sentence
    assert "hush-hush" not in sentence


def test_a_mail_server_that_drips_is_told_and_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "MAIL_SERVER_SECONDS", 0.5)
    with slow_mail_server("greeting") as server:
        (sentence,) = wrong(doctor.mail(settings(tmp_path, email_url=server.url)))
    assert "takes longer than 0.5 seconds" in sentence


@pytest.mark.parametrize("url", ["http://mail.example.com", "smtp://", "smtp://desk:hush/hush@mail.example.com"])
def test_a_mail_server_that_cannot_be_read_is_told_without_its_password(url):
    with pytest.raises(ValidationError) as caught:
        Environment(email_url=url)
    (sentence,) = problems(caught.value)
    assert sentence.startswith("EMAIL_URL is not usable: it must look like smtp://")
    assert "hush" not in sentence


def test_root_without_a_way_to_make_accounts_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(account, "find_account", lambda: None)
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    (sentence,) = wrong(doctor.embedded_account(settings(tmp_path)))
    assert "DATABASE_URL" in sentence


def test_root_is_told_what_stays_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    findings = list(doctor.embedded_account(settings(tmp_path)))
    assert wrong(findings) == []
    assert "stays on the machine" in said(findings)


class Answers:
    """A connection that gives one row."""

    def __init__(self, **given) -> None:
        import time

        row = {
            "major": 18,
            "version": "18.6",
            "encoding": "UTF8",
            "locale": "C.UTF-8",
            "now": time.time(),
            "may_create": True,
            "fsync": "on",
        }
        self.row = tuple({**row, **given}.values())

    def execute(self, query):
        return self

    def fetchall(self):
        return [self.row]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, []),
        ({"major": 14, "version": "14.11"}, ["PostgreSQL 14.11 is too old."]),
        ({"encoding": "SQL_ASCII"}, ["SQL_ASCII"]),
        ({"may_create": False}, ["may not make tables"]),
        ({"fsync": "off"}, ["fsync"]),
        ({"now": 0}, ["clocks"]),
    ],
)
def test_what_is_wrong_with_a_database_server_is_told(given, expected):
    sentences = wrong(doctor.server_properties(Answers(**given)))
    assert len(sentences) == len(expected)
    assert all(part in sentence for part, sentence in zip(expected, sentences, strict=True))


def test_a_database_that_is_away_is_told_without_its_password(tmp_path):
    url = f"postgresql://sangdam:hush-hush@127.0.0.1:{free_port()}/sangdam"
    with doctor.reachable_server(settings(tmp_path, database_url=url)) as (reached, findings):
        assert reached is None
    (sentence,) = wrong(findings)
    assert "cannot be reached" in sentence
    assert "hush-hush" not in sentence


def test_an_embedded_database_is_looked_at_while_nothing_runs(tmp_path):
    from sangdam.foundation import embedded

    embedded.start(tmp_path, durable=False).stop()
    with doctor.reachable_server(settings(tmp_path)) as (url, findings):
        assert url == embedded.address(tmp_path)
        assert "PostgreSQL 18" in said(findings)
    assert not list((tmp_path / "database" / "socket").glob(".s.PGSQL.*[0-9]"))


@pytest.mark.django_db
def test_keys_that_open_what_is_stored_are_in_order():
    make_organization()
    assert wrong(doctor.keys(environment())) == []


@pytest.mark.django_db
def test_keys_of_another_installation_are_told():
    organization = make_organization()
    Organization.objects.filter(pk=organization.pk).update(encrypted_key="s1:AAAA")
    (sentence,) = wrong(doctor.keys(environment()))
    assert "another installation" in sentence
    assert "keyset.json" in sentence


@pytest.mark.django_db
def test_keys_that_are_gone_are_told_and_not_made_by_looking(tmp_path):
    make_organization()
    (sentence,) = wrong(doctor.keys(settings(tmp_path, keyset=None)))
    assert "keyset.json is not there" in sentence
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_an_empty_database_needs_no_keys_yet(tmp_path):
    assert wrong(doctor.keys(settings(tmp_path, keyset=None))) == []
    assert list(tmp_path.iterdir()) == []


def test_a_secret_that_belongs_to_somebody_else_is_told(tmp_path, monkeypatch):
    (tmp_path / "keyset.json").touch(mode=0o600)
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "keyset.json")
    (sentence,) = wrong(doctor.data_folder(settings(tmp_path)))
    assert "may not read keyset.json" in sentence


def show_worker(seconds_ago: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))",
            [seconds_ago],
        )


@pytest.mark.django_db
def test_a_worker_that_shows_signs_of_life_is_in_order():
    show_worker(seconds_ago=4)
    findings = list(doctor.workers(is_at_work=True))
    assert wrong(findings) == []
    assert "A worker is at work" in said(findings)


@pytest.mark.django_db
def test_a_silent_worker_is_told():
    show_worker(seconds_ago=60)
    (sentence,) = wrong(doctor.workers(is_at_work=True))
    assert "sangdam worker" in sentence


@pytest.mark.django_db
def test_no_worker_is_missed_where_nothing_runs():
    assert list(doctor.workers(is_at_work=False)) == []


def give_up(name: str, hours_ago: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('default', %s, 'doing')"
            " RETURNING id",
            [name],
        )
        (job,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [job])
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - make_interval(hours => %s) WHERE job_id = %s",
            [hours_ago, job],
        )


@pytest.mark.django_db
def test_jobs_that_failed_for_good_are_told_for_a_day():
    assert wrong(doctor.failed_jobs()) == []
    give_up("deliveries.send", hours_ago=25)
    assert wrong(doctor.failed_jobs()) == []
    give_up("deliveries.send", hours_ago=2)
    give_up("deliveries.send", hours_ago=1)
    give_up("answer_mails.compose", hours_ago=1)
    (sentence,) = wrong(doctor.failed_jobs())
    assert "answer_mails.compose (1), deliveries.send (2)" in sentence


def give_up_job(name, ids):
    give_up(name, hours_ago=1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET args = %s WHERE task_name = %s", [json.dumps(ids), name])


def last_turn(name, timestamp, status):
    with connection.cursor() as cursor:
        job = None
        if status:
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('default', %s, %s)"
                " RETURNING id",
                [name, status],
            )
            (job,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp, job_id)"
            " VALUES (%s, %s, %s, %s)",
            [name, name, timestamp, job],
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("timestamp", "status", "is_lost"),
    [(200, None, False), (200, "todo", False), (100, None, True), (200, "failed", True), (50, None, True)],
)
def test_a_turn_that_a_later_one_made_up_for_is_not_told(timestamp, status, is_lost):
    name = "security.forget_inquiries"
    give_up_job(name, {"timestamp": 100})
    last_turn(name, timestamp, status)
    assert bool(wrong(doctor.failed_jobs())) == is_lost


@pytest.mark.django_db
def test_a_sending_that_failed_is_told_while_its_delivery_is_not_concluded():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    with scope(service=service):
        pend_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="답변")
        mail_the_answer(Event.objects.get(kind="ticket.pended"))
        delivery = Delivery.objects.get()
    give_up_job("deliveries.send_delivery", {"delivery_id": str(delivery.pk)})
    told = {}
    for state in State.values:
        with scope(service=service):
            Delivery.objects.update(state=state)
        told[state] = bool(wrong(doctor.failed_jobs()))
    assert told == {"waiting": True, "sending": True, "retrying": False, "sent": False, "failed": False}
    with scope(service=service):
        Delivery.objects.all().delete()
    assert wrong(doctor.failed_jobs()) == []


@pytest.mark.django_db
def test_what_was_made_up_for_is_said_and_hides_nothing_else():
    give_up_job("security.forget_inquiries", {"timestamp": 100})
    last_turn("security.forget_inquiries", 200, None)
    assert "(1), and all of their work was done since" in said(list(doctor.failed_jobs()))
    give_up_job("accounts.send_member_mail", {"encrypted": "x"})
    (sentence,) = wrong(doctor.failed_jobs())
    assert "accounts.send_member_mail (1)." in sentence


@pytest.mark.django_db
def test_a_quiet_queue_is_in_order():
    assert wrong(doctor.backlog()) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("queue", "expected"),
    [("default", "Other work"), ("mail", "Mail has been"), ("events", "follows from an event"), ("else", "queue else")],
)
def test_a_job_that_waits_for_long_is_told_with_its_queue(queue, expected):
    hour_ago = timezone.now() - timedelta(hours=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at) VALUES (%s, 'late', %s)",
            [queue, hour_ago],
        )
    (sentence,) = wrong(doctor.backlog())
    assert expected in sentence
    assert "worker" in sentence


@pytest.mark.django_db
def test_a_job_planned_for_later_is_in_order():
    tomorrow = timezone.now() + timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at) VALUES ('default', 'later', %s)",
            [tomorrow],
        )
    assert wrong(doctor.backlog()) == []


def run(*command: str, data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SANGDAM_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-P", "-m", "sangdam.cli.main", *command],
        env=kept | {"SANGDAM_DATA": str(data), "SANGDAM_PORT": str(free_port())} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.processes
def test_an_installation_at_rest_is_in_order(tmp_path):
    assert run("demo", data=tmp_path, DATABASE_URL="").returncode == 0
    done = run("doctor", data=tmp_path, DATABASE_URL="")
    assert "worker has shown" not in done.stdout
    assert "The encryption keys open what the database holds." in done.stdout


@pytest.mark.processes
def test_the_whole_command_tells_what_is_missing_and_what_is_in_order(tmp_path):
    with empty_database() as url:
        before = run("doctor", data=tmp_path, DATABASE_URL=url)
        assert before.returncode == 1, before.stdout
        assert "migrations are missing" in before.stdout
        assert run("migrate", data=tmp_path, DATABASE_URL=url).returncode == 0
        after = run("doctor", data=tmp_path, DATABASE_URL=url)
        assert "The database's tables are of this version." in after.stdout
        assert "migrations are missing" not in after.stdout


def test_settings_that_cannot_be_read_are_told_one_by_one(tmp_path):
    done = run("doctor", data=tmp_path, SANGDAM_WEB_THREADS="many", SANGDAM_TRUSTED_PROXIES="nonsense")
    assert done.returncode == 1
    assert "SANGDAM_WEB_THREADS is not usable" in done.stdout
    assert "SANGDAM_TRUSTED_PROXIES is not usable" in done.stdout


@pytest.mark.parametrize("command", ["migrate", "demo", "create-organization --domain acme --name Acme"])
def test_a_database_that_is_away_is_told_by_every_command_in_a_sentence(tmp_path, command):
    url = f"postgresql://sangdam:hush-hush@127.0.0.1:{free_port()}/sangdam"
    done = run(*command.split(), data=tmp_path, DATABASE_URL=url)
    assert done.returncode == 1
    assert done.stderr.startswith("The database cannot be used: ")
    assert "Traceback" not in done.stderr
    assert "hush-hush" not in done.stderr


@pytest.mark.parametrize("command", ["migrate", "worker"])
def test_a_secret_that_belongs_to_somebody_else_is_told_by_commands_too(tmp_path, monkeypatch, command):
    def refuse():
        raise PermissionError(13, "Permission denied", str(tmp_path / "secret_key"))

    monkeypatch.setattr("django.setup", refuse)
    monkeypatch.setattr("sangdam.cli.database.environment", lambda: settings(tmp_path))
    monkeypatch.setattr("sangdam.cli.database.read_environment", lambda: settings(tmp_path))
    monkeypatch.setattr("sangdam.cli.database._use", lambda url: None)
    with pytest.raises(SystemExit, match=r"secret_key cannot be read by this user"):
        main([command])


def test_the_version_is_told(tmp_path):
    assert run("--version", data=tmp_path).stdout == f"Sangdam {doctor.metadata.version('sangdam')}\n"


def test_up_tells_them_too(tmp_path):
    done = run("up", data=tmp_path, SANGDAM_PORT="eighty")
    assert done.returncode == 1
    assert done.stderr.strip().startswith("SANGDAM_PORT is not usable")
    assert "Traceback" not in done.stderr
