"""A conversation with the mail server that an operator names in EMAIL_URL."""

import smtplib
import socket
import ssl
from contextlib import suppress
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit

from django.core.mail.utils import DNS_NAME

from sangdam.foundation.outbound.deadline import Deadline

_PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465, "smtps": 465}

#: Seconds a mail server may stay silent, and seconds until it must be ready for the message itself: connecting, TLS,
#: greeting, sign-in and envelope together. Nothing is lost by giving up here, the mail is tried again.
COMMAND_TIMEOUT = 30
ENVELOPE_SECONDS = 60
#: Seconds it may take to receive a whole message and to accept it: it may scan it first. Giving up early means sending
#: twice (RFC 5321, 4.5.3.2.6 asks for patience here). A large message gets a second more for each so many bytes.
CONTENT_SECONDS = 300
SLOWEST_BYTES_A_SECOND = 50_000
PARTING_SECONDS = 5
#: Bytes that a server's answers may have in one conversation: a greeting and a dozen lines have a few thousand.
MOST_ANSWERED = 256 * 1024


def connection_options(url: str) -> dict[str, Any]:
    """Read an EMAIL_URL: host, port, username, password, use_tls, use_ssl.

    `smtp://[user:password@]host[:port]`; `smtp+tls` starts TLS on the connection (port 587), `smtp+ssl` or `smtps`
    begins with it (port 465). User and password are percent-encoded. Raises `ValueError` with a sentence.
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS:
        raise ValueError("EMAIL_URL must begin with smtp://, smtp+tls:// or smtp+ssl://.")
    if not parts.hostname:
        raise ValueError("EMAIL_URL names no host.")
    return {
        "host": parts.hostname,
        "port": parts.port or _PORTS[parts.scheme],
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": parts.scheme == "smtp+tls",
        "use_ssl": parts.scheme in {"smtp+ssl", "smtps"},
    }


class TooTalkative(OSError):
    """The server's answers have no end."""


class _Answers:
    """What the server says, up to a bound: smtplib keeps every line of an answer in memory."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._left = MOST_ANSWERED

    def readline(self, limit: int) -> bytes:
        line = self._file.readline(limit)
        self._left -= len(line)
        if self._left < 0:
            raise TooTalkative
        return line

    def close(self) -> None:
        self._file.close()


class Conversation(smtplib.SMTP):
    """smtplib with an end: every part of the conversation is over in time, answers are bounded."""

    deadline: Deadline

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self.deadline.connect(host, port, timeout)

    def getreply(self) -> tuple[int, bytes]:
        """Read an answer of the server."""
        if self.file is None and self.sock is not None:
            self.file = _Answers(self.sock.makefile("rb"))
        return super().getreply()

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand over the message itself, with more patience than for anything else."""
        seconds = CONTENT_SECONDS + len(msg) / SLOWEST_BYTES_A_SECOND
        self.deadline.renew(seconds)
        if self.sock is not None:
            self.sock.settimeout(seconds)
        return super().data(msg)


class _ConversationOverTLS(smtplib.SMTP_SSL, Conversation):
    pass


def open_conversation(url: str, deadline: Deadline) -> Conversation:
    """Connect to the mail server of an EMAIL_URL and sign in, all before the deadline.

    Raises `ValueError` for an address that says nothing, else what smtplib, ssl and sockets raise.
    """
    options = connection_options(url)
    name = DNS_NAME.get_fqdn()
    connection: Conversation
    if options["use_ssl"]:
        connection = _ConversationOverTLS(
            local_hostname=name, timeout=COMMAND_TIMEOUT, context=ssl.create_default_context()
        )
    else:
        connection = Conversation(local_hostname=name, timeout=COMMAND_TIMEOUT)
    connection.deadline = deadline
    connection._host = options["host"]  # type: ignore[attr-defined]  # whose certificate it shall be; smtplib's own way
    try:
        code, greeting = connection.connect(options["host"], options["port"])
        if code != 220:
            raise smtplib.SMTPConnectError(code, greeting)
        if options["use_tls"]:
            connection.starttls(context=ssl.create_default_context())
        if options["username"] and options["password"]:
            connection.login(options["username"], options["password"])
    except BaseException:
        connection.close()
        raise
    return connection


def part_from(connection: Conversation) -> None:
    """Say goodbye. How that ends changes nothing: the message is taken or it is not."""
    connection.deadline.renew(PARTING_SECONDS)
    with suppress(OSError, smtplib.SMTPException):
        if connection.sock is not None:
            connection.sock.settimeout(PARTING_SECONDS)
        connection.quit()
    connection.close()
