"""The whole run, with real processes, at sizes whose figures mean nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BARS = (
    "first start",
    "ratio to the simple floor",
    "growth of p50",
    "by the worker",
    "p99",
    "all together",
    "memory grows by",
)


def bench(*options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *options], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.processes
def test_everything_is_measured_in_one_run_and_no_figure_decides_its_end():
    done = bench("--quick")
    assert done.returncode == 0, done.stderr
    titles = [line.removeprefix("## ") for line in done.stdout.splitlines() if line.startswith("## ")]
    assert titles[:5] == ["Start", "Create Ticket", "Lists and pages", "Long histories", "Many agents"]
    assert titles[5:] == ["Dispatching", "Live screens", "20 slow strangers", "Memory"]
    judged = [line for line in done.stdout.splitlines() if ": met" in line or ": NOT met" in line]
    assert all(any(bar in line for line in judged) for bar in BARS), done.stdout
    assert "fsync on" in done.stdout
    assert "all answered 200 and all found in the database" in done.stdout


def test_figures_of_a_quick_run_are_not_kept():
    done = bench("--quick", "--write")
    assert done.returncode == 2
    assert "not to be kept" in done.stderr
