import pytest
from django.test import RequestFactory

from sangdam.foundation import caller


@pytest.fixture
def trust(monkeypatch):
    def trusting(*networks):
        import ipaddress

        parsed = tuple(ipaddress.ip_network(network) for network in networks)
        monkeypatch.setattr(caller, "_trusted_networks", lambda: parsed)

    return trusting


def address(peer, forwarded=None):
    extra = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}
    return caller.caller_address(RequestFactory().get("/", REMOTE_ADDR=peer, **extra))


def test_without_trusted_proxies_the_header_is_ignored(trust):
    trust()
    assert address("203.0.113.9", "198.51.100.7") == "203.0.113.9"


def test_a_header_from_an_untrusted_peer_is_ignored(trust):
    trust("10.0.0.0/8")
    assert address("203.0.113.9", "198.51.100.7") == "203.0.113.9"


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("1.1.1.1, 198.51.100.7", "198.51.100.7"),
        ("1.1.1.1, 198.51.100.7, 10.9.9.9", "198.51.100.7"),
        ("10.1.1.1, 10.2.2.2", "10.1.1.1"),
        ("garbage", "10.0.0.1"),
        ("198.51.100.7, garbage", "10.0.0.1"),
        ("", "10.0.0.1"),
        ("2001:db8::7", "2001:db8::7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
    ],
)
def test_behind_a_trusted_proxy_the_last_untrusted_hop_is_the_caller(trust, forwarded, expected):
    trust("10.0.0.0/8")
    assert address("10.0.0.1", forwarded) == expected


def test_ipv6_proxies_are_trusted_by_network(trust):
    trust("fd00::/8")
    assert address("fd00::1", "2001:db8::7") == "2001:db8::7"
