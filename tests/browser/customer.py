"""A customer's programme: calls the Open API of the demo service over real HTTP."""

import hashlib
import itertools
import json
import time
import urllib.error
import urllib.request
from typing import Any

from tests.factories.integrator import inquiry_body, sign
from tests.factories.product import Product

_number = itertools.count(1)


class Customer:
    """Asks, asks again, and reads the answers, as `usercode`."""

    def __init__(self, product: Product, usercode: str = "browser1") -> None:
        demo = product.demo
        self.url = product.url
        self.service_id = demo["service"]["id"]
        self.key = demo["service"]["key"]
        self.organization_id = demo["organization"]["id"]
        self.usercode = usercode

    def _call(self, method: str, path: str, signed: bytes, body: bytes | None, content_type: str) -> Any:
        timestamp = str(time.time_ns() // 1_000_000)
        request = urllib.request.Request(
            f"{self.url}{path}",
            data=body,
            method=method,
            headers={
                "Authorization": sign(self.key, self.organization_id, path, signed, timestamp),
                "X-TC-Timestamp": timestamp,
                "Content-Type": content_type,
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                answer = json.load(response)
        except urllib.error.HTTPError as refused:
            raise AssertionError(refused.read().decode()) from refused
        assert answer["header"]["isSuccessful"], answer
        return answer["result"]["content"]

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        raw = json.dumps(body, ensure_ascii=False).encode()
        return self._call("POST", path, raw, raw, "application/json; charset=utf-8")

    def ask(self, subject: str = "", **given: Any) -> tuple[str, str]:
        """Create a ticket and return its id and subject; subjects are unique in a run."""
        subject = subject or f"문의 {next(_number)}"
        end_user = {
            "usercode": self.usercode,
            "email": given.pop("email", "customer@example.com"),
            "username": given.pop("username", "김고객"),
            "phone": "010-1234-5678",
        }
        files = [{"attachmentId": file} for file in given.pop("attachments", [])]
        body = inquiry_body(subject=subject, endUser=end_user, language="ko", attachments=files, **given)
        return self._post(f"/{self.service_id}/openapi/v1/ticket.json", body)["ticketId"], subject

    def ask_again(self, ticket_id: str, content: str) -> None:
        """Submit a re-inquiry."""
        path = f"/{self.service_id}/openapi/v1/ticket/enduser/{self.usercode}/{ticket_id}/comment.json"
        self._post(path, {"comment": content, "language": "ko"})

    def read(self, ticket_id: str) -> Any:
        """Read the ticket's detail."""
        path = f"/{self.service_id}/openapi/v1/ticket/enduser/{self.usercode}/{ticket_id}/detail.json"
        return self._call("GET", path, b"", None, "application/json")

    def upload(self, content: bytes, name: str, content_type: str) -> str:
        """Upload an attachment and return its id."""
        path = f"/{self.service_id}/openapi/v1/ticket/attachments/upload.json"
        head = (
            f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            f"Content-Type: {content_type}\r\n\r\n"
        )
        body = head.encode() + content + b"\r\n--x--\r\n"
        digest = hashlib.md5(content, usedforsecurity=False).hexdigest().encode()
        return self._call("POST", path, digest, body, "multipart/form-data; boundary=x")["attachmentId"]
