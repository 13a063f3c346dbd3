"""Bring a database to this version and, once, fill it with the demo."""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from sangdam.cli.configuration import read_environment
from sangdam.cli.database import name_database, plain_faults, running_database
from sangdam.cli.keys import fault_of_keys
from sangdam.cli.migrations import MISSING, DatabaseIsNewer, refuse_newer_database, run_check
from sangdam.settings.environment import environment

# Any number, the same for every Sangdam: two that start at once must not prepare at once.
_PREPARATION_LOCK = 7_264_326


def run_migrate(arguments: argparse.Namespace) -> int:
    """Run `sangdam migrate`; with `--check` only tell what it would do."""
    if arguments.check:
        settings = read_environment()
        if not settings.database_url and not (settings.data / "database" / "created").exists():
            print("There is no database yet: everything would be made, which takes less than a minute.")
            return MISSING
        with running_database():
            return run_check(arguments)
    with running_database():
        migrate()
    print("The database is up to date.")
    return 0


def run_demo(arguments: argparse.Namespace) -> int:
    """Run `sangdam demo`."""
    with running_database():
        migrate()
        if not load_demo_once():
            print("Nothing loaded: there are organizations in this database already, and the demo is for an empty one.")
            return 2
        print(announcement())
    return 0


def run_prepare(arguments: argparse.Namespace) -> int:
    """Do all that must precede the processes of `sangdam up`, and print what it announces when they are ready."""
    name_database()
    with plain_faults():
        migrate()
        if fault := fault_of_keys(environment()):
            print(*fault, file=sys.stderr)
            return 1
        if not arguments.no_demo:
            load_demo_once()
        print(announcement())
    return 0


def migrate() -> None:
    """Apply what is missing to the database: migrations and the cache's table.

    Of several that start at once one does it, the others wait for it. Ends the program with a sentence when the
    database is newer than this program.
    """
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        # A migration may take longer than any page may.
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [_PREPARATION_LOCK])
    try:
        refuse_newer_database()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    except DatabaseIsNewer as fault:
        raise SystemExit(str(fault)) from None
    finally:
        connection.close()  # lets go of the lock and of the settings


def load_demo_once() -> bool:
    """Load the demo into a database without organizations and write `demo.json`; tell whether it was done.

    The file is written before the rows are committed: a start killed in between leaves a file without rows, which the
    next start writes anew, never rows whose passwords nobody knows.
    """
    from django.db import connection, transaction

    from sangdam.demo.loading import load_demo
    from sangdam.organizations.selectors import first_organization

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_PREPARATION_LOCK])
        if first_organization() is not None:
            return False
        write_demo_file(load_demo(environment()))
    return True


def write_demo_file(demo: dict[str, Any]) -> None:
    """Keep what the demo's people and programs need to sign in."""
    write_privately(demo_file(), json.dumps(demo, ensure_ascii=False, indent=2) + "\n")


def demo_file() -> Path:
    """Return where the demo's addresses, keys and passwords stand."""
    return environment().data / "demo.json"


def write_privately(path: Path, text: str) -> None:
    """Write a file that only its owner may read (mode 600), whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mkstemp makes it mode 600
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def announcement() -> str:
    """Return the addresses, and the demo's logins or how to make the first organization."""
    from sangdam.organizations.selectors import first_organization

    lines = [f"Console    {environment().console_url}"]
    if first_organization() is not None:
        if demo_file().exists():
            lines += _demo_lines(_current_demo())
        return "\n".join(lines)
    program = program_name()
    return "\n".join(
        [
            *lines,
            "",
            "There is no organization yet. Make the first one, a service and somebody who can sign in:",
            f"  {program} create-organization --domain acme --name 'Acme'",
            f"  {program} create-service --organization acme --id support --name 'Acme support'",
            f"  {program} create-member --organization acme --email you@example.com --name 'You'"
            " --organization-administrator --service support --role administrator",
            "",
        ]
    )


def _current_demo() -> dict[str, Any]:
    """Read what was kept of the demo, with the addresses it has now: another start may use another port."""
    from sangdam.demo.loading import addresses

    kept = json.loads(demo_file().read_text(encoding="utf-8"))
    current = {**kept, **addresses(environment())}
    if current != kept:
        write_demo_file(current)
    return current


def _demo_lines(demo: dict[str, Any]) -> list[str]:
    organization, service = demo["organization"], demo["service"]
    lines = [
        f"Site       {demo['site_url']}",
        f"Open API   {demo['api_url']}/{service['id']}",
        f"Live       {demo['live_url']}",
        "",
        f"Demo organization {organization['name']} ({organization['domain']}), service {service['id']};"
        f" its keys stand in {demo_file()}",
    ]
    width = max(len(member["email"]) for member in demo["members"])
    for member in demo["members"]:
        role = member["role"].replace("_", " ")
        lines.append(f"  {member['email']:<{width}}  {member['password']}  {member['name']}, {role}")
    return [*lines, ""]


def program_name() -> str:
    """Return how to call this program from the folder people are in."""
    program = Path(sys.executable).parent / "sangdam"
    return os.path.relpath(program) if program.exists() and Path.cwd() in program.parents else "sangdam"
