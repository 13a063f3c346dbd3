"""The mail server an operator names in EMAIL_URL."""

from typing import Any
from urllib.parse import unquote, urlsplit

_PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465, "smtps": 465}

#: Seconds a mail server may take to connect and to answer a command.
COMMAND_TIMEOUT = 30
#: Seconds it may take to accept a whole message: it may scan it first. Giving up early means sending twice
#: (RFC 5321, 4.5.3.2.6 asks for patience here).
CONTENT_TIMEOUT = 300


def connection_options(url: str) -> dict[str, Any]:
    """Read an EMAIL_URL into the arguments of Django's SMTP backend.

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
        "timeout": COMMAND_TIMEOUT,
    }
