"""`sangdam doctor`: everything a deployment needs, checked one by one and told in plain sentences.

A check looks at one thing and yields findings; it never raises for what is wrong and changes nothing. Checks that need
what an earlier one found missing are left out, so that one cause is told once.
"""

import argparse
import contextlib
import ipaddress
import json
import os
import platform
import resource
import shutil
import smtplib
import socket
import stat
import time
import zoneinfo
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sangdam.cli.configuration import problems
from sangdam.cli.folder_lock import is_locked, lock_data_folder
from sangdam.cli.keys import fault_of_keys
from sangdam.cli.migrations import DatabaseIsNewer, refuse_newer_database
from sangdam.cli.supervisor import answers_healthz
from sangdam.foundation import embedded
from sangdam.foundation.embedded import account
from sangdam.settings.environment import Environment, environment

if TYPE_CHECKING:
    import psycopg

PACKAGE = Path(__file__).resolve().parents[1]
OLDEST_POSTGRESQL = 15
LATE_SECONDS = 60
SILENT_SECONDS = 30  # a worker notes every five that it lives
MAIL_SERVER_SECONDS = 10
MOST_FAILED_JOBS = 1000
LEAST_FREE_BYTES = 1_000_000_000


@dataclass(frozen=True)
class Finding:
    """What one look found: a sentence, and for what is wrong how to mend it."""

    sentence: str
    remedy: str = ""

    @property
    def is_wrong(self) -> bool:
        return bool(self.remedy)


Check = Callable[[Environment], Iterator[Finding]]


def run(arguments: argparse.Namespace) -> int:
    """Run every check, print what was found, and return 1 when something is wrong."""
    try:
        settings = environment()
    except ValidationError as error:
        findings = [Finding(sentence, "Correct the variable and try again.") for sentence in problems(error)]
    else:
        findings = list(examine(settings))
    for finding in findings:
        print(f"{'WRONG' if finding.is_wrong else 'ok   '}  {finding.sentence}")
        if finding.remedy:
            print(f"       {finding.remedy}")
    wrong = sum(finding.is_wrong for finding in findings)
    print(f"\n{wrong} of {len(findings)} things are wrong." if wrong else f"\nAll {len(findings)} things are in order.")
    return 1 if wrong else 0


def examine(settings: Environment) -> Iterator[Finding]:
    """Run the checks in order; those of the database's contents only where it can be reached."""
    for check in BEFORE_DATABASE:
        yield from check(settings)
    # Asked before the look at an embedded database at rest, which locks the data folder itself.
    is_at_work = is_locked(settings.data) or answers_healthz(settings.bind, settings.port)
    with reachable_server(settings) as (url, findings):
        yield from findings
        if url is not None:
            yield from inside_database(settings, url, is_at_work=is_at_work)


# --- this machine -----------------------------------------------------------------------------------------------------


def versions(settings: Environment) -> Iterator[Finding]:
    """Report what runs here; an older Python does not come this far."""
    yield Finding(f"Sangdam {metadata.version('sangdam')} on Python {platform.python_version()}.")


def data_folder(settings: Environment) -> Iterator[Finding]:
    """The data folder can be written, has room, and keeps its secrets to itself."""
    data = settings.data
    nearest = next(folder for folder in (data, *data.parents) if os.access(folder, os.F_OK) or not folder.name)
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        yield Finding(
            f"The data folder {data} cannot be written.", "Change its owner, or name another in SANGDAM_DATA."
        )
        return
    if not data.exists():
        yield Finding(f"The data folder {data} does not exist yet; `sangdam up` makes it.")
        return
    if stat.S_IMODE(data.stat().st_mode) & stat.S_IWOTH:
        yield Finding(f"Everybody on this machine may write into the data folder {data}.", f"chmod o-w {data}")
    secret_files = [path for name in ("secret_key", "keyset.json", "demo.json") if (path := data / name).exists()]
    closed_files = [path.name for path in secret_files if not os.access(path, os.R_OK)]
    if closed_files:
        names = ", ".join(closed_files)
        yield Finding(f"This user may not read {names} in the data folder.", f"Give {names} to this user (chown).")
    open_files = [path.name for path in secret_files if stat.S_IMODE(path.stat().st_mode) & 0o077]
    if open_files:
        names = ", ".join(open_files)
        yield Finding(f"Other users may read {names} in the data folder.", f"chmod 600 {names} in {data}")
    free = shutil.disk_usage(data).free
    if free < LEAST_FREE_BYTES:
        yield Finding(f"Only {free // 1_000_000} MB are free where the data folder {data} is.", "Make room there.")
    else:
        yield Finding(f"The data folder {data} can be written; {free // 1_000_000_000} GB are free there.")


def ports(settings: Environment) -> Iterator[Finding]:
    """The two ports are free, or it is our processes that answer there."""
    is_up = is_locked(settings.data)
    for port, user in ((settings.port, "web"), (settings.port + 1, "live")):
        try:
            family, kind, protocol, _, place = socket.getaddrinfo(settings.bind, port, type=socket.SOCK_STREAM)[0]
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(place)
        except OSError as fault:
            reason = (fault.strerror or str(fault)).lower()
            if answers_healthz(settings.bind, port):
                yield Finding(f"The {user} process answers on port {port}.")
            elif is_up:
                yield Finding(
                    f"The {user} process does not answer on port {port}, though `sangdam up` runs.",
                    "Look at the messages of `sangdam up`; stop it and start it again.",
                )
            else:
                yield Finding(
                    f"Port {port} on {settings.bind} cannot be used for the {user} process: {reason}.",
                    "End the program that uses it, or choose another with SANGDAM_PORT or another address with"
                    " SANGDAM_BIND.",
                )
        else:
            yield Finding(f"Port {port} on {settings.bind} is free for the {user} process.")


def open_files(settings: Environment) -> Iterator[Finding]:
    """The live process may keep enough screens open."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if 0 < hard < 4096:
        yield Finding(
            f"A process may open only {hard} files here, so only that many screens can be live.",
            "Raise the limit (LimitNOFILE=65536 in a systemd unit, ulimit -Hn in a shell).",
        )
    else:
        yield Finding("The live process may open as many files as it needs.")


def time_zones(settings: Environment) -> Iterator[Finding]:
    """Time zones are known by name."""
    try:
        zoneinfo.ZoneInfo("Asia/Seoul")
    except zoneinfo.ZoneInfoNotFoundError:
        yield Finding("Time zones are not known here.", "Install the package tzdata.")
    else:
        yield Finding("Time zones are known.")


# --- what was built ---------------------------------------------------------------------------------------------------


def front_end(settings: Environment) -> Iterator[Finding]:
    """Scripts and style sheets were built, and all the manifest names is there."""
    manifest = PACKAGE / "static" / "dist" / ".vite" / "manifest.json"
    try:
        entries = json.loads(manifest.read_text(encoding="utf-8")).values()
    except (OSError, ValueError):
        yield Finding("The front end is not built, so pages have no style and no script.", _build_remedy())
        return
    named = {name for entry in entries for name in [entry["file"], *entry.get("css", []), *entry.get("assets", [])]}
    absent = sorted(name for name in named if not (manifest.parents[1] / name).exists())
    if absent:
        yield Finding(f"The built front end is incomplete: {', '.join(absent)} is missing.", _build_remedy())
    else:
        yield Finding("The front end is built.")


def _build_remedy() -> str:
    node = "" if shutil.which("node") else " (it brings Node.js along, as there is none here)"
    return f"Run `make setup` in the checkout{node}."


def catalogues(settings: Environment) -> Iterator[Finding]:
    """Every language's texts are compiled from the newest catalogue."""
    sources = sorted((PACKAGE / "locale").glob("*/LC_MESSAGES/*.po"))
    stale = [
        source.parent.parent.name
        for source in sources
        if not (compiled := source.with_suffix(".mo")).exists() or compiled.stat().st_mtime < source.stat().st_mtime
    ]
    if stale:
        yield Finding(
            f"The texts in {', '.join(stale)} are not compiled, so people see them in another language.",
            "Run `make setup` in the checkout.",
        )
    else:
        yield Finding("The texts of every language are compiled.")


# --- how it is reached ------------------------------------------------------------------------------------------------


def addresses(settings: Environment) -> Iterator[Finding]:
    """Proxies and addresses make sense together."""
    is_fine = True
    everybody = [network for network in settings.trusted_networks if network.endswith("/0")]
    if everybody:
        is_fine = False
        yield Finding(
            "SANGDAM_TRUSTED_PROXIES trusts the whole world, so every caller can claim any address and the Open API's"
            " allowed addresses protect nothing.",
            "Name only your proxies' own addresses.",
        )
    if settings.scheme == "https" and not settings.trusted_networks:
        is_fine = False
        yield Finding(
            "People come by https, so a proxy stands in front, but none is trusted: every call seems to come from it.",
            "Name the proxy's address in SANGDAM_TRUSTED_PROXIES.",
        )
    if settings.scheme == "http" and not ipaddress.ip_address(settings.bind).is_loopback:
        is_fine = False
        yield Finding(
            f"The console is offered on {settings.bind} by plain http, so passwords can be read on the way.",
            "Put a TLS proxy in front and set SANGDAM_SCHEME=https, or keep to SANGDAM_BIND=127.0.0.1.",
        )
    if is_fine:
        yield Finding(f"The console is at {settings.console_url}, live streams come from {settings.live_base_url}.")


def mail(settings: Environment) -> Iterator[Finding]:
    """The mail server answers and takes our sign-in."""
    if not settings.email_url:
        yield Finding("No mail server is named: answers go to the demo mailbox in the data folder and are not sent.")
        return
    from sangdam.foundation.outbound.deadline import Deadline
    from sangdam.foundation.outbound.smtp import connection_options, open_conversation, part_from

    server = connection_options(settings.email_url)
    place = f"{server['host']}:{server['port']}"
    deadline = Deadline(MAIL_SERVER_SECONDS)
    try:
        with deadline:
            part_from(open_conversation(settings.email_url, deadline))
    except (OSError, smtplib.SMTPException) as fault:
        reason = f"it takes longer than {MAIL_SERVER_SECONDS} seconds to answer" if deadline.is_over else fault
        yield Finding(
            f"The mail server {place} cannot be used: {reason}.", "Correct EMAIL_URL, or look at the mail server."
        )
    else:
        yield Finding(f"The mail server {place} answers.")


# --- the database -----------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def reachable_server(settings: Environment) -> Iterator[tuple[str | None, list[Finding]]]:
    """Give the database's address for the length of the checks (None: out of reach) and what was found on the way."""
    if settings.database_url:
        yield _reach(settings.database_url)
        return
    findings = list(embedded_account(settings))
    if any(finding.is_wrong for finding in findings):
        yield None, findings
    elif is_locked(settings.data):
        url, reached = _reach(embedded.address(settings.data))
        yield url, findings + reached
    elif not os.access(settings.data / "database" / "created", os.F_OK):
        yield None, [*findings, Finding("There is no embedded database yet; `sangdam up` makes it.")]
    else:
        try:
            lock = lock_data_folder(settings.data)
        except OSError:
            yield None, findings  # the look at the data folder has told
            return
        try:
            server = embedded.start(settings.data)
        except embedded.EmbeddedDatabaseError as fault:
            yield None, [*findings, Finding(str(fault), "See database/postgres.log in the data folder.")]
        else:
            url, reached = _reach(server.url)
            try:
                yield url, findings + reached
            finally:
                server.stop()
        finally:
            os.close(lock)


def _reach(url: str) -> tuple[str | None, list[Finding]]:
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            return url, list(server_properties(connection))
    except psycopg.Error as fault:
        reason = " ".join(str(fault).split())
        return None, [
            Finding(f"The database cannot be reached: {reason}", "Start PostgreSQL, or correct DATABASE_URL.")
        ]


def embedded_account(settings: Environment) -> Iterator[Finding]:
    """The embedded server can run here; as root it needs an account and a way to its files."""
    try:
        programs = embedded.programs_folder()
    except embedded.EmbeddedDatabaseError as fault:
        yield Finding(str(fault), "Run `make setup` in the checkout.")
        return
    if os.geteuid() != 0:
        yield Finding("The embedded PostgreSQL runs as this user.")
        return
    owner = account.find_account()
    if owner is None and shutil.which("useradd") is None:
        yield Finding(
            f"This is root, so the embedded PostgreSQL needs the account {account.SYSTEM_ACCOUNT}, and there is no"
            " useradd to make it.",
            "Make the account, run Sangdam as an ordinary user, or name a server in DATABASE_URL.",
        )
        return
    places = (programs / "postgres", settings.data / "database" / "cluster")
    barred = sorted({folder for place in places for folder in account.barred_folders(place, owner)})
    closed = [folder for folder in barred if not os.access(folder, os.W_OK)]
    if closed:
        yield Finding(
            f"The account {account.SYSTEM_ACCOUNT} of the embedded PostgreSQL may not pass through"
            f" {', '.join(map(str, closed))}, and that cannot be changed here.",
            "Put the checkout and SANGDAM_DATA elsewhere, run Sangdam as an ordinary user, or name a server in"
            " DATABASE_URL.",
        )
    elif barred:
        yield Finding(
            f"The embedded PostgreSQL needs passage through {', '.join(map(str, barred))}; `sangdam up` opens that"
            " (chmod o+x)."
        )
    yield Finding(
        f"The embedded PostgreSQL runs as the account {account.SYSTEM_ACCOUNT}, because PostgreSQL refuses root; the"
        " account stays on the machine."
    )


def server_properties(connection: "psycopg.Connection[Any]") -> Iterator[Finding]:
    """The server is new enough, speaks UTF-8 and agrees on the time."""
    query = (
        "SELECT current_setting('server_version_num')::int / 10000, current_setting('server_version'),"
        " pg_encoding_to_char(encoding), datcollate, extract(epoch FROM now()),"
        " has_database_privilege(current_database(), 'CREATE'), current_setting('fsync')"
        " FROM pg_database WHERE datname = current_database()"
    )
    ((major, version, encoding, collation, now, may_create, fsync),) = connection.execute(query).fetchall()
    if major < OLDEST_POSTGRESQL:
        yield Finding(f"PostgreSQL {version} is too old.", f"Sangdam needs PostgreSQL {OLDEST_POSTGRESQL} or newer.")
    else:
        yield Finding(f"PostgreSQL {version} answers.")
    if encoding != "UTF8":
        yield Finding(
            f"The database's encoding is {encoding}, which cannot hold every language.",
            "Make a database with ENCODING 'UTF8' and move there with pg_dump.",
        )
    else:
        yield Finding(f"The database's encoding is UTF8, its locale {collation}.")
    if not may_create:
        yield Finding(
            "The database's role may not make tables.", "GRANT CREATE ON DATABASE to it, or make it the owner."
        )
    if fsync != "on":
        yield Finding("PostgreSQL runs with fsync off: a power cut may destroy the data.", "Set fsync = on.")
    if abs(float(now) - time.time()) > LATE_SECONDS:
        yield Finding(
            "The clocks of this machine and of the database differ by more than a minute, so signed calls and signs-in"
            " fail.",
            "Set both by NTP.",
        )


def inside_database(settings: Environment, url: str, *, is_at_work: bool) -> Iterator[Finding]:
    """Tables are of this version, the keys open what is stored, and workers do what they should."""
    os.environ["DATABASE_URL"] = url
    environment.cache_clear()
    import django

    try:
        django.setup()
    except PermissionError:
        return  # the look at the data folder has told
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        try:
            refuse_newer_database()
        except DatabaseIsNewer as fault:
            yield Finding(str(fault), "Install the version that this database is of.")
            return
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if missing:
            yield Finding(
                f"{len(missing)} migrations are missing in the database.",
                "`sangdam migrate --check` says what they take; run `sangdam migrate` (or `sangdam up`).",
            )
            return
        yield Finding("The database's tables are of this version.")
        yield from keys(settings)
        yield from workers(is_at_work=is_at_work)
        yield from backlog()
        yield from failed_jobs()
    except DatabaseError as fault:
        yield Finding(
            f"The database refuses what Sangdam asks of it: {' '.join(str(fault).split())}",
            "Make the role in DATABASE_URL the owner of the database and of its tables.",
        )
    finally:
        connection.close()


def keys(settings: Environment) -> Iterator[Finding]:
    """The keys of this installation open what the database holds."""
    if fault := fault_of_keys(settings):
        yield Finding(*fault)
    else:
        yield Finding("The encryption keys open what the database holds.")


def workers(*, is_at_work: bool) -> Iterator[Finding]:
    """A worker shows signs of life where the other processes run; where nothing runs, none is missed."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s)",
            [SILENT_SECONDS],
        )
        count = cursor.fetchone()[0]
    if count:
        yield Finding("A worker is at work." if count == 1 else f"{count} workers are at work.")
    elif is_at_work:
        yield Finding(
            "No worker has shown a sign of life for half a minute: no mail is sent and screens are not told.",
            "Start a worker (`sangdam worker`); under `sangdam up`, look at its messages, stop it and start it again.",
        )


_WORK = {
    "": "An event",
    "events": "What follows from an event, after it failed once,",
    "mail": "Mail",
    "default": "Other work (schedules, tidying up)",
}
_A_WORKER = "Start a worker (`sangdam worker`, or `sangdam up`), or more of them."
_MORE_HANDS = {
    "mail": "Look at the deliveries' errors: a mail server may be slow. If it is not, start more workers or raise"
    " SANGDAM_WORKER_CONCURRENCY."
}


def backlog() -> Iterator[Finding]:
    """Events are dispatched and jobs done within a minute."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(extract(epoch FROM now() - min(recorded_at)), 0) FROM events_event"
            " WHERE dispatched_at IS NULL"
        )
        events = int(cursor.fetchone()[0])
        cursor.execute(
            "SELECT job.queue_name, extract(epoch FROM now() - min(coalesce(job.scheduled_at, deferred.at)))"
            " FROM procrastinate_jobs job"
            " JOIN procrastinate_events deferred ON deferred.job_id = job.id AND deferred.type = 'deferred'"
            " WHERE job.status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= now())"
            " GROUP BY 1 ORDER BY 1"
        )
        waiting = {"": events} | {queue: int(seconds) for queue, seconds in cursor.fetchall()}
    late = {queue: seconds for queue, seconds in waiting.items() if seconds > LATE_SECONDS}
    for queue, seconds in late.items():
        what = _WORK.get(queue, f"Work in the queue {queue}")
        yield Finding(f"{what} has been waiting for a worker for {seconds} seconds.", _MORE_HANDS.get(queue, _A_WORKER))
    if not late:
        yield Finding("No work waits for a worker longer than it should.")


def failed_jobs() -> Iterator[Finding]:
    """No job was given up lately whose work is still undone."""
    from collections import Counter

    from django.db import connection

    from sangdam.foundation.jobs import find_job

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT job.id, job.task_name, job.args FROM procrastinate_jobs job"
            " JOIN procrastinate_events ended ON ended.job_id = job.id AND ended.type = 'failed'"
            " WHERE job.status = 'failed' AND ended.at > now() - interval '1 day' ORDER BY job.id DESC LIMIT %s",
            [MOST_FAILED_JOBS],
        )
        failed = cursor.fetchall()
    lost: Counter[str] = Counter()
    for _number, name, ids in failed:
        job = find_job(name)
        given = json.loads(ids) if isinstance(ids, str) else ids
        if job is None or job.is_made_up is None or not job.is_made_up(**given):
            lost[name] += 1
    made_up = len(failed) - lost.total()
    if lost:
        names = ", ".join(f"{name} ({count})" for name, count in sorted(lost.items()))
        yield Finding(
            f"Jobs failed for good in the last 24 hours: {names}.",
            "The worker's messages say under these names what happened.",
        )
    elif made_up:
        yield Finding(f"Jobs failed in the last 24 hours ({made_up}), and all of their work was done since.")
    else:
        yield Finding("No job failed for good in the last 24 hours.")


BEFORE_DATABASE: list[Check] = [
    versions,
    data_folder,
    ports,
    open_files,
    time_zones,
    front_end,
    catalogues,
    addresses,
    mail,
]
