import re
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.core.cache import cache
from procrastinate.contrib.django.models import ProcrastinateJob

from sangdam.accounts.jobs import send_member_mail
from sangdam.accounts.models import Member
from tests.factories import PASSWORD, make_member

pytestmark = pytest.mark.django_db

LOGIN, RESET = "/accounts/login/", "/accounts/password/reset/"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def test_a_member_signs_in_with_address_and_password(client):
    member = make_member()
    response = client.post(LOGIN, {"login": member.email.upper(), "password": PASSWORD})
    assert (response.status_code, response.url) == (302, "/console/")
    assert client.session["_auth_user_id"] == str(member.pk)
    assert "data-toast" not in client.get("/console/").content.decode()


@pytest.mark.parametrize("given", [{"password": "wrong"}, {"login": "nobody@example.com"}, {"login": ""}])
def test_a_wrong_pair_is_told_without_saying_which(client, given):
    member = make_member()
    response = client.post(LOGIN, {"login": member.email, "password": PASSWORD, **given})
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_known_and_unknown_addresses_get_the_same_answer(client):
    member = make_member(language="en")
    wrong = client.post(LOGIN, {"login": member.email, "password": "wrong password"}).content.decode()
    unknown = client.post(LOGIN, {"login": "nobody@example.com", "password": "wrong password"}).content.decode()

    def plain(page):
        return re.sub(r"csrfmiddlewaretoken\" value=\"[^\"]*|value=\"[^\"]*@example.com", "", page)

    assert plain(wrong) == plain(unknown)


def test_an_inactive_member_does_not_get_in(client):
    member = make_member()
    Member.objects.filter(pk=member.pk).update(is_active=False)
    client.post(LOGIN, {"login": member.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_guessing_is_stopped_even_with_the_right_password_at_last(client):
    member = make_member()
    for _ in range(5):
        client.post(LOGIN, {"login": member.email, "password": "wrong password"})
    client.post(LOGIN, {"login": member.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_a_session_id_from_before_does_not_survive_sign_in(client):
    member = make_member()
    client.get(LOGIN)
    before = client.session.session_key
    client.post(LOGIN, {"login": member.email, "password": PASSWORD})
    assert client.session.session_key != before


def test_nobody_signs_up(client):
    client.post("/accounts/signup/", {"email": "new@example.com", "password1": PASSWORD})
    assert not Member.objects.filter(email="new@example.com").exists()


ELSEWHERE = [
    "//evil.example",
    "https://evil.example/",
    "\\\\evil.example",
    "https:evil",
    "//acme.localhost/",
    "//127.0.0.1/",
    "//[::1]/",
    "//localhost/",
    "http://localhost/console/",
    "http://testserver/console/",
    "http:///evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "/console/\r\nSet-Cookie: a=b",
    "/\u2028/evil.example",
    " /console/",
    "javascript:alert(1)",
    "data:text/html,x",
    "console/",
    "",
]
# Every way on that takes its goal from the request: where, what else is sent, where it leads without a goal.
WAYS_ON = {
    "sign-in": (LOGIN, {"login": "{email}", "password": PASSWORD}, False, "/console/"),
    "sign-out": ("/accounts/logout/", {}, True, LOGIN),
    "new password": (
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "another good one", "password2": "another good one"},
        True,
        "/accounts/password/change/",
    ),
    "theme": ("/console/preferences/", {"theme": "dark"}, True, "/console/preferences/"),
    "language": ("/console/language/", {"language": "ko"}, False, LOGIN),
}


@pytest.mark.parametrize("way", WAYS_ON)
@pytest.mark.parametrize("goal", ELSEWHERE)
def test_every_way_on_stays_in_the_console(client, way, goal):
    path, form, is_signed_in, fallback = WAYS_ON[way]
    member = make_member()
    if is_signed_in:
        client.force_login(member)
    form = {name: value.format(email=member.email) for name, value in form.items()}
    response = client.post(f"{path}?{urlencode({'next': goal})}", {**form, "next": goal})
    assert (response.status_code, response.url) == (302, fallback)


@pytest.mark.parametrize("way", WAYS_ON)
def test_every_way_on_leads_back_to_where_the_member_was(client, way):
    path, form, is_signed_in, _ = WAYS_ON[way]
    member = make_member()
    if is_signed_in:
        client.force_login(member)
    form = {name: value.format(email=member.email) for name, value in form.items()}
    assert client.post(path, {**form, "next": "/console/x/?a=1&b=%2F%2F"}).url == "/console/x/?a=1&b=%2F%2F"


@pytest.mark.parametrize("goal", ["//acme.localhost/", "//127.0.0.1/", "/\\evil.example"])
def test_who_is_signed_in_already_is_led_nowhere_else_either(client, goal):
    client.force_login(make_member())
    assert client.get(LOGIN, {"next": goal}).url == "/console/"
    assert client.get(LOGIN, {"next": "/console/preferences/"}).url == "/console/preferences/"


@pytest.mark.parametrize(
    "path",
    [LOGIN, RESET, "/accounts/password/change/", "/accounts/logout/", "/accounts/password/reset/key/1-nonsense/"],
)
def test_no_browser_keeps_a_form_of_the_way_in(client, path):
    client.force_login(make_member())
    if path in {LOGIN, RESET}:
        client.logout()
    response = client.get(path)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_the_page_behind_a_mailed_link_is_kept_by_no_browser(client):
    client.post(RESET, {"email": make_member().email})
    queued = ProcrastinateJob.objects.get(task_name="accounts.send_member_mail")
    send_member_mail(**queued.args)
    link = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[0].body).group(1)
    first = client.get(link)
    form = client.get(first.url)
    assert "password1" in form.content.decode()
    assert [("no-store" in response["Cache-Control"]) for response in (first, form)] == [True, True]


def test_the_reset_mail_waits_encrypted_and_its_link_works_once(client):
    member = make_member(language="en")
    asked = client.post(RESET, {"email": member.email})
    queued = ProcrastinateJob.objects.get(task_name="accounts.send_member_mail")
    assert member.email not in str(queued.args)
    send_member_mail(**queued.args)
    (message,) = mail.outbox
    assert (message.to, message.subject) == ([member.email], "Reset your Sangdam password")
    link = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", message.body).group(1)
    form = client.get(link, follow=True)
    action = form.redirect_chain[-1][0]
    client.post(action, {"password1": "another good one", "password2": "another good one"})
    member.refresh_from_db()
    assert member.check_password("another good one")
    assert client.get(link, follow=True).context.get("token_fail")
    unknown = client.post(RESET, {"email": "nobody@example.com"})
    assert (unknown.status_code, unknown.url) == (asked.status_code, asked.url)
    assert ProcrastinateJob.objects.count() == 1


def test_the_reset_link_leads_to_the_console_whatever_host_was_asked(client, settings):
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(
        update={"scheme": "https", "host": "desk.example.com", "public_port": 443}
    )
    client.post(RESET, {"email": make_member().email}, HTTP_HOST="localhost:9999")
    queued = ProcrastinateJob.objects.get(task_name="accounts.send_member_mail")
    send_member_mail(**queued.args)
    assert "\nhttps://desk.example.com/accounts/password/reset/key/" in mail.outbox[0].body
