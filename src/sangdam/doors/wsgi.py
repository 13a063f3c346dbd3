"""The web process: pages and the Open API."""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sangdam.settings.project")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

_django = get_wsgi_application()


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """Answer a request as the people see it: with SANGDAM_SCHEME=https, what a proxy passes on in plain came by TLS.

    Links in mails and Strict-Transport-Security depend on it.
    """
    environ["wsgi.url_scheme"] = settings.ENVIRONMENT.scheme
    return _django(environ, start_response)
