"""Requests as bytes: signed calls of the Open API, and an agent's page requests."""

import base64
import hashlib
import hmac
import html
import json
import re
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from benchmarks.client import Connection, body_of, status_of

CUSTOMERS = 200

# The specification's own "Create Ticket" request without its attachment: a file can be submitted only once.
_INQUIRY = {
    "categoryId": "2542",
    "subject": "유형",
    "content": "문의내용",
    "endUser": {
        "usercode": "st18888",
        "email": "enduser_simple@nhn-st.com",
        "username": "이름",
        "phone": "13333333333",
    },
    "typeOne": "구분1",
    "typeTwo": "구분2",
    "language": "ko",
    "source": "web",
    "userFields": [
        {"code": "textbox", "value": "텍스트 박스 이름"},
        {"code": "checkbox", "value": ["옵션1", "옵션2"]},
        {"code": "dropdown", "value": "옵션1"},
        {"code": "radiobutton", "value": "옵션1"},
        {"code": "date", "value": "2022-07-11"},
        {"code": "datetime", "value": "2022-07-11 00:00"},
        {"code": "dateperiod", "value": "2022-07-01 ~ 2022-07-31"},
        {"code": "datetimeperiod", "value": "2022-07-01 00:00 ~ 2022-07-31 23:59"},
        {"code": "agreetotheterms", "value": "true"},
    ],
}


def inquiry_of(customer: int, number: int) -> dict[str, Any]:
    """Return the specification's inquiry as one of our customers submits it for the `number`th time."""
    return {
        **_INQUIRY,
        "subject": f"유형 {number}",
        "endUser": {
            "usercode": f"bench{customer:05d}",
            "email": f"bench{customer:05d}@example.com",
            "username": "이름",
            "phone": f"1333333{customer:04d}",
        },
    }


@dataclass(frozen=True)
class Caller:
    """A program that calls the Open API of one service."""

    organization_id: str
    service_id: str
    key: str
    host: str

    def sign(self, path: str, timestamp: str, *, parameters: dict[str, str] | None = None, body: bytes = b"") -> str:
        """Sign a call (docs/product.md, "Signature")."""
        values = "&".join(value for _, value in sorted((parameters or {}).items()))
        joint = "&" if values and body else ""
        message = f"{self.organization_id}{path}{values}{joint}".encode() + body + timestamp.encode()
        return base64.b64encode(hmac.digest(self.key.encode(), message, hashlib.sha256)).decode()

    def create_ticket(self, inquiry: dict[str, Any], **headers: str) -> bytes:
        """Write a signed "Create Ticket" call; the signature is good for five minutes."""
        path = f"/{self.service_id}/openapi/v1/ticket.json"
        return self._call("POST", path, None, json.dumps(inquiry, ensure_ascii=False).encode(), headers)

    def list_tickets(self, usercode: str, *, page: int = 1) -> bytes:
        """Write a signed "Customer ticket list" call."""
        path = f"/{self.service_id}/openapi/v1/ticket/enduser/{quote(usercode)}/list.json"
        return self._call("GET", path, {"page": str(page), "pageSize": "10"}, b"", {})

    def show_ticket(self, usercode: str, ticket_id: str) -> bytes:
        """Write a signed "Ticket Details" call."""
        path = f"/{self.service_id}/openapi/v1/ticket/enduser/{quote(usercode)}/{ticket_id}/detail.json"
        return self._call("GET", path, None, b"", {})

    def _call(
        self, method: str, path: str, parameters: dict[str, str] | None, body: bytes, headers: dict[str, str]
    ) -> bytes:
        timestamp = str(time.time_ns() // 1_000_000)
        query = f"?{urlencode(parameters)}" if parameters else ""
        all_headers = {
            "Host": self.host,
            "Authorization": self.sign(path, timestamp, parameters=parameters, body=body),
            "X-TC-Timestamp": timestamp,
            **({"Content-Type": "application/json", "Content-Length": str(len(body))} if body else {}),
            **headers,
        }
        return write_request(method, path + query, all_headers, body)


def write_request(method: str, target: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """Write an HTTP/1.1 request."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{method} {target} HTTP/1.1\r\n{lines}\r\n".encode() + body


class SignInFailed(Exception):
    """The console did not let the member in."""


@dataclass(frozen=True)
class Session:
    """A member who is signed in to the console."""

    host: str
    cookies: dict[str, str]

    @property
    def cookie(self) -> str:
        """Write the cookies as a browser sends them."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def page(self, path: str, **headers: str) -> bytes:
        """Write a browser's request for a page."""
        usual = {"Host": self.host, "Cookie": self.cookie, "Accept": "text/html", "Accept-Language": "ko"}
        return write_request("GET", path, {**usual, **headers})


def sign_in(port: int, email: str, password: str) -> Session:
    """Sign in through the form, as a browser does. Raises `SignInFailed`."""
    host = f"localhost:{port}"
    session = Session(host, {})
    connection = Connection("127.0.0.1", port)
    try:
        form = connection.ask(session.page("/accounts/login/"))
        _keep_cookies(session, form)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', body_of(form).decode())
        if status_of(form) != 200 or token is None:
            raise SignInFailed(f"no form: {form[:500]!r}")
        body = urlencode({"login": email, "password": password, "csrfmiddlewaretoken": html.unescape(token[1])})
        headers = {
            "Host": host,
            "Cookie": session.cookie,
            "Origin": f"http://{host}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(body)),
        }
        answer = connection.ask(write_request("POST", "/accounts/login/", headers, body.encode()))
        _keep_cookies(session, answer)
    finally:
        connection.close()
    if status_of(answer) != 302 or "sangdam_console" not in session.cookies:
        raise SignInFailed(f"{email}: {answer[:500]!r}")
    return session


def _keep_cookies(session: Session, answer: bytes) -> None:
    head = answer.partition(b"\r\n\r\n")[0].decode("latin-1")
    for name, value in re.findall(r"(?im)^set-cookie: *([^=;\s]+)=([^;\r\n]*)", head):
        session.cookies[name] = value
