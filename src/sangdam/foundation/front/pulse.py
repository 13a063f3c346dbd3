"""Whether each web process still serves: it gives a sign of life by itself, and one that gives none is replaced."""

import contextlib
import itertools
import os
import select
import signal
import struct
import threading
import time
from collections.abc import Callable, Collection, Sequence

BEAT_SECONDS = 2.0
_PID = struct.Struct("=i")

_write_end: int | None = None


class Pulse:
    """The side of a web process: beats while its threads get on.

    That is: of each kind of threads one is free, or one has taken another request since the last beat, or they wait for
    something that excuses them. A thread that never lets others run stops the beat too, and so does whoever holds the
    whole process.
    """

    def __init__(self, threads: Sequence[int], is_excused: Callable[[], bool]) -> None:
        self.is_excused = is_excused
        self._begun = [0.0] * sum(threads)
        self._seen: list[float] = []
        ends = list(itertools.accumulate(threads))
        self._kinds = [slice(end - count, end) for end, count in zip(ends, threads, strict=True)]

    def begin(self, number: int) -> None:
        """Note that a thread takes a request."""
        self._begun[number] = time.monotonic()

    def end(self, number: int) -> None:
        """Note that a thread is free."""
        self._begun[number] = 0.0

    def start(self) -> None:
        """Beat from now on, where somebody listens."""
        if _write_end is not None:
            threading.Thread(target=self._beat, args=(_write_end,), name="pulse", daemon=True).start()

    def is_well(self) -> bool:
        """Return whether a thread of each kind was free or took a request since this was last asked."""
        before, self._seen = self._seen, list(self._begun)
        return all(0.0 in self._seen[kind] or self._seen[kind] != before[kind] for kind in self._kinds) or (
            self.is_excused()
        )

    def _beat(self, write_end: int) -> None:
        while True:
            if self.is_well():
                with contextlib.suppress(OSError):
                    os.write(write_end, _PID.pack(os.getpid()))
            time.sleep(BEAT_SECONDS)


class PulseWatch:
    """The side of their parent: kills a process that has not beaten for `seconds`; whoever keeps them starts another.

    To be made before they are forked. `processes` lists those that live.
    """

    def __init__(self, seconds: float, processes: Callable[[], Collection[int]], say: Callable[[str], None]) -> None:
        global _write_end
        self.seconds = seconds
        self.processes = processes
        self.say = say
        self._read_end, _write_end = os.pipe()
        os.set_blocking(self._read_end, False)
        os.set_blocking(_write_end, False)
        self._silent: dict[int, float] = {}

    def start(self) -> None:
        """Watch in a thread of its own."""
        threading.Thread(target=self._watch, name="pulse-watch", daemon=True).start()

    def _watch(self) -> None:
        looked_at = time.monotonic()
        while True:
            time.sleep(0.5)
            now = time.monotonic()
            # If we were held ourselves, so were they: such a time does not count.
            self.look(min(now - looked_at, 2.0))
            looked_at = now

    def look(self, seconds: float) -> None:
        """Count `seconds` more of silence for each process, except for those who beat; kill who was silent too long."""
        living = set(self.processes())
        heard = self._heard()
        self._silent = {pid: 0.0 if pid in heard else self._silent.get(pid, 0.0) + seconds for pid in living}
        for pid, silent in self._silent.items():
            if silent > self.seconds:
                self.say(f"The web process {pid} has not answered for {self.seconds:g} seconds; it is replaced.")
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def _heard(self) -> set[int]:
        heard: set[int] = set()
        while select.select([self._read_end], [], [], 0)[0]:
            beats = os.read(self._read_end, 4096)  # whole ones: a short write to a pipe is never divided
            heard.update(pid for (pid,) in _PID.iter_unpack(beats))
        return heard
