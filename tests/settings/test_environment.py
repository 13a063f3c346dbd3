import pytest
from pydantic import ValidationError

from sangdam.settings.environment import Environment


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "http://localhost:8000"),
        ({"port": 9000}, "http://localhost:9000"),
        ({"host": "help.example.com", "scheme": "https", "public_port": 443}, "https://help.example.com"),
        ({"host": "help.example.com", "public_port": 80}, "http://help.example.com"),
    ],
)
def test_the_consoles_address_is_what_people_type(given, expected):
    assert Environment(**given).console_url == expected


def test_customers_pages_have_an_origin_of_their_own():
    environment = Environment(host="help.example.com", scheme="https", public_port=443)
    assert environment.site_url("acme") == "https://acme.help.example.com"


def test_the_live_process_takes_the_next_port_unless_a_proxy_moves_it():
    assert Environment(port=9000).live_base_url == "http://localhost:9001"
    assert Environment(live_url="https://live.example.com").live_base_url == "https://live.example.com"


@pytest.mark.parametrize(
    "wrong",
    [
        {"port": 0},
        {"port": 70000},
        {"public_port": 70000},
        {"scheme": "ftp"},
        {"trusted_proxies": "10.0.0.0/40"},
        {"bind": "sangdam.example"},
        {"bind": "300.1.1.1"},
        {"host": "https://desk.example.com"},
        {"database_url": "sangdam"},
        {"database_url": "mysql://sangdam@db.example.com/sangdam"},
        {"database_url": "postgresql://sangdam:a/b@db.example.com/sangdam"},
        {"database_url": "postgresql://sangdam:a#b@db.example.com/sangdam"},
        {"email_url": "mail.example.com"},
        {"email_url": "smtp://"},
        {"email_url": "smtp://mail.example.com:99999"},
        {"email_url": "smtp+tls://desk:a#b@mail.example.com"},
    ],
)
def test_a_wrong_setting_is_refused_at_start(wrong):
    with pytest.raises(ValidationError):
        Environment(**wrong)


def test_every_variable_has_a_sentence():
    assert [name for name, field in Environment.model_fields.items() if not field.description] == []


@pytest.mark.parametrize(
    "right",
    [
        {"bind": "::"},
        {"bind": "0.0.0.0"},
        {"database_url": "postgresql:///sangdam"},
        {"database_url": "postgresql://sangdam:p%40ss%2F%3A%23@/sangdam?host=/run/postgresql&port=5433"},
        {"database_url": "postgres://sangdam@%2Frun%2Fpostgresql:5433/sangdam?sslmode=require"},
        {"email_url": "smtp+tls://a%40b:p%2F%3A%23@mail.example.com:587"},
        {"email_url": "smtps://[::1]:465"},
    ],
)
def test_a_usable_setting_is_taken_as_it_stands(right):
    environment = Environment(**right)
    assert {name: getattr(environment, name) for name in right} == right


def test_localhost_is_the_address_everybody_means():
    assert Environment(bind="localhost").bind == "127.0.0.1"


def test_a_host_is_compared_in_small_letters():
    assert Environment(host="Desk.Example.com").host == "desk.example.com"


@pytest.mark.parametrize(
    "name", ["DATABASE_URL", "EMAIL_URL", "SANGDAM_BIND", "SANGDAM_HOST", "SANGDAM_PORT", "SANGDAM_PUBLIC_PORT"]
)
def test_a_variable_left_empty_is_as_good_as_absent(monkeypatch, name):
    monkeypatch.delenv(name, raising=False)
    absent = Environment()
    monkeypatch.setenv(name, "")
    assert Environment() == absent
