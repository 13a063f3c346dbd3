import re

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


@pytest.mark.parametrize("next_page", ["//evil.example", "https://evil.example/", "\\\\evil.example", "https:evil"])
def test_signing_in_leads_nowhere_else(client, next_page):
    member = make_member()
    response = client.post(
        f"{LOGIN}?next={next_page}", {"login": member.email, "password": PASSWORD, "next": next_page}
    )
    assert response.url == "/console/"


def test_the_reset_mail_waits_sealed_and_its_link_works_once(client):
    member = make_member(language="en")
    asked = client.post(RESET, {"email": member.email})
    queued = ProcrastinateJob.objects.get(task_name="accounts.send_member_mail")
    assert member.email not in str(queued.args)
    send_member_mail(**queued.args)
    (message,) = mail.outbox
    assert (message.to, message.subject) == ([member.email], "Choose a new Sangdam password")
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
