"""Make organizations, services and members from the command line, until the console has the screens for it."""

import argparse
import getpass
import secrets
import sys
from typing import Any

from sangdam.cli.database import running_database

# What each error of the rooms means to an operator.
_SENTENCES = {
    "domain_invalid": "A domain has 3 to 40 letters, digits and hyphens, and begins with no hyphen.",
    "domain_taken": "Another organization has this domain.",
    "service_id_invalid": "A service id has 1 to 45 letters and nothing else.",
    "service_id_reserved": "This service id is the name of one of our own pages; choose another.",
    "service_id_taken": "Another service of this installation has this id.",
    "name_taken": "Another service has this name.",
    "languages_invalid": "The languages are codes such as ko, en, ja, each once.",
    "time_zone_invalid": "The time zone is not one the system knows; it looks like Asia/Seoul.",
    "email_invalid": "This is not an e-mail address.",
    "email_taken": "A member with this e-mail exists already.",
    "password_weak": "The password is too weak.",
    "other_organization": "The service belongs to another organization.",
    "group_name_taken": "Another group of the service has this name.",
    "already_agent": "The member is an agent of this service already.",
}


def create_organization(arguments: argparse.Namespace) -> int:
    """Run `sangdam create-organization`."""
    with running_database():
        from sangdam.organizations import actions

        made = _ask(actions.create_organization, name=arguments.name, domain=arguments.domain)
        print(f"Made the organization {made.name}: domain {made.domain}, id {made.organization_id}.")
        print(f"Its key, shown this once: {actions.read_organization_key(made)}")
    return 0


def create_service(arguments: argparse.Namespace) -> int:
    """Run `sangdam create-service`: the service has the system fields that every inquiry needs."""
    with running_database():
        from django.db import transaction

        from sangdam.fields.actions import add_system_fields
        from sangdam.organizations import actions

        with transaction.atomic():
            made = _ask(
                actions.create_service,
                organization=_organization(arguments.organization),
                service_id=arguments.id,
                name=arguments.name,
                languages=[code.strip() for code in arguments.languages.split(",") if code.strip()],
                time_zone=arguments.time_zone,
            )
            _ask(add_system_fields, service=made)
        print(f"Opened the service {made.service_id} of {made.organization.name}.")
    return 0


def create_member(arguments: argparse.Namespace) -> int:
    """Run `sangdam create-member`: nothing is made unless the member and the place in the service can both be."""
    password = secrets.token_urlsafe(12) if arguments.generate_password else _ask_password()
    with running_database():
        from django.db import transaction

        from sangdam.accounts import actions

        with transaction.atomic():
            member = _ask(
                actions.create_member,
                organization=_organization(arguments.organization),
                email=arguments.email,
                name=arguments.name,
                password=password,
                language=arguments.language,
                is_organization_administrator=arguments.organization_administrator,
            )
            if arguments.service:
                _add_to_service(arguments, member)
        print(f"{member.name} can sign in with {member.email}.")
        if arguments.generate_password:
            print(f"The password, shown this once: {password}")
    return 0


def _add_to_service(arguments: argparse.Namespace, member: Any) -> None:
    from django_scopes import scope

    from sangdam.agents import actions
    from sangdam.agents.selectors import find_group
    from sangdam.organizations.selectors import find_any_service

    service = find_any_service(arguments.service)
    if service is None:
        raise SystemExit(f"There is no service {arguments.service}; make it with create-service.")
    with scope(service=service):
        group = find_group(name=arguments.group)
    group = group or _ask(actions.create_group, service=service, name=arguments.group)
    _ask(actions.add_agent, service=service, member=member, groups=[group], role=arguments.role)


def _organization(domain: str) -> Any:
    from sangdam.organizations.selectors import find_organization

    organization = find_organization(domain)
    if organization is None:
        raise SystemExit(f"There is no organization with the domain {domain}; make it with create-organization.")
    return organization


def _ask(action: Any, **details: Any) -> Any:
    """Call an action as the system; end the program with a sentence when a rule forbids it."""
    from sangdam.foundation.errors import DomainError
    from sangdam.foundation.events import Actor

    try:
        return action(actor=Actor.system(), **details)
    except DomainError as error:
        reasons = " ".join(error.details.get("reasons", []))
        sentence = _SENTENCES.get(error.code, f"That was refused: {error.code}.")
        raise SystemExit(f"{sentence} {reasons}".strip()) from None


def _ask_password() -> str:
    if not sys.stdin.isatty():
        raise SystemExit("There is no terminal to ask for a password on: use --generate-password.")
    password = getpass.getpass("Password: ")
    if password != getpass.getpass("The same again: "):
        raise SystemExit("The two passwords differ; nothing was made.")
    return password
