import pytest

from sangdam.doors.hosts import OPEN_API_PATH, organization_domain


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("localhost:8000", None),
        ("localhost", None),
        ("127.0.0.1:8000", None),
        ("[::1]:8000", None),
        ("acme.localhost:8000", "acme"),
        ("ACME.localhost", "acme"),
        ("a.b.localhost", "a.b"),
        ("notlocalhost", None),
    ],
)
def test_the_host_tells_whose_pages_these_are(host, domain):
    assert organization_domain(host) == domain


@pytest.mark.parametrize(
    "path",
    [
        "/support/api/v2/service.json",
        "/support/openapi/v1/ticket.json",
        "/console/api/x",
        "/a1/api/v2/service.json",
        "/support//api/v2/service.json",
        "//api/v2/service.json",
        "/api/v2/service.json",
        "/a\nb/api/v2/service.json",
    ],
)
def test_open_api_paths_go_to_their_door(path):
    assert OPEN_API_PATH.match(path)


@pytest.mark.parametrize(
    "path", ["/", "/console/support/tickets/all/", "/support/hc/", "/support/hc/api/x", "/myapi/x", "/api"]
)
def test_other_paths_do_not(path):
    assert not OPEN_API_PATH.match(path)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/console/", "/accounts/login/", "/console/support/tickets/all/"])
def test_the_console_is_not_on_a_customers_host(client, path):
    response = client.get(path, HTTP_HOST="acme.localhost")
    assert response.status_code == 404
    assert not response.cookies


@pytest.mark.django_db
def test_an_unknown_host_is_refused(client):
    assert client.get("/", HTTP_HOST="evil.example").status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["localhost", "acme.localhost"])
def test_health_is_told_on_every_host(client, host):
    response = client.get("/healthz", HTTP_HOST=host)
    assert (response.status_code, response.content) == (200, b"ok")
