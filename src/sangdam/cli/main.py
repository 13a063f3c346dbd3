"""The `sangdam` command: one subcommand for each thing an operator does.

Nothing heavy is imported here; each subcommand names the module that does it, imported when it is called.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from importlib import metadata

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sangdam.settings.project")


def parser() -> argparse.ArgumentParser:
    """Describe every subcommand and its options."""
    top = argparse.ArgumentParser(
        prog="sangdam", description="Sangdam, an online contact centre. Settings come from the environment (SANGDAM_*)."
    )
    top.add_argument("--version", action="version", version=f"Sangdam {metadata.version('sangdam')}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, handler: str, explanation: str | None) -> argparse.ArgumentParser:
        shown = {} if explanation is None else {"help": explanation, "description": explanation}
        made = commands.add_parser(name, **shown)  # type: ignore[arg-type]
        made.set_defaults(handler=handler)
        return made

    up = command(
        "up", "sangdam.cli.up:run", "Run everything on this machine, with a database of its own if none is named."
    )
    up.add_argument("--no-demo", action="store_true", help="start empty: load no demo organization")
    command("web", "sangdam.cli.servers:run_web", "Run the web processes alone: pages and the Open API.")
    command("live", "sangdam.cli.servers:run_live", "Run the live process alone: it pushes events to open screens.")
    command("worker", "sangdam.cli.worker:run", "Run a worker alone: events, mail, schedules.")
    migrate = command("migrate", "sangdam.cli.preparation:run_migrate", "Bring the database's tables to this version.")
    migrate.add_argument(
        "--check",
        action="store_true",
        help="change nothing: tell which migrations would run and about how long (exit code 0: none, 3: some, 2: the"
        " database is newer than this program)",
    )
    command("demo", "sangdam.cli.preparation:run_demo", "Load the demo organizations into an empty database.")
    prepare = command(
        "prepare", "sangdam.cli.preparation:run_prepare", None
    )  # what `up` does before its children start
    prepare.add_argument("--no-demo", action="store_true")
    command("doctor", "sangdam.cli.doctor:run", "Check everything a deployment needs, and say what is wrong.")

    organization = command("create-organization", "sangdam.cli.people:create_organization", "Found an organization.")
    organization.add_argument(
        "--domain", required=True, help="3-40 letters, digits, hyphens; {domain}.<host> is its site"
    )
    organization.add_argument("--name", required=True)

    service = command("create-service", "sangdam.cli.people:create_service", "Open a service of an organization.")
    service.add_argument("--organization", required=True, metavar="DOMAIN")
    service.add_argument("--id", required=True, help="service id: letters only, unique here, never changed")
    service.add_argument("--name", required=True)
    service.add_argument("--languages", default="ko,ja,en,zh", help="comma separated, the default one first")
    service.add_argument("--time-zone", default="Asia/Seoul")

    member = command("create-member", "sangdam.cli.people:create_member", "Make a member who can sign in.")
    member.add_argument("--organization", required=True, metavar="DOMAIN")
    member.add_argument("--email", required=True)
    member.add_argument("--name", required=True)
    member.add_argument("--language", choices=["ko", "en"], default="ko", help="language of the console")
    member.add_argument("--organization-administrator", action="store_true")
    member.add_argument("--service", metavar="ID", help="make the member an agent of this service too")
    member.add_argument("--role", choices=["administrator", "agent"], default="agent", help="role in the service")
    member.add_argument("--group", default="Support", help="group in the service, made when absent")
    member.add_argument(
        "--generate-password", action="store_true", help="print a random password once instead of asking for one"
    )
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand and return its exit code: 0 done, 1 something is wrong, 2 refused."""
    given = parser().parse_args(arguments)
    module, function = given.handler.split(":")
    return int(getattr(importlib.import_module(module), function)(given))


if __name__ == "__main__":
    sys.exit(main())
