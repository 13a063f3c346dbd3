"""A program that calls the Open API: signs as the specification says, with code of its own."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sangdam.foundation.events import Actor
from sangdam.organizations.models import Service
from sangdam.security.actions import enable_open_api
from tests.factories import seed_service

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
JSON_TYPE = "application/json; charset=utf-8"


def sign(key: str, organization_id: str, path: str, content: bytes, timestamp: str) -> str:
    """Sign as "Common authentication" says; `content` is the parameters' values and body, or the file's MD5."""
    message = organization_id.encode() + path.encode() + content + timestamp.encode()
    return base64.b64encode(hmac.new(key.encode(), message, hashlib.sha256).digest()).decode()


class Integrator:
    """Calls the Open API of one service over Django's test client."""

    def __init__(self, service: Service, key: str) -> None:
        self.service = service
        self.key = key
        self.client = Client(raise_request_exception=True)

    def path(self, tail: str) -> str:
        """Write the path of `tail` (`openapi/v1/ticket.json`) in this service."""
        return f"/{self.service.service_id}/{tail}"

    def headers(self, path: str, content: bytes = b"", **more: str) -> dict[str, str]:
        """Sign now."""
        timestamp = more.pop("timestamp", str(time.time_ns() // 1_000_000))
        organization_id = self.service.organization.organization_id
        signature = sign(self.key, organization_id, path, content, timestamp)
        return {"Authorization": signature, "X-TC-Timestamp": timestamp, **more}

    def get(self, tail: str, parameters: dict[str, Any] | None = None, **headers: str) -> Any:
        """GET with sorted, signed parameters."""
        path = self.path(tail)
        values = "&".join(str((parameters or {})[name]) for name in sorted(parameters or {}))
        target = f"{path}?{urlencode(parameters)}" if parameters else path
        return self.client.get(target, headers=self.headers(path, values.encode(), **headers))

    def post(
        self,
        tail: str,
        body: Any,
        parameters: dict[str, Any] | None = None,
        content_type: str = JSON_TYPE,
        **headers: str,
    ) -> Any:
        """POST JSON (or bytes as they are), signed."""
        path = self.path(tail)
        raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        values = "&".join(str((parameters or {})[name]) for name in sorted(parameters or {})).encode()
        target = f"{path}?{urlencode(parameters)}" if parameters else path
        signed = values + (b"&" if parameters and raw else b"") + raw
        return self.client.post(target, raw, content_type=content_type, headers=self.headers(path, signed, **headers))

    def create(self, body: Any, **headers: str) -> Any:
        """Create a ticket."""
        return self.post("openapi/v1/ticket.json", body, **headers)

    def upload(self, content: bytes = PNG, name: str = "image.png", **headers: str) -> Any:
        """Upload an attachment."""
        path = self.path("openapi/v1/ticket/attachments/upload.json")
        digest = hashlib.md5(content, usedforsecurity=False).hexdigest().encode()
        file = SimpleUploadedFile(name, content, "image/png")
        # Django's own file object strips folders off a name, which a hostile client does not.
        file._name = name  # type: ignore[attr-defined]
        return self.client.post(path, {"file": file}, headers=self.headers(path, digest, **headers))

    def upload_id(self, content: bytes = PNG, name: str = "image.png") -> str:
        """Upload an attachment and return its id."""
        response = self.upload(content, name)
        assert response.status_code == 200, response.content
        return response.json()["result"]["content"]["attachmentId"]


def make_integrator(service: Service | None = None) -> Integrator:
    """Open the Open API of a service (that of the samples unless given) and return who may call it."""
    service = service or seed_service()
    key = enable_open_api(service=service, actor=Actor.system())
    assert key is not None
    return Integrator(service, key)


def inquiry_body(**given: Any) -> dict[str, Any]:
    """Write a body of "Create Ticket" that only has what is required on type 2542; `given` replace members."""
    return {
        "categoryId": 2542,
        "subject": "유형",
        "content": "문의내용",
        "endUser": {"usercode": "st18888", "email": "enduser_simple@nhn-st.com", "username": "이름"},
        "userFields": [{"code": "textbox", "value": "텍스트"}],
        **given,
    }
