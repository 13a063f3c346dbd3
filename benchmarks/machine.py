"""What the figures were measured on."""

import os
import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg


@dataclass(frozen=True)
class Machine:
    """The machine, the database and the version of the product of one run."""

    processor: str
    cores: int
    memory_gb: float
    system: str
    python: str
    postgresql: str
    fsync: str
    load_before: float
    others_share: float
    """Which part (0..1) of the processors other programs took during the run."""
    measured_on: str
    commit: str

    def lines(self) -> list[str]:
        """List what a reader needs to compare these figures with others."""
        return [
            f"- {self.processor}, {self.cores} cores, {self.memory_gb:.0f} GB memory, {self.system}",
            f"- Python {self.python}, PostgreSQL {self.postgresql} (embedded; {self.fsync})",
            f"- {self.measured_on}, commit {self.commit}",
            f"- load average before the run {self.load_before:.2f}; other programs took {self.others_share:.0%} of the"
            " processors during it" + (", which makes every figure worse" if self.others_share > 0.05 else ""),
        ]


def describe_machine(database_url: str, load_before: float, others_share: float) -> Machine:
    """Look at this machine and the database server."""
    with psycopg.connect(database_url) as connection:
        settings = {
            name: connection.execute("SELECT current_setting(%s)", [name]).fetchone()[0]  # type: ignore[index]
            for name in ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers")
        }
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return Machine(
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)),
        memory_gb=pages / 2**30,
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        postgresql=settings.pop("server_version").split()[0],
        fsync=", ".join(f"{name} {value}" for name, value in settings.items()),
        load_before=load_before,
        others_share=others_share,
        measured_on=datetime.now(UTC).strftime("%Y-%m-%d"),
        commit=_commit(),
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _commit() -> str:
    done = subprocess.run(["git", "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True, check=False)
    if done.returncode:
        return "unknown"
    changed = subprocess.run(["git", "status", "--porcelain", "src"], capture_output=True, text=True, check=False)
    return done.stdout.strip() + (" with changes" if changed.stdout.strip() else "")
