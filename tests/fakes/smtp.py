"""A real SMTP server in a thread that answers as a test tells it to."""

import asyncio
import email
import email.policy
import logging
import socket
import ssl
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

# It tells every line of every session.
logging.getLogger("mail.log").setLevel(logging.ERROR)


class Server:
    """Takes mail and keeps it; `answers` are given to the next recipients, `verdicts` to the next messages,
    after `pause` seconds.
    """

    def __init__(self) -> None:
        self.taken: list[tuple[str, list[str], bytes]] = []
        self.answers: deque[str] = deque()
        self.verdicts: deque[str] = deque()
        self.sessions = 0
        self.pause = 0.0
        self.url = ""

    @property
    def messages(self) -> list[EmailMessage]:
        """What was taken, parsed."""
        return [email.message_from_bytes(content, policy=email.policy.default) for _, _, content in self.taken]

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, name: str, lines: list[str]) -> list[str]:
        self.sessions += 1
        session.host_name = name
        return lines

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        answer = self.answers.popleft() if self.answers else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        await asyncio.sleep(self.pause)
        verdict = self.verdicts.popleft() if self.verdicts else "250 OK"
        if verdict == "vanish":
            self.taken.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
            server.transport.abort()
            return "250 never heard"
        if verdict.startswith("250"):
            self.taken.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        return verdict


def free_port() -> int:
    """Find a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_server(
    *, password: str | None = None, tls: ssl.SSLContext | None = None, starttls: bool = False
) -> Iterator[Server]:
    """Run a server; with `password`, only for whoever signs in with it as `user`; with `tls`, encrypted: from the
    beginning, or after STARTTLS.
    """
    server = Server()
    port = free_port()

    def authenticate(smtp: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.login == b"user" and data.password == str(password).encode(), handled=False)

    options: dict[str, Any] = {}
    if password:
        options = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False}
    if tls is not None:
        options |= {"tls_context": tls, "require_starttls": True} if starttls else {"ssl_context": tls}
    controller = Controller(server, hostname="127.0.0.1", port=port, **options)
    controller.start()
    server.url = f"smtp://127.0.0.1:{port}"
    try:
        yield server
    finally:
        controller.stop()
