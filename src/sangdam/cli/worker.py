"""Run a worker, and tell whoever started it when it works."""

import argparse
import os

from sangdam.cli.database import name_database


def run(arguments: argparse.Namespace) -> int:
    """Run jobs and dispatch events until asked to stop."""
    name_database()
    from sangdam.foundation.jobs import worker

    return worker.run(on_ready=announce_ready)


def announce_ready() -> None:
    """Tell the supervisor, which left an open pipe in SANGDAM_READY_FD; tell nobody when the worker runs alone."""
    if descriptor := os.environ.pop("SANGDAM_READY_FD", None):
        os.write(int(descriptor), b"1")
        os.close(int(descriptor))
