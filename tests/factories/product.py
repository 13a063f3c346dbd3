"""The whole product as real processes, for tests that start, use and kill it."""

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg
from psycopg import sql


@contextlib.contextmanager
def empty_database() -> Iterator[str]:
    """Make an empty database on the run's PostgreSQL server and give its address; it is dropped afterwards."""
    server = os.environ["DATABASE_URL"]
    name = f"sangdam_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(name))
        )
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def free_port() -> int:
    """Find a port that is free together with the next one, below those the system hands out by itself."""
    for _ in range(200):
        port = 10_240 + 2 * secrets.randbelow(10_000)
        with contextlib.suppress(OSError), socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", port))
            second.bind(("127.0.0.1", port + 1))
            return port
    raise AssertionError("no two free ports")


@dataclass
class Product:
    """A running `sangdam up` with a data folder of its own."""

    data: Path
    port: int
    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)
    """What it printed so far, a line each (both streams)."""

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def demo(self) -> dict[str, Any]:
        return json.loads((self.data / "demo.json").read_text(encoding="utf-8"))

    def printed(self) -> str:
        return "\n".join(self.lines)

    def parts(self, name: str) -> list[psutil.Process]:
        """List the processes of a part (web, live, worker), the one `up` started first, its own children after it."""
        for child in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.Error):
                if child.cmdline()[-1:] == [name]:
                    return [child, *child.children(recursive=True)]
        return []

    def everything(self) -> list[psutil.Process]:
        """List every process of the product, its database included."""
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def await_line(self, text: str, seconds: float = 90) -> None:
        """Return when a line with `text` was printed."""
        await_true(lambda: any(text in line for line in self.lines) or self.process.poll() is not None, seconds, self)
        assert any(text in line for line in self.lines), self.printed()

    def stop(self) -> int:
        """Ask it to stop and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


def await_true(condition: Any, seconds: float = 15, product: Product | None = None) -> None:
    """Return as soon as the condition holds; fail with what the product printed when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, product.printed() if product else "it did not come true in time"
        time.sleep(0.05)


def await_ended(processes: list[psutil.Process], seconds: float = 10) -> None:
    """Return when every process has ended. An orphan that nobody has buried yet (a zombie) has."""

    def has_ended(process: psutil.Process) -> bool:
        try:
            return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return True

    await_true(lambda: all(has_ended(process) for process in processes), seconds)


def launch(data: Path, *options: str, port: int | None = None, **environment: str) -> Product:
    """Start `sangdam up` and return at once; `environment` adds to one without any settings of this run."""
    port = port or free_port()
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SANGDAM_", "DJANGO_", "PYTEST_"))
    }
    for name in ("DATABASE_URL", "EMAIL_URL"):
        kept.pop(name, None)
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "sangdam.cli.main", "up", *options],
        env=kept | {"SANGDAM_DATA": str(data), "SANGDAM_PORT": str(port)} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    product = Product(data, port, process)

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            product.lines.append(line.rstrip("\n"))

    threading.Thread(target=read, daemon=True).start()
    return product


@contextlib.contextmanager
def running_product(data: Path, *options: str, **environment: str) -> Iterator[Product]:
    """Run the product until it is ready, on a database of its own on the run's server, and stop it afterwards.

    Name `DATABASE_URL=""` to let it run the embedded PostgreSQL in its data folder instead.
    """
    with contextlib.ExitStack() as stack:
        if "DATABASE_URL" not in environment:
            environment["DATABASE_URL"] = stack.enter_context(empty_database())
        product = launch(data, *options, **environment)
        stack.callback(_end, product)
        product.await_line("Ready  ")
        yield product


def _end(product: Product) -> None:
    try:
        product.stop()
    finally:
        product.process.kill()
        product.process.wait()
