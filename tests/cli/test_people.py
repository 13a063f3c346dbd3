"""The commands that make organizations, services and members, and the sentences they refuse with."""

import re

import pytest
from django_scopes import scope

from sangdam.accounts.errors import AccountError
from sangdam.accounts.models import Member
from sangdam.agents.errors import AgentError
from sangdam.agents.models import Agent, GroupMembership, Role
from sangdam.cli import people
from sangdam.cli.main import main
from sangdam.fields.models import CustomerField
from sangdam.organizations.actions import read_organization_key
from sangdam.organizations.errors import OrganizationError
from sangdam.organizations.models import Organization, Service
from tests.factories import make_member, make_organization, make_service


@pytest.mark.django_db
def test_an_organization_a_service_and_its_first_administrator(capsys):
    assert main(["create-organization", "--domain", "Acme", "--name", "Acme Inc"]) == 0
    organization = Organization.objects.get(domain="acme")
    printed = capsys.readouterr().out
    assert organization.organization_id in printed
    assert read_organization_key(organization) in printed

    service_options = [
        "--id",
        "support",
        "--name",
        "Acme support",
        "--languages",
        "en, ko",
        "--time-zone",
        "Europe/Berlin",
    ]
    assert main(["create-service", "--organization", "acme", *service_options]) == 0
    service = Service.objects.get(service_id="support")
    assert service.time_zone == "Europe/Berlin"
    assert [(language.code, language.is_default) for language in service.languages.all()] == [
        ("en", True),
        ("ko", False),
    ]

    with scope(service=service):
        assert CustomerField.objects.filter(is_system=True).exists()

    member_options = ["--email", "You@Example.com", "--name", "You", "--organization-administrator", "--language", "en"]
    place = ["--service", "Support", "--role", "administrator", "--group", "First line", "--generate-password"]
    assert main(["create-member", "--organization", "acme", *member_options, *place]) == 0
    member = Member.objects.get(email="you@example.com")
    assert member.is_organization_administrator
    assert member.language == "en"
    assert member.check_password(capsys.readouterr().out.strip().rsplit(" ", 1)[1])
    with scope(service=service):
        agent = Agent.objects.get(member=member)
        assert agent.role == Role.ADMINISTRATOR
        assert [membership.group.name for membership in GroupMembership.objects.filter(agent=agent)] == ["First line"]


@pytest.mark.django_db
def test_a_password_is_asked_for_twice_without_showing_it(monkeypatch):
    organization = make_organization()
    monkeypatch.setattr(people.sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(people.getpass, "getpass", lambda question: "correct horse battery")
    options = ["--organization", organization.domain, "--email", "you@example.com", "--name", "You"]
    assert main(["create-member", *options]) == 0
    assert Member.objects.get(email="you@example.com").check_password("correct horse battery")


def test_two_different_passwords_make_nothing(monkeypatch):
    answers = iter(["correct horse battery", "correct horse"])
    monkeypatch.setattr(people.sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(people.getpass, "getpass", lambda question: next(answers))
    with pytest.raises(SystemExit, match="differ"):
        main(["create-member", "--organization", "acme", "--email", "you@example.com", "--name", "You"])


def test_without_a_terminal_it_says_how_to_get_a_password(monkeypatch):
    monkeypatch.setattr(people.sys.stdin, "isatty", lambda: False)
    with pytest.raises(SystemExit, match="--generate-password"):
        main(["create-member", "--organization", "acme", "--email", "you@example.com", "--name", "You"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (["create-organization", "--domain", "a", "--name", "A"], "3 to 40 letters"),
        (["create-organization", "--domain", "taken", "--name", "A"], "Another organization has this domain"),
        (
            ["create-service", "--organization", "nobody", "--id", "x", "--name", "X"],
            "no organization with the domain nobody",
        ),
        (["create-service", "--organization", "taken", "--id", "x1", "--name", "X"], "1 to 45 letters"),
        (["create-service", "--organization", "taken", "--id", "console", "--name", "X"], "one of our own pages"),
        (["create-service", "--organization", "taken", "--id", "TAKEN", "--name", "X"], "Another service of this"),
        (
            ["create-service", "--organization", "taken", "--id", "x", "--name", "Taken"],
            "Another service has this name",
        ),
        (
            ["create-service", "--organization", "taken", "--id", "x", "--name", "X", "--languages", "ko,ko"],
            "each once",
        ),
        (
            ["create-service", "--organization", "taken", "--id", "x", "--name", "X", "--time-zone", "Mars"],
            "Asia/Seoul",
        ),
        (["create-member", "--organization", "taken", "--email", "you", "--name", "You"], "not an e-mail address"),
        (
            ["create-member", "--organization", "taken", "--email", "taken@example.com", "--name", "You"],
            "exists already",
        ),
    ],
)
def test_what_is_not_possible_is_told_in_a_sentence(command, sentence):
    organization = make_organization(domain="taken")
    make_service(organization=organization, service_id="taken", name="Taken")
    make_member(organization=organization, email="taken@example.com")
    if command[0] == "create-member":
        command = [*command, "--generate-password"]
    with pytest.raises(SystemExit, match=sentence):
        main(command)


@pytest.mark.django_db
def test_a_member_is_not_made_without_the_place_that_was_asked_for():
    organization = make_organization(domain="acme")
    other = make_service()
    options = [
        "--organization",
        organization.domain,
        "--email",
        "you@example.com",
        "--name",
        "You",
        "--generate-password",
    ]
    for service, sentence in (("nowhere", "no service nowhere"), (other.service_id, "another organization")):
        with pytest.raises(SystemExit, match=sentence):
            main(["create-member", *options, "--service", service])
    assert not Member.objects.filter(email="you@example.com").exists()


def test_every_code_that_the_rooms_refuse_with_has_a_sentence():
    codes = {
        code
        for error in (OrganizationError, AccountError, AgentError)
        for code in re.findall(r"`([a-z_]+)`", error.__doc__ or "")
    }
    assert codes
    # These commands always name a group.
    assert codes - people._SENTENCES.keys() - {"group_required"} == set()
