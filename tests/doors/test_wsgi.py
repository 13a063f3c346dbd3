import pytest

from sangdam.doors import wsgi
from sangdam.settings.environment import environment


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_request_has_the_scheme_that_people_see(settings, monkeypatch, scheme):
    settings.ENVIRONMENT = environment().model_copy(update={"scheme": scheme})
    monkeypatch.setattr(wsgi, "_django", lambda environ, start_response: [environ["wsgi.url_scheme"].encode()])
    assert wsgi.application({"wsgi.url_scheme": "http"}, lambda *_: None) == [scheme.encode()]
