"""Whether a server that takes no connections is on its way to, or will stay "in recovery mode" for ever.

Recovery is the work of one process, the start process. A PostgreSQL 18 whose start process is killed while it recovers
from a crash neither ends nor makes another (16 and older ended). How long recovery takes says nothing: replaying the
changes since the last checkpoint may take many minutes. So its work is watched, and not the clock: processor time and
switches of the start process and of the checkpointer it waits for at the end.
"""

import contextlib
import time
from pathlib import Path

LOOK_SECONDS = 2.0
GONE_SECONDS = 15.0
"""How long a server may be without a start process while nothing serves: between a crash and its recovery."""
SILENT_SECONDS = 60.0
"""How long a start process may do nothing at all."""


class Recovery:
    """Watches one server by its processes; needs `/proc`, and knows of no trouble where there is none."""

    def __init__(self, server_process: int) -> None:
        self._server = server_process
        self._signs: frozenset[tuple[int, ...]] | None = None
        self._since = self._looked_at = float("-inf")

    def is_stuck(self) -> bool:
        """Return whether the server serves nobody and nothing works towards it; looks every two seconds at most."""
        now = time.monotonic()
        if now - self._looked_at < LOOK_SECONDS:
            return False
        self._looked_at = now
        parts = processes_of(self._server)
        if not parts or "walwriter" in parts.values():  # it begins when recovery is over
            self._signs = None
            return False
        has_start_process = "startup" in parts.values()
        working = (
            [pid for pid, part in parts.items() if part in {"startup", "checkpointer"}] if has_start_process else []
        )
        signs = frozenset(_signs_of_work(pid) for pid in working)
        if signs != self._signs:
            self._signs, self._since = signs, now
            return False
        return now - self._since > (SILENT_SECONDS if has_start_process else GONE_SECONDS)


def processes_of(server_process: int) -> dict[int, str]:
    """Name the parts of a server by their process ids: `startup`, `checkpointer`, `walwriter`, ...; none if unknown."""
    found = {}
    with contextlib.suppress(OSError):
        for pid in Path(f"/proc/{server_process}/task/{server_process}/children").read_text().split():
            with contextlib.suppress(OSError):
                title = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                found[int(pid)] = (title.removeprefix("postgres: ").split() or [""])[0]
    return found


def _signs_of_work(pid: int) -> tuple[int, ...]:
    """Read what grows while a process does anything; for one that waits for a disk, something new each time."""
    try:
        state, *numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return (pid,)
    switches = [int(line.split()[1]) for line in status.splitlines() if "ctxt_switches" in line]
    waits_for_disk = time.monotonic_ns() if state == "D" else 0
    return (pid, int(numbers[10]), int(numbers[11]), *switches, waits_for_disk)
