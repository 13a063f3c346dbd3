import pytest

from sangdam.accounts.ways_back import leads_back


@pytest.mark.parametrize("path", ["/", "/console/", "/console/x/?next=//evil.example#top", "/%09/x", "/콘솔/"])
def test_paths_of_the_console_lead_back(path):
    assert leads_back(path)


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "console",
        "//a",
        "///a",
        "/\\a",
        "\\/a",
        "/a\\b",
        "/a b",
        "/a\tb",
        "/\x00",
        "/a\x7f",
        "/\u00a0/a",
        "/a\u200b",
        "http:/a",
        "HTTP://localhost/",
        "mailto:a@example.com",
    ],
)
def test_nothing_else_does(address):
    assert not leads_back(address)
