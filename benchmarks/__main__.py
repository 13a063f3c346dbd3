"""`make bench`: measure everything, print it, and with `--write` renew RESULTS.md."""

import argparse
import tempfile
import time
from pathlib import Path

from benchmarks.figures import write_tables
from benchmarks.run import QUICK, Sizes, run_everything, tell

RESULTS = Path(__file__).with_name("RESULTS.md")

_HEAD = """# What Sangdam can do on one machine

Written by `make bench ARGS=--write`; everything below is from one run.

{machine}

{tables}
"""


def main() -> None:
    """Run once in a temporary folder; the exit code is 0 whether bars are met or not, as long as everything ran."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--write", action="store_true", help=f"write the tables to {RESULTS.parent.name}/{RESULTS.name}"
    )
    parser.add_argument("--quick", action="store_true", help="try everything at sizes whose figures mean nothing")
    given = parser.parse_args()
    if given.quick and given.write:
        parser.error("figures of a quick run are not to be kept")
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="sangdam-bench-") as folder:
        machine, sections = run_everything(Path(folder), QUICK if given.quick else Sizes())
    text = _HEAD.format(machine="\n".join(machine.lines()), tables=write_tables(sections).rstrip())
    print(text)
    if given.write:
        RESULTS.write_text(text, encoding="utf-8")
    tell(f"Measured in {time.monotonic() - begun:.0f} s.")


if __name__ == "__main__":
    main()
