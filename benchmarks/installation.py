"""The product as an operator starts it: `sangdam up` on a data folder and ports of its own."""

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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from sangdam.foundation import embedded

READY_SECONDS = 120.0
STOP_SECONDS = 15.0


class DidNotStart(Exception):
    """`sangdam up` ended or stayed silent; the text is what it printed."""


@dataclass(frozen=True)
class ProcessMemory:
    """Memory of one process in bytes; `pss` divides shared pages among those who share them, `rss` does not."""

    part: str
    pss: int
    rss: int


@dataclass
class Installation:
    """A running product."""

    data: Path
    port: int
    process: subprocess.Popen[str]
    started_in: float = 0.0
    """Seconds from the command to its line `Ready`."""
    printed: list[str] = field(default_factory=list)

    @property
    def database_url(self) -> str:
        return embedded.address(self.data)

    @property
    def demo(self) -> dict[str, Any]:
        """Return what the first start wrote down: keys and logins."""
        return json.loads((self.data / "demo.json").read_text(encoding="utf-8"))

    def processes(self) -> list[tuple[str, psutil.Process]]:
        """List every process with the part of the product it belongs to."""
        parent = psutil.Process(self.process.pid)
        found = [("supervisor", parent)]
        for child in parent.children():
            with contextlib.suppress(psutil.NoSuchProcess):
                part = "postgres" if child.name().startswith("postgres") else (child.cmdline() or [""])[-1]
                found += [(part, process) for process in (child, *child.children(recursive=True))]
        return found

    def memory(self) -> list[ProcessMemory]:
        """Measure every process that still lives when it is its turn."""
        measured = []
        for part, process in self.processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                full = process.memory_full_info()
                measured.append(ProcessMemory(part, full.pss, full.rss))
        return measured

    def processor_seconds(self) -> dict[str, float]:
        """Return the processor time each part has taken so far; of ended processes too, once their parent knows."""
        taken: dict[str, float] = {}
        for part, process in self.processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                taken[part] = taken.get(part, 0.0) + sum(process.cpu_times()[:4])
        return taken

    @contextlib.contextmanager
    def paused(self, *parts: str) -> Iterator[None]:
        """Hold parts of the product still, so that they take nothing of what is measured meanwhile."""
        held = [process for part, process in self.processes() if part in parts]
        for process in held:
            process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            for process in held:
                process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """Stop it as an operator does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(data: Path, port: int, **environment: str) -> Installation:
    """Start the product and return when it says that it is ready. Raises `DidNotStart`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SANGDAM_", "DJANGO_"))}
    for name in ("DATABASE_URL", "EMAIL_URL"):
        kept.pop(name, None)
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "sangdam.cli.main", "up"],
        env=kept | {"SANGDAM_DATA": str(data), "SANGDAM_PORT": str(port)} | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    made = Installation(data, port, process)
    is_ready = threading.Event()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            made.printed.append(line.rstrip("\n"))
            if line.startswith("Ready  "):
                made.started_in = time.perf_counter() - begun
                is_ready.set()
        is_ready.set()  # it ended: whoever waits need not wait longer

    threading.Thread(target=read, daemon=True).start()
    is_ready.wait(READY_SECONDS)
    if not made.started_in:
        made.stop()
        raise DidNotStart("\n".join(made.printed))
    return made


def free_port() -> int:
    """Find a port that is free together with the next one, below those the system hands out by itself."""
    while True:
        port = 10_240 + 2 * secrets.randbelow(10_000)
        with contextlib.suppress(OSError), socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", port))
            second.bind(("127.0.0.1", port + 1))
            return port


def by_part(memory: Sequence[ProcessMemory]) -> dict[str, list[ProcessMemory]]:
    """Group processes by the part of the product they belong to, in the order of their start."""
    grouped: dict[str, list[ProcessMemory]] = {}
    for item in memory:
        grouped.setdefault(item.part, []).append(item)
    return grouped
