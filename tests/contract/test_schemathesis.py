"""The document is kept: generated calls, good and bad, are answered as it says, and none makes the server fail.

Every generated call is signed just before it is sent, so that what is tried is the operation and not the door.
"""

import hashlib
import time
from collections.abc import Callable, Iterator
from email.parser import BytesParser
from email.policy import HTTP
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig

from sangdam.doors.open_api.document import make_document
from sangdam.doors.wsgi import application
from tests.factories import seed_service
from tests.factories.integrator import Integrator, make_integrator, sign

load_all_checks()
SERVICE_ID = "samples"
EXAMPLES = 40


class SigningCaller:
    """A WSGI application in front of ours that signs whatever passes."""

    integrator: Integrator | None = None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        assert self.integrator is not None
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        path = environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
        timestamp = str(time.time_ns() // 1_000_000)
        organization_id = self.integrator.service.organization.organization_id
        environ["HTTP_X_TC_TIMESTAMP"] = timestamp
        environ["HTTP_AUTHORIZATION"] = sign(
            self.integrator.key, organization_id, path, self.content(environ, body), timestamp
        )
        environ["HTTP_HOST"] = "localhost"
        environ["wsgi.input"] = BytesIO(body)
        return application(environ, start_response)

    def content(self, environ: dict[str, Any], body: bytes) -> bytes:
        """Return what is signed of parameters and body, or of the file."""
        content_type = environ.get("CONTENT_TYPE", "")
        if content_type.startswith("multipart/form-data"):
            return hashlib.md5(file_of(content_type, body), usedforsecurity=False).hexdigest().encode()
        parameters: dict[str, str] = {}
        for name, value in parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True):
            parameters.setdefault(name, value)
        values = "&".join(parameters[name] for name in sorted(parameters)).encode()
        return values + b"&" + body if parameters and body else values or body


def file_of(content_type: str, body: bytes) -> bytes:
    """Return the bytes of the part `file`."""
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    for part in message.iter_parts():
        if part.get_param("name", header="content-disposition") == "file":
            return part.get_payload(decode=True) or b""
    return b""


CALLER = SigningCaller()
CONFIG = SchemathesisConfig.from_dict(
    {
        "generation": {"allow-x00": True},
        # A type or a file that fits its shape need not exist: such an inquiry is refused with its fields.
        "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "400", "404"]}},
    }
)


def unguarded_document() -> dict[str, Any]:
    """The document without the signature, which the caller above adds to every call."""
    document = make_document(SERVICE_ID)
    for methods in document["paths"].values():
        for operation in methods.values():
            operation.pop("security", None)
    return document


schema = schemathesis.openapi.from_dict(unguarded_document(), config=CONFIG)
schema.app = CALLER


@pytest.fixture
def integrator(db: None) -> Iterator[Integrator]:
    CALLER.integrator = make_integrator(seed_service(service_id=SERVICE_ID))
    # As Django's own test client does: the connection of the test's transaction stays open.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield CALLER.integrator
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    CALLER.integrator = None


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_calls_are_answered_as_the_document_says(integrator, case):
    response = case.call()
    # Or the door alone would be tried.
    assert b"does not sign this request" not in response.content
    case.validate_response(response)
