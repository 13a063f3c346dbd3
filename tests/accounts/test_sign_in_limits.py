"""Guessing is stopped, and stops nobody but who guesses."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from sangdam.accounts import sign_in_limits
from tests.factories import PASSWORD, make_member

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
HOME, OFFICE = "192.0.2.1", "198.51.100.7"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def attempt(member, *, address=HOME, password=PASSWORD, client=None):
    client = client or Client(headers={"Accept-Language": "en"})
    return client.post(LOGIN, {"login": member.email, "password": password}, REMOTE_ADDR=address)


def fail(member, times, **given):
    for _ in range(times):
        attempt(member, password="wrong password", **given)


def is_in(response):
    return response.status_code == 302


def words_of(response):
    assert response.status_code == 200
    return response.context["form"].non_field_errors()


def test_five_failures_from_an_address_close_the_account_for_that_address_alone():
    member, neighbour = make_member(), make_member()
    fail(member, 4)
    assert is_in(attempt(member))
    fail(member, 1)
    refused = attempt(member)
    assert words_of(refused) == ["Too many failed sign-ins. Try again in 15 minutes, or reset the password."]
    assert refused.context["form"]["login"].value() == member.email
    assert is_in(attempt(member, address=OFFICE))
    assert is_in(attempt(neighbour))


def test_in_korean_it_says_the_same():
    member = make_member()
    client = Client(headers={"Accept-Language": "ko"})
    fail(member, 5, client=client)
    assert words_of(attempt(member, client=client)) == [
        "로그인에 여러 번 실패했습니다. 15분 후에 다시 시도하거나 비밀번호를 재설정해 주세요."
    ]


def test_an_unknown_account_is_closed_in_the_same_words():
    member = make_member()
    stranger = type(member)(email="nobody@example.com")
    fail(stranger, 5)
    fail(member, 5)
    assert words_of(attempt(stranger)) == words_of(attempt(member))


def test_it_opens_again_when_it_said_so():
    member = make_member()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        fail(member, 5)
        assert not is_in(attempt(member))
        clock.shift(timedelta(minutes=15, seconds=1))
        assert is_in(attempt(member))


def test_a_right_password_does_not_count():
    member = make_member()
    assert [is_in(attempt(member)) for _ in range(8)] == [True] * 8


def test_a_browser_that_was_the_members_before_counts_by_itself():
    member = make_member()
    known = Client()
    assert is_in(attempt(member, client=known))
    known.post("/accounts/logout/")
    fail(member, 6)
    assert is_in(attempt(member, client=known))
    known.post("/accounts/logout/")
    # Its own count is no way around the others.
    fail(member, 10, client=known)
    assert (
        "15 minutes" in words_of(attempt(member, client=known))[0]
        or "15분" in words_of(attempt(member, client=known))[0]
    )


def test_failures_at_one_account_close_no_other_that_the_browser_knows():
    first, second = make_member(), make_member()
    known = Client()
    for member in (first, second):
        assert is_in(attempt(member, client=known))
        known.post("/accounts/logout/")
    fail(first, 10, client=known)
    assert not is_in(attempt(first, client=known))
    assert is_in(attempt(second, client=known))


def test_a_browser_is_forgotten_after_half_a_year():
    member = make_member()
    known = Client()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        attempt(member, client=known)
        known.post("/accounts/logout/")
        clock.shift(timedelta(days=181))
        fail(member, 5)
        assert not is_in(attempt(member, client=known))


def test_being_known_for_one_account_helps_with_no_other():
    own, victim = make_member(), make_member()
    known = Client()
    attempt(own, client=known)
    known.post("/accounts/logout/")
    fail(victim, 5, client=known)
    assert not is_in(attempt(victim, client=known))


@pytest.mark.parametrize("value", ["", "x", "W10:x:y", "{}"])
def test_a_cookie_we_did_not_sign_makes_no_browser_known(value, settings):
    member = make_member()
    client = Client()
    client.cookies[settings.KNOWN_BROWSER_COOKIE_NAME] = value
    fail(member, 5, client=client)
    assert not is_in(attempt(member, client=client))


def test_the_cookie_says_nothing_about_whom_and_is_for_the_server_alone(settings):
    member = make_member()
    response = attempt(member)
    cookie = response.cookies[settings.KNOWN_BROWSER_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
    assert member.email.partition("@")[0] not in cookie.value


def test_a_browser_remembers_the_last_accounts_only(settings):
    client = Client()
    members = [make_member() for _ in range(9)]
    for member in members:
        attempt(member, client=client, address=OFFICE)
        client.post("/accounts/logout/")
    fail(members[0], 5, client=client)
    fail(members[8], 5, client=client)
    assert [is_in(attempt(member, client=client)) for member in (members[0], members[8])] == [False, True]


def test_signing_in_again_and_again_makes_a_browser_forget_nobody_else():
    other, often = make_member(), make_member()
    client = Client()
    for member in (other, *[often] * 8):
        assert is_in(attempt(member, client=client))
        client.post("/accounts/logout/")
    fail(other, 5)
    assert is_in(attempt(other, client=client))


def test_one_address_adds_little_to_what_closes_an_account(monkeypatch):
    member = make_member()
    monkeypatch.setitem(sign_in_limits.LIMITS, "account", "8/1h/key")
    fail(member, 30)
    assert is_in(attempt(member, address=OFFICE))


def test_many_addresses_together_close_an_account_to_unknown_browsers(monkeypatch):
    member = make_member()
    known = Client(headers={"Accept-Language": "en"})
    attempt(member, client=known)
    known.post("/accounts/logout/")
    monkeypatch.setitem(sign_in_limits.LIMITS, "account", "8/1h/key")
    for number in range(8):
        fail(member, 1, address=f"203.0.113.{number}")
    assert "60 minutes" in words_of(attempt(member, address=OFFICE))[0]
    assert is_in(attempt(member, address=OFFICE, client=known))


def test_an_address_may_not_try_a_password_at_everybody(monkeypatch):
    monkeypatch.setitem(sign_in_limits.LIMITS, "address", "3/15m/ip")
    members = [make_member() for _ in range(4)]
    for member in members[:3]:
        fail(member, 1)
    assert not is_in(attempt(members[3]))
    assert is_in(attempt(members[3], address=OFFICE))


def test_a_customer_of_an_ipv6_network_is_one_address():
    member = make_member()
    for number in range(5):
        fail(member, 1, address=f"2001:db8:1:2::{number}")
    assert not is_in(attempt(member, address="2001:db8:1:2:ffff::1"))
    assert is_in(attempt(member, address="2001:db8:1:3::1"))


def test_a_new_password_begins_without_failures():
    member = make_member()
    client = Client()
    client.force_login(member)
    fail(member, 5)
    form = {"oldpassword": PASSWORD, "password1": "another horse battery", "password2": "another horse battery"}
    client.post("/accounts/password/change/", form, REMOTE_ADDR=HOME)
    assert is_in(attempt(member, password="another horse battery"))


def test_a_new_password_does_not_excuse_what_the_address_tried_at_others(monkeypatch):
    monkeypatch.setitem(sign_in_limits.LIMITS, "address", "3/15m/ip")
    member = make_member()
    client = Client()
    client.force_login(member)
    for _ in range(3):
        fail(make_member(), 1)
    form = {"oldpassword": PASSWORD, "password1": "another horse battery", "password2": "another horse battery"}
    client.post("/accounts/password/change/", form, REMOTE_ADDR=HOME)
    assert is_in(attempt(member, address=OFFICE, password="another horse battery"))
    assert not is_in(attempt(make_member()))


def test_the_table_of_counts_names_no_address_and_nothing_that_can_be_computed():
    member = make_member()
    fail(member, 2)
    Client().post("/accounts/password/reset/", {"email": member.email}, REMOTE_ADDR=HOME)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM sangdam_cache")
        names = [name for (name,) in cursor.fetchall()]
    assert len(names) >= 3
    assert [name for name in names if not name.startswith("1:") or len(name) != 42 or ":" in name[2:]] == []
