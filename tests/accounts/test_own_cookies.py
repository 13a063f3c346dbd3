"""Cookies that a customer's page plants beside the console's own; what browsers do is tried in tests/browser."""

import json
import os
import subprocess
import sys

import pytest
from django.test import Client

from tests.factories import make_agent, make_member, make_service

pytestmark = pytest.mark.django_db

HTML = {"Accept": "text/html", "Host": "desk.example.com"}


@pytest.fixture(autouse=True)
def _host(settings):
    settings.ALLOWED_HOSTS = ["desk.example.com", ".desk.example.com"]
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"host": "desk.example.com"})


def session_of(member):
    client = Client()
    client.force_login(member)
    return client.cookies["sangdam_console"].value


def ask(cookies, path="/console/", method="get", **headers):
    return getattr(Client(), method)(path, headers={**HTML, "Cookie": cookies, **headers})


def removed(response):
    """List what a response removes: name, domain, path."""
    return {(cookie.key, cookie["domain"], cookie["path"]) for cookie in response.cookies.values() if cookie["domain"]}


@pytest.mark.parametrize("method", ["get", "post"])
def test_two_of_a_name_are_asked_for_once_more_after_what_is_not_ours_was_removed(method):
    own, other = session_of(make_member()), session_of(make_member())
    path = "/console/support/tickets/?a=1"
    response = ask(f"sangdam_console={own}; sangdam_console={other}", path, method)
    assert (response.status_code, response["Location"], response["Cache-Control"]) == (307, path, "no-store")
    folders = {"/", "/console", "/console/", "/console/support", "/console/support/"}
    folders |= {"/console/support/tickets", "/console/support/tickets/"}
    sessions = {(domain, folder) for name, domain, folder in removed(response) if name == "sangdam_console"}
    assert sessions == {(domain, folder) for domain in ("desk.example.com", "example.com") for folder in folders}
    assert ("", "desk.example.com", "/") in removed(response)
    # Ours has no domain: nothing removes it.
    assert [name for name, cookie in response.cookies.items() if not cookie["domain"]] == ["sangdam_swept"]


@pytest.mark.parametrize(
    "cookies",
    [
        "sangdam_console={own}; sangdam_console={other}",
        "sangdam_console={other}; sangdam_console={own}",
        "sangdam_console={own};sangdam_console=garbage",
        " sangdam_console = {other} ;a=b; sangdam_console={own}",
    ],
)
def test_planted_without_end_nobody_is_taken_for_anybody_and_nothing_of_ours_is_lost(cookies):
    member = make_member()
    own, other = session_of(member), session_of(make_member())
    response = ask(cookies.format(own=own, other=other) + "; sangdam_swept=1")
    assert response["Location"] == "/accounts/login/?next=%2Fconsole%2F"
    assert ("sangdam_console", "desk.example.com", "/") in removed(response)
    assert "sangdam_console" not in response.cookies
    again = ask(f"sangdam_console={own}; sangdam_swept=1")
    assert again.status_code == 200


@pytest.mark.parametrize("name", ["sangdam_csrf", "sangdam_language", "sangdam_known_browser"])
def test_so_it_is_with_every_cookie_of_ours(name):
    assert ask(f"{name}=a; {name}=b", "/accounts/login/").status_code == 307


@pytest.mark.parametrize("cookies", ["", "a=1; a=2", "sangdam_console2=a; sangdam_console=b", "sangdam_console"])
def test_other_cookies_are_nobodys_business(cookies):
    assert ask(cookies, "/accounts/login/").status_code == 200


def test_a_cookie_planted_alone_serves_for_one_page_at_most():
    agent = make_agent(make_service())
    cookies = f"sangdam_console={session_of(agent.member)}"
    path = f"/console/{agent.service.service_id}/tickets/all/"
    assert ("sangdam_console", "desk.example.com", "/") in removed(ask(cookies, path))
    assert ("sangdam_console", "desk.example.com", "/console") in removed(
        ask(cookies, path, Referer="http://acme.desk.example.com/")
    )
    # Who walks about within the console pays nothing for it; nor do parts of pages.
    assert removed(ask(cookies, path, Referer="http://desk.example.com/console/")) == set()
    assert removed(ask(cookies, path, Accept="*/*")) == set()


def test_nothing_is_removed_where_no_page_was_reached_with_a_session():
    assert removed(ask("", "/accounts/login/")) == set()
    assert removed(ask(f"sangdam_console={session_of(make_member())}", method="post")) == set()


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("/%ED%95%9C/", "/%ED%95%9C/"),
        ("/a%0D%0AX-Made-Up:%201/", "/a%0D%0AX-Made-Up:%201/"),
        ("/a%3Bdomain%3D%3Bmax-age%3D9999/", "/a%3Bdomain%3D%3Bmax-age%3D9999/"),
    ],
)
@pytest.mark.parametrize("cookies", ["sangdam_console=a; sangdam_console=b", "sangdam_console=a"])
def test_nobody_writes_into_a_removal_by_the_address(cookies, path, folder):
    response = ask(cookies, path)
    assert ("sangdam_console", "desk.example.com", folder) in removed(response)
    for cookie in response.cookies.values():
        assert all(" " < character < "\x7f" for character in cookie["path"])
        assert ";" not in cookie["path"]


def test_pages_of_customers_read_and_remove_nothing():
    response = ask("sangdam_console=a; sangdam_console=b", "/healthz", Host="acme.desk.example.com")
    assert (response.status_code, removed(response)) == (200, set())


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "desk", "10.1.2.3"])
def test_where_browsers_take_a_domain_for_none_nothing_is_removed(settings, host):
    settings.ALLOWED_HOSTS = ["*"]
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"host": "desk"})
    cookies = f"sangdam_console={session_of(make_member())}"
    for given in (cookies, f"{cookies}; sangdam_csrf=a; sangdam_csrf=b"):
        response = ask(given, Host=host)
        assert (response.status_code, removed(response)) == (200, set())


PROGRAM = """
import json, django
django.setup()
from django.conf import settings
names = [*settings.OWN_COOKIE_NAMES, settings.CSRF_COOKIE_SECURE, settings.SESSION_COOKIE_SECURE]
names += [settings.LANGUAGE_COOKIE_SECURE, settings.SESSION_COOKIE_DOMAIN, settings.SESSION_COOKIE_PATH]
names += [settings.CSRF_COOKIE_DOMAIN, settings.CSRF_COOKIE_PATH, settings.LANGUAGE_COOKIE_PATH]
print(json.dumps(names))
"""


@pytest.mark.parametrize(("scheme", "prefix"), [("http", ""), ("https", "__Host-")])
def test_by_https_every_name_is_one_that_no_other_host_can_set(tmp_path, scheme, prefix):
    environment = os.environ | {"SANGDAM_SCHEME": scheme, "SANGDAM_DATA": str(tmp_path)}
    environment["DJANGO_SETTINGS_MODULE"] = "sangdam.settings.project"
    run = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True)
    names = [f"{prefix}sangdam_{name}" for name in ("console", "csrf", "language", "known_browser")]
    is_secure = scheme == "https"
    assert json.loads(run.stdout) == [*names, *[is_secure] * 3, None, "/", None, "/", "/"]


def test_by_https_a_cookie_of_the_old_name_is_ignored(settings):
    value = session_of(make_member())
    settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE = "__Host-sangdam_console", True
    assert ask(f"sangdam_console={value}")["Location"].startswith("/accounts/login/")
    assert ask(f"sangdam_console={value}; sangdam_console=x").status_code == 302
    assert ask(f"__Host-sangdam_console={value}; sangdam_console=x").status_code == 200
