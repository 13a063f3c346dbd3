import pytest

from sangdam.foundation.outbound.smtp import connection_options


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", {"host": "mail.example", "port": 25, "use_tls": False, "use_ssl": False}),
        ("smtp://127.0.0.1:2525", {"host": "127.0.0.1", "port": 2525}),
        ("smtp+tls://mail.example", {"port": 587, "use_tls": True, "use_ssl": False}),
        ("smtp+ssl://mail.example", {"port": 465, "use_tls": False, "use_ssl": True}),
        ("smtps://mail.example:4650", {"port": 4650, "use_ssl": True}),
        ("smtp://a%40b.c:p%3A%2Fw@[::1]:25", {"username": "a@b.c", "password": "p:/w", "host": "::1"}),
    ],
)
def test_an_address_is_read(url, expected):
    options = connection_options(url)
    assert {name: options[name] for name in expected} == expected


@pytest.mark.parametrize("url", ["http://mail.example", "mail.example:25", "smtp://", "smtp://:25", "smtp://mail:port"])
def test_an_address_that_says_nothing_is_refused(url):
    with pytest.raises(ValueError, match=r"EMAIL_URL|[Pp]ort"):
        connection_options(url)
