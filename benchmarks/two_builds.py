"""Create Ticket of two builds in turns: how much of the old build's rate the new one keeps.

`python -m benchmarks.two_builds OLD NEW [ROUNDS]`, each a checkout that was set up (front end built, texts compiled)
and needs no library that this one lacks. Both run on loopback, each with data of its own, for the whole time.
"""

import contextlib
import sys
import tempfile
from itertools import count, islice
from pathlib import Path

from benchmarks.calls import CUSTOMERS, Caller, inquiry_of
from benchmarks.client import run_round
from benchmarks.figures import median
from benchmarks.installation import Installation, free_port, start

SECONDS = 4.0
CONNECTIONS = 16
MOST_REQUESTS_A_SECOND = 4_000


def main(old: Path, new: Path, rounds: int) -> None:
    """Print each round's rates and the ratio of their medians."""
    with tempfile.TemporaryDirectory(prefix="sangdam-builds-") as folder, contextlib.ExitStack() as stack:
        builds: dict[str, Installation] = {}
        for name, checkout in (("old", old), ("new", new)):
            builds[name] = start(Path(folder) / name, free_port(), PYTHONPATH=str(checkout.resolve() / "src"))
            stack.callback(builds[name].stop)
        rates: dict[str, list[float]] = {name: [] for name in builds}
        numbers = count(1)
        for turn in range(rounds + 1):
            for name in sorted(builds, reverse=turn % 2 == 0):
                rate = _rate(builds[name], numbers)
                if turn:  # the first is for warming up
                    rates[name].append(rate)
        for name, measured in rates.items():
            print(f"{name}: {median(measured):,.0f} requests/s ({', '.join(f'{rate:,.0f}' for rate in measured)})")
        print(f"ratio of medians: {median(rates['new']) / median(rates['old']):.2f}")


def _rate(build: Installation, numbers: "count[int]") -> float:
    demo = build.demo
    caller = Caller(
        demo["organization"]["id"], demo["service"]["id"], demo["service"]["key"], f"localhost:{build.port}"
    )
    most = int(SECONDS * MOST_REQUESTS_A_SECOND)
    requests = [caller.create_ticket(inquiry_of(number % CUSTOMERS, number)) for number in islice(numbers, most)]
    measured = run_round("127.0.0.1", build.port, requests, connections=CONNECTIONS, seconds=SECONDS)
    if set(measured.statuses) != {200}:
        raise SystemExit(f"{dict(measured.statuses)}: {measured.refused[:1]!r}")
    return measured.rate


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 7)
