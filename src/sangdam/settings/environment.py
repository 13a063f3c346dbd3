"""What the operator can set: every environment variable Sangdam obeys, typed and explained in one place."""

import ipaddress
import re
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")


class Environment(BaseSettings):
    """Read the environment once, with a sentence for each variable.

    `sangdam doctor` prints these sentences; `docs/guide/operator/` lists them.
    """

    # Files of settings name variables that are left empty: those are as good as absent.
    model_config = SettingsConfigDict(
        env_prefix="SANGDAM_", env_ignore_empty=True, extra="ignore", populate_by_name=True
    )

    data: Path = Field(Path("var"), description="Folder for all state: database, files, keys, demo mailbox.")
    bind: str = Field("127.0.0.1", description="IP address (or `localhost`) the web and live processes listen on.")
    port: int = Field(8000, ge=1, le=65534, description="Port of the web process; the live process takes the next one.")
    host: str = Field(
        "localhost",
        description="Bare host name: the console lives here, customers' pages on {domain}.<host>.",
    )
    scheme: str = Field("http", pattern="^https?$", description="Scheme people see; https behind a TLS proxy.")
    public_port: int | None = Field(
        None, ge=1, le=65535, description="Port people see when a proxy stands in front (80/443 are omitted)."
    )
    live_url: str | None = Field(None, description="Where browsers reach the live process, when a proxy moves it.")
    trusted_proxies: str = Field(
        "", description="Addresses or networks (CIDR, comma separated) whose X-Forwarded-For counts."
    )
    web_processes: int = Field(2, ge=1, le=64, description="Number of web processes.")
    web_threads: int = Field(4, ge=1, le=64, description="Threads in each web process.")
    client_seconds: int = Field(
        30,
        ge=1,
        le=600,
        description="Seconds a client may take to send a request, and to take an answer; one more for every 16 KB.",
    )
    web_silence: int = Field(
        60, ge=3, le=3600, description="Seconds without a sign of life after which a web process is replaced."
    )
    worker_concurrency: int = Field(
        4,
        ge=1,
        le=64,
        description="Mails a worker sends at once, two at least; handlers that are tried again and everything else have"
        " half as many places each, of their own.",
    )
    delivery_lease: int = Field(
        60, ge=2, description="Seconds after which an unfinished sending counts as lost and is repeated."
    )
    statement_timeout: int = Field(
        30, ge=0, description="Seconds after which PostgreSQL gives up a statement; 0 is never."
    )
    mail_domain: str = Field(
        "sangdam.localhost", description="Domain of our Message-IDs and of the default sender address."
    )
    secret_key: str | None = Field(None, description="Signing secret; made and kept in the data folder when absent.")
    keyset: str | None = Field(
        None, description="Encryption keys (JSON); made and kept in the data folder when absent."
    )
    debug: bool = Field(False, description="Developers only: detailed error pages.")
    database_url: str | None = Field(
        None, validation_alias="DATABASE_URL", description="PostgreSQL 15 or newer; the embedded one when absent."
    )
    email_url: str | None = Field(
        None,
        validation_alias="EMAIL_URL",
        description="SMTP server, smtp://user:password@host:port (smtp+tls, smtp+ssl); the demo mailbox when absent.",
    )

    @field_validator("data")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("bind")
    @classmethod
    def _address(cls, value: str) -> str:
        if value.lower() == "localhost":
            return "127.0.0.1"
        try:
            return str(ipaddress.ip_address(value))
        except ValueError:
            raise ValueError("it must be an IP address, such as 127.0.0.1, 0.0.0.0 or ::, and not a name") from None

    @field_validator("host")
    @classmethod
    def _host_name(cls, value: str) -> str:
        if not _HOST.fullmatch(value):
            raise ValueError("it must be a host name alone, such as desk.example.com, without scheme, port or path")
        return value.lower()

    @field_validator("database_url")
    @classmethod
    def _postgresql(cls, value: str | None) -> str | None:
        if value and not _is_url(value, {"postgresql", "postgres"}):
            raise ValueError(
                "it must look like postgresql://user:password@host:port/database, user and password percent-encoded"
            )
        return value

    @field_validator("email_url")
    @classmethod
    def _smtp(cls, value: str | None) -> str | None:
        if value and not (_is_url(value, {"smtp", "smtp+tls", "smtp+ssl", "smtps"}) and urlsplit(value).hostname):
            raise ValueError(
                "it must look like smtp://user:password@host:port (or smtp+tls, smtp+ssl), user and password"
                " percent-encoded"
            )
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: str) -> str:
        for part in filter(None, (item.strip() for item in value.split(","))):
            ipaddress.ip_network(part, strict=False)
        return value

    @property
    def trusted_networks(self) -> list[str]:
        """List the trusted proxies as networks in CIDR form."""
        parts = (item.strip() for item in self.trusted_proxies.split(","))
        return [str(ipaddress.ip_network(part, strict=False)) for part in parts if part]

    @property
    def authority(self) -> str:
        """Return host and port as people type them, the port left out where the scheme implies it."""
        port = self.public_port or self.port
        return self.host if (self.scheme, port) in {("http", 80), ("https", 443)} else f"{self.host}:{port}"

    @property
    def console_url(self) -> str:
        """Return where the console is: the bare host."""
        return f"{self.scheme}://{self.authority}"

    def site_url(self, domain: str) -> str:
        """Return where customers' pages of one organization are: `{domain}.<host>`."""
        return f"{self.scheme}://{domain}.{self.authority}"

    @property
    def live_base_url(self) -> str:
        """Return where browsers reach the live process."""
        return self.live_url or f"{self.scheme}://{self.host}:{self.port + 1}"


def _is_url(value: str, schemes: set[str]) -> bool:
    """Return whether the parts of an address can be told apart; a stray character in a password hides the port."""
    try:
        parts = urlsplit(value)
        return parts.scheme in schemes and (parts.port is None or parts.port > 0) and not parts.fragment
    except ValueError:
        return False


@cache
def environment() -> Environment:
    """Return the environment this process was started with, read once."""
    return Environment()  # type: ignore[call-arg]
