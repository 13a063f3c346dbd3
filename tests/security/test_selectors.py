import pytest
from django_scopes import scope

from sangdam.foundation.errors import NotPermitted
from sangdam.foundation.events import Actor
from sangdam.organizations.selectors import find_service
from sangdam.security.actions import change_key, enable_open_api, note_rejected_call, set_allowed_addresses
from sangdam.security.selectors import (
    admit_caller,
    list_rejected_calls,
    read_open_api_access,
    read_open_api_settings,
    read_spam_limits,
)
from tests.factories import make_administrator, make_agent, make_service

pytestmark = pytest.mark.django_db


def test_a_new_service_is_closed_and_limits_nothing():
    service = make_service()
    settings = read_open_api_settings(agent=make_administrator(service))
    assert (settings.is_enabled, settings.key_hint, settings.allowed_addresses) == (False, "", ())
    assert settings.spam.is_enabled is False


def test_an_administrator_sees_the_end_of_the_key_only():
    service = make_service()
    key = enable_open_api(service=service, actor=Actor.system())
    set_allowed_addresses(service=service, actor=Actor.system(), addresses=["192.0.2.0/24"])
    settings = read_open_api_settings(agent=make_administrator(find_service(service.service_id)))
    assert (settings.is_enabled, settings.key_hint) == (True, key[-4:])
    assert settings.allowed_addresses == ("192.0.2.0/24",)
    assert settings.key_changed_at is not None
    assert key not in repr(settings)


def test_agents_see_neither_settings_nor_rejected_calls():
    service = make_service()
    agent = make_agent(service)
    for read in (read_open_api_settings, list_rejected_calls):
        with scope(service=service), pytest.raises(NotPermitted):
            read(agent=agent)


def test_the_latest_refused_calls_come_first():
    service, other = make_service(), make_service()
    for reason, where in (("open_api_off", service), ("signature_wrong", service), ("signature_missing", other)):
        with scope(service=where):
            note_rejected_call(service=where, method="GET", path="/x", address="::1", reason=reason)
    with scope(service=service):
        calls = list_rejected_calls(agent=make_administrator(service))
    assert [call.reason for call in calls] == ["signature_wrong", "open_api_off"]


def test_reading_the_access_again_asks_the_database_nothing(django_assert_num_queries):
    service = make_service()
    enable_open_api(service=service, actor=Actor.system())
    service = find_service(service.service_id)
    admit_caller(service, "192.0.2.1")
    read_spam_limits(service)
    with django_assert_num_queries(0):
        admit_caller(service, "192.0.2.1")
        read_open_api_access(service)
        read_spam_limits(service)
    change_key(service=service, actor=Actor.system())
    with django_assert_num_queries(1):
        read_open_api_access(service)
