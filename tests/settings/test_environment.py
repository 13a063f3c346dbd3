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


@pytest.mark.parametrize("wrong", [{"port": 0}, {"port": 70000}, {"scheme": "ftp"}, {"trusted_proxies": "10.0.0.0/40"}])
def test_a_wrong_setting_is_refused_at_start(wrong):
    with pytest.raises(ValidationError):
        Environment(**wrong)


def test_every_variable_has_a_sentence():
    assert [name for name, field in Environment.model_fields.items() if not field.description] == []


def test_an_empty_address_is_none():
    environment = Environment(email_url="", database_url="")
    assert environment.email_url is None
    assert environment.database_url is None
