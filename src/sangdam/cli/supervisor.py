"""The parent of everything `sangdam up` runs: starts the parts in order, restarts what dies, stops all in order.

Kept small on purpose: it lives as long as the product does and imports nothing of it. Real deployments use systemd or
containers instead (docs/guide/operator/).
"""

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from sangdam.cli.folder_lock import FolderInUse, lock_data_folder
from sangdam.cli.ports import HELD, PortInUse, hold_port
from sangdam.foundation import embedded
from sangdam.foundation.embedded.lifetime import end_with_parent

SANGDAM = [sys.executable, "-P", "-m", "sangdam.cli.main"]
READY_SECONDS = 60
STOP_SECONDS = 7.0  # for the children; the database gets what is left of the promised ten
SHORTEST_PAUSE = 0.25
LONGEST_PAUSE = 10.0
STEADY_SECONDS = 20.0


class Stop(BaseException):
    """Somebody asked to stop: SIGTERM, Ctrl-C, or the terminal went away."""


class Trouble(Exception):
    """`up` cannot go on; the text is a sentence for the operator."""


def say(sentence: str) -> None:
    """Tell the operator something now."""
    print(sentence, flush=True)


class Child:
    """One part of the product as a process group of its own, started again whenever it ends."""

    def __init__(self, name: str, answers: Callable[[], bool] | None) -> None:
        self.name = name
        self.answers = answers
        """Asks the part whether it works; None: the part itself says so on its READY descriptor."""
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.start_at = 0.0
        self.pause = 0.0
        self.deaths = 0
        self.is_ready = False
        self._ready_end: int | None = None

    def start(self) -> None:
        if self._ready_end is not None:
            os.close(self._ready_end)
        self._ready_end, write_end = os.pipe()
        os.set_blocking(self._ready_end, False)
        self.process = subprocess.Popen(
            [*SANGDAM, self.name],
            stdin=subprocess.DEVNULL,
            pass_fds=[write_end],
            env=os.environ | {"SANGDAM_READY_FD": str(write_end)},
            start_new_session=True,  # Ctrl-C must reach only us: the parts are stopped in order
            preexec_fn=end_with_parent(signal.SIGKILL),
        )
        os.close(write_end)
        self.started_at = time.monotonic()

    def tend(self) -> None:
        """Look after the process: note that it works, start it again when it ended.

        At once when it had worked: whoever kills it again and again, the system for want of memory for one, must not
        keep customers out for longer than a start takes. Later each time when it ends before it works.
        """
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
        elif (code := self.process.poll()) is not None:
            self.end_group()
            self.process = None
            self.deaths += 1
            if now - self.started_at >= STEADY_SECONDS:
                self.pause = 0.0
            else:
                self.pause = SHORTEST_PAUSE if self.is_ready else min(LONGEST_PAUSE, self.pause * 2 or SHORTEST_PAUSE)
            self.is_ready = False
            self.start_at = now + self.pause
            how = f"by signal {-code}" if code < 0 else f"with code {code}"
            say(f"The {self.name} process ended {how}; it is started again.")
        elif not self.is_ready:
            self.is_ready = self.answers() if self.answers else self._said_ready()

    def _said_ready(self) -> bool:
        with contextlib.suppress(BlockingIOError):
            return self._ready_end is not None and os.read(self._ready_end, 1) != b""
        return False

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def end_group(self) -> None:
        """End at once whatever is left of the process and its own children."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def answers_healthz(bind: str, port: int, instance: str = "") -> bool:
    """Ask a process of ours whether it serves (a few lines here instead of an HTTP library in memory).

    With `instance` the process must say that it was started with this mark; without, any Sangdam will do.
    """
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bind, bind)  # noqa: S104 - compared, not bound
    try:
        with socket.create_connection((host, port), timeout=2) as connection:
            mark = f"X-Sangdam-Instance: {instance}\r\n" if instance else ""
            connection.sendall(f"GET /healthz HTTP/1.1\r\nHost: localhost\r\n{mark}Connection: close\r\n\r\n".encode())
            head = b""
            while b"\r\n\r\n" not in head and (chunk := connection.recv(4096)):
                head += chunk
            return head.startswith(b"HTTP/1.1 200") and mark.lower().encode() in head.lower()
    except OSError:
        return False


class Supervisor:
    """Everything that one `up` runs."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.given = given
        self.data = Path(given.data)
        self.server: embedded.EmbeddedServer | None = None
        self.start_database_at = 0.0
        self.instance = os.urandom(8).hex()
        self.held: list[socket.socket] = []
        self.children = [
            Child("web", lambda: answers_healthz(given.bind, given.port, self.instance)),
            Child("live", lambda: answers_healthz(given.bind, given.port + 1, self.instance)),
            Child("worker", None),
        ]

    def run(self) -> None:
        """Start everything, tell the addresses once all of it works, and look after it until asked to stop."""
        for port in (self.given.port, self.given.port + 1):
            self.held.append(hold_port(self.given.bind, port, seconds=3))
        os.environ |= {HELD: "1", "SANGDAM_INSTANCE": self.instance}
        if not os.environ.get("DATABASE_URL"):
            self.start_database()
        announcement = self.prepare()
        deadline = time.monotonic() + READY_SECONDS
        while not all(child.is_ready for child in self.children):
            self.tend()
            if time.monotonic() > deadline or any(child.deaths > 4 for child in self.children):
                silent = ", ".join(child.name for child in self.children if not child.is_ready)
                raise Trouble(f"These parts did not start: {silent}. Their own messages stand above.")
            time.sleep(0.05)
        say(f"{announcement}\n\nReady  {self.given.url}")
        while True:
            self.tend()
            time.sleep(0.2)

    def tend(self) -> None:
        if self.server is not None and self.server.is_running() and self.server.is_stuck():
            say("The embedded PostgreSQL does not come out of its recovery; it is ended.")
            self.server.stop(2.0)
        if self.server is not None and not self.server.is_running() and time.monotonic() >= self.start_database_at:
            say("The embedded PostgreSQL ended; it is started again.")
            try:
                self.start_database(meanwhile=self.tend_children)
            except embedded.EmbeddedDatabaseError as fault:  # a full disk, for one: somebody will make room
                say(f"{fault} It is tried again in {LONGEST_PAUSE:.0f} seconds.")
                self.start_database_at = time.monotonic() + LONGEST_PAUSE
        self.tend_children()

    def tend_children(self) -> None:
        for child in self.children:
            child.tend()

    def start_database(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        self.server = embedded.start(self.data, meanwhile=meanwhile)
        os.environ["DATABASE_URL"] = self.server.url
        for folder in self.server.opened:
            say(f"Opened {folder} for passage (chmod o+x), so that the embedded PostgreSQL reaches its files.")

    def prepare(self) -> str:
        """Migrate and load the demo in one short process; return what it has to say about addresses and logins."""
        done = subprocess.run(
            [*SANGDAM, "prepare", *(["--no-demo"] if self.given.no_demo else [])],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
            start_new_session=True,  # Ctrl-C must reach only us: what is half done is undone by its transaction
            preexec_fn=end_with_parent(signal.SIGKILL),
        )
        if done.returncode:
            raise Trouble("The database could not be prepared; the reason stands above.")
        return done.stdout.rstrip()

    def stop(self) -> None:
        """Ask the parts to finish what they do, end those that do not, and stop the database last."""
        for child in self.children:
            child.ask_to_stop()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children:
            if child.process is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0.0, deadline - time.monotonic()))
                child.end_group()
        if self.server is not None:
            self.server.stop(2.0)


def on_stop_signals(handler: Callable[..., object] | signal.Handlers) -> None:
    """Set what happens when somebody asks to stop."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        # Who starts with nohup wants to stay when the terminal goes.
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, handler)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until asked to stop; 0 after a stop, 1 when a part does not start, 2 when the data folder is in use."""
    parser = argparse.ArgumentParser(prog="sangdam up")
    parser.add_argument("--data", required=True)
    parser.add_argument("--bind", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--url", required=True)
    parser.add_argument("--no-demo", action="store_true")
    given = parser.parse_args(arguments)

    def ask_to_stop(*_: object) -> NoReturn:
        on_stop_signals(signal.SIG_IGN)  # once is enough
        raise Stop

    try:
        lock_data_folder(Path(given.data))
    except FolderInUse as fault:
        say(
            f"Sangdam is already running on the data folder {given.data} (process {fault.holder}). Stop it first, or"
            " name another folder in SANGDAM_DATA."
        )
        return 2
    except OSError as fault:
        say(f"The data folder {given.data} cannot be used: {fault.strerror}. Name another in SANGDAM_DATA.")
        return 1
    supervisor = Supervisor(given)
    try:
        on_stop_signals(ask_to_stop)
        supervisor.run()
    except Stop:
        say("Stopping ...")
        return 0
    except (Trouble, PortInUse, embedded.EmbeddedDatabaseError) as fault:
        say(str(fault))
        return 1
    finally:
        on_stop_signals(signal.SIG_IGN)
        supervisor.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
