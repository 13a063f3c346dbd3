"""The supervisor with small stand-ins for the parts, so that every way they can misbehave is shown in seconds.

`test_up.py` shows the same with the real parts.
"""

import itertools
import os
import signal
import socket
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sangdam.cli import supervisor
from sangdam.cli.ports import PortInUse, hold_port
from tests.factories.product import Product, await_ended, await_true, free_port

pytestmark = pytest.mark.processes

SOURCES = Path(__file__).parents[2] / "src"

# argv: the part's name. What it does is told by a file of that name in the folder BEHAVIOUR.
PART = """
import http.server, os, pathlib, signal, socket, sys, time
name = sys.argv[1]
folder = pathlib.Path(os.environ["BEHAVIOUR"])
with (folder / "starts").open("a") as log: log.write(f"{name} {os.getpid()} {time.monotonic()}\\n")
behaviour = (folder / name).read_text() if (folder / name).exists() else ""
if behaviour == "die": sys.exit(3)
if behaviour == "slow": time.sleep(600)
if behaviour == "stubborn": signal.signal(signal.SIGTERM, signal.SIG_IGN)
if name == "prepare":
    print("Console    there", *sys.argv[2:])
    sys.exit(0)
if name == "worker":
    if behaviour != "silent": os.write(int(os.environ["SANGDAM_READY_FD"]), b"1")
    time.sleep(600)
class Healthz(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        self.send_response(200); self.send_header("Content-Length", "0")
        if behaviour != "stranger": self.send_header("X-Sangdam-Instance", os.environ["SANGDAM_INSTANCE"])
        self.end_headers()
    def log_message(self, *_): pass
socket.setdefaulttimeout(5)
class Server(http.server.HTTPServer): allow_reuse_port = True
Server(("127.0.0.1", int(os.environ[name.upper()])), Healthz).serve_forever()
"""

RUNNER = """
import sys
from sangdam.cli import supervisor
supervisor.SANGDAM = [sys.executable, sys.argv[1]]
supervisor.READY_SECONDS = 4
supervisor.STOP_SECONDS = 2
sys.exit(supervisor.main(sys.argv[2:]))
"""


class Trial(Product):
    """A supervisor with stand-ins."""

    folder: Path

    def behave(self, part: str, how: str) -> None:
        (self.folder / part).write_text(how)

    def starts(self, part: str) -> list[tuple[int, float]]:
        """List process id and time of each start of a part."""
        lines = [line.split() for line in (self.folder / "starts").read_text().splitlines()]
        return [(int(pid), float(at)) for name, pid, at in lines if name == part]


@pytest.fixture
def supervise(tmp_path: Path) -> Iterator[Callable[..., Trial]]:
    """Start supervisors that are ended after the test."""
    trials: list[Trial] = []
    (tmp_path / "part.py").write_text(PART)

    def _supervise(*options: str, port: int | None = None, **behaviour: str) -> Trial:
        port = port or free_port()
        folder = tmp_path / "behaviour"
        folder.mkdir(exist_ok=True)
        for part, how in behaviour.items():
            (folder / part).write_text(how)
        output = tmp_path / f"output-{len(trials)}"
        data = tmp_path / "data"
        given = ["--data", str(data), "--bind", "127.0.0.1", "--port", str(port), "--url", f"http://localhost:{port}"]
        environment = {
            "PYTHONPATH": str(SOURCES),
            "BEHAVIOUR": str(folder),
            "WEB": str(port),
            "LIVE": str(port + 1),
            "DATABASE_URL": "postgresql://nowhere",
        }
        with output.open("w") as stream:
            process = subprocess.Popen(
                [sys.executable, "-c", RUNNER, str(tmp_path / "part.py"), *given, *options],
                env=os.environ | environment,
                stdout=stream,
                stderr=stream,
                text=True,
            )
        trial = Trial(data, port, process)
        trial.folder = folder
        trial.printed = output.read_text  # type: ignore[method-assign]
        trials.append(trial)
        return trial

    yield _supervise
    for trial in trials:
        trial.process.kill()
        trial.process.wait()


def await_ready(trial: Trial) -> None:
    await_true(lambda: "Ready  " in trial.printed() or trial.process.poll() is not None, 10, trial)
    assert trial.process.poll() is None, trial.printed()


def test_it_is_ready_when_all_parts_answer_and_stops_them_all(supervise):
    trial = supervise("--no-demo")
    await_ready(trial)
    assert trial.printed() == f"Console    there --no-demo\n\nReady  http://localhost:{trial.port}\n"
    parts = trial.everything()[1:]
    assert len(parts) == 3
    assert trial.stop() == 0
    await_ended(parts, 3)


def test_ctrl_c_reaches_only_the_supervisor(supervise):
    trial = supervise()
    await_ready(trial)
    assert all(os.getpgid(part.pid) == part.pid for part in trial.everything()[1:])
    trial.process.send_signal(signal.SIGINT)
    assert trial.process.wait(10) == 0
    assert "Stopping" in trial.printed()


def test_a_database_that_does_not_start_again_is_tried_later(monkeypatch, capsys):
    class Ended:
        def is_running(self) -> bool:
            return False

    def refuse(data, meanwhile):
        starts.append(data)
        raise supervisor.embedded.EmbeddedDatabaseError("The disk is full.")

    starts = []
    monkeypatch.setattr(supervisor.embedded, "start", refuse)
    tended = supervisor.Supervisor(Namespace(data="there", bind="127.0.0.1", port=8000))
    tended.server, tended.children = Ended(), []
    tended.tend()
    tended.tend()
    assert len(starts) == 1
    assert "The disk is full. It is tried again in 10 seconds." in capsys.readouterr().out
    tended.start_database_at = time.monotonic()
    tended.tend()
    assert len(starts) == 2


def test_a_database_that_does_not_come_out_of_its_recovery_is_ended_and_started_again(monkeypatch, capsys):
    class Stuck:
        def __init__(self, is_stuck: bool) -> None:
            self.stuck, self.runs, self.url, self.opened = is_stuck, True, "postgresql:///", []

        def is_running(self) -> bool:
            return self.runs

        def is_stuck(self) -> bool:
            return self.stuck

        def stop(self, seconds: float) -> None:
            self.runs = False

    new = Stuck(is_stuck=False)
    monkeypatch.setenv("DATABASE_URL", "postgresql:///")
    monkeypatch.setattr(supervisor.embedded, "start", lambda data, meanwhile: (meanwhile(), new)[1])
    tended = supervisor.Supervisor(Namespace(data="there", bind="127.0.0.1", port=8000))
    tended_children = []
    monkeypatch.setattr(tended, "tend_children", lambda: tended_children.append(1))
    tended.server = old = Stuck(is_stuck=True)
    tended.tend()
    tended.tend()
    assert (old.runs, new.runs, tended.server) == (False, True, new)
    assert len(tended_children) == 3  # twice, and once while the database started
    assert "does not come out of its recovery" in capsys.readouterr().out


def test_ctrl_c_while_it_prepares_reaches_only_the_supervisor(supervise):
    trial = supervise(prepare="slow")
    await_true(lambda: (trial.folder / "starts").exists() and trial.starts("prepare"), 10, trial)
    ((preparing, _at),) = trial.starts("prepare")
    assert os.getpgid(preparing) == preparing
    trial.process.send_signal(signal.SIGINT)
    assert trial.process.wait(10) == 0
    assert trial.printed() == "Stopping ...\n"


def test_a_second_one_on_the_same_folder_is_refused(supervise):
    first = supervise()
    await_ready(first)
    second = supervise()
    assert second.process.wait(10) == 2
    assert f"process {first.process.pid}" in second.printed()
    assert "SANGDAM_DATA" in second.printed()
    assert first.process.poll() is None


@pytest.mark.parametrize("part", ["web", "live", "worker"])
def test_a_killed_part_is_started_again(supervise, part):
    trial = supervise()
    await_ready(trial)
    ((pid, _),) = trial.starts(part)
    os.kill(pid, signal.SIGKILL)
    await_true(lambda: len(trial.starts(part)) == 2, 5, trial)
    assert f"The {part} process ended by signal 9; it is started again." in trial.printed()
    assert trial.process.poll() is None


def test_a_part_that_keeps_dying_is_started_less_and_less_often(supervise):
    trial = supervise()
    await_ready(trial)
    trial.behave("worker", "die")
    os.kill(trial.starts("worker")[0][0], signal.SIGKILL)
    await_true(lambda: len(trial.starts("worker")) == 5, 10, trial)
    times = [at for _, at in trial.starts("worker")]
    pauses = [later - earlier for earlier, later in itertools.pairwise(times[1:])]
    assert pauses[2] > pauses[0] + 0.5
    assert trial.process.poll() is None


def test_a_part_that_works_between_its_deaths_is_started_again_soon_each_time(supervise):
    trial = supervise()
    await_ready(trial)
    ended_at = []
    for number in range(1, 7):
        time.sleep(0.7)  # it works by now, and the supervisor knows
        ended_at.append(time.monotonic())
        os.kill(trial.starts("worker")[-1][0], signal.SIGKILL)
        await_true(lambda number=number: len(trial.starts("worker")) == number + 1, 10, trial)
    started_at = [at for _, at in trial.starts("worker")][1:]
    pauses = [start - end for start, end in zip(started_at, ended_at, strict=True)]
    assert pauses[-1] < pauses[0] + 4  # it would be eight seconds by now


def test_a_part_that_will_not_stop_is_ended(supervise):
    trial = supervise(worker="stubborn")
    await_ready(trial)
    parts = trial.everything()[1:]
    before = time.monotonic()
    assert trial.stop() == 0
    assert time.monotonic() - before < 5
    await_ended(parts, 3)


def test_nothing_outlives_a_killed_supervisor_and_the_next_one_starts_at_once(supervise):
    trial = supervise(worker="stubborn", web="stubborn", live="stubborn")
    await_ready(trial)
    parts = trial.everything()[1:]
    trial.process.kill()
    trial.process.wait()
    await_ended(parts, 3)
    await_ready(supervise(port=trial.port))


@pytest.mark.parametrize(
    ("behaviour", "part"), [({"worker": "silent"}, "worker"), ({"web": "die"}, "web"), ({"live": "stranger"}, "live")]
)
def test_a_part_that_never_works_ends_the_start_with_a_sentence(supervise, behaviour, part):
    trial = supervise(**behaviour)
    assert trial.process.wait(15) == 1
    assert f"These parts did not start: {part}." in trial.printed()
    assert "Ready" not in trial.printed()


def test_a_database_that_cannot_be_prepared_ends_the_start(supervise):
    trial = supervise(prepare="die")
    assert trial.process.wait(10) == 1
    assert "could not be prepared" in trial.printed()
    assert not (trial.folder / "web").exists()
    assert trial.starts("web") == []


@pytest.mark.parametrize("offset", [0, 1])
def test_a_used_port_is_told_in_a_sentence(supervise, offset):
    port = free_port()
    with socket.create_server(("127.0.0.1", port + offset)):
        trial = supervise(port=port)
        assert trial.process.wait(10) == 1
    assert f"Port {port + offset} on 127.0.0.1 cannot be used: address already in use." in trial.printed()
    assert "SANGDAM_PORT" in trial.printed()


def test_a_port_is_held_before_anything_is_prepared(supervise):
    trial = supervise(prepare="slow")
    await_true(lambda: (trial.folder / "starts").exists() and trial.starts("prepare"), 10, trial)
    for port in (trial.port, trial.port + 1):
        with pytest.raises(PortInUse, match=f"Port {port} on 127.0.0.1 cannot be used: address already in use."):
            hold_port("127.0.0.1", port, seconds=0)


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(supervise, tmp_path):
    (tmp_path / "data").write_text("a file, not a folder")
    trial = supervise()
    assert trial.process.wait(10) == 1
    assert "cannot be used" in trial.printed()


def test_it_takes_little_memory_for_itself(supervise):
    trial = supervise()
    await_ready(trial)
    loaded = Path(f"/proc/{trial.process.pid}/maps").read_text()
    # What it must never load; its size in megabytes is measured by `make bench`.
    for library in ("pydantic", "psycopg", "_granian", "_ssl"):
        assert library not in loaded
