"""A worker with jobs for the tests; its first argument is the database, the second the folder the jobs write to."""

import sys
import time
from pathlib import Path

import django
from django.conf import settings

django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]
FOLDER = Path(sys.argv[2])

from django.db import transaction  # noqa: E402
from django_scopes import get_scope  # noqa: E402

from sangdam.foundation.jobs import EVENTS, MAIL, OTHER, Retry, defer, job, worker  # noqa: E402

if "no-polling" in sys.argv:
    worker.POLL_SECONDS = 3_600.0


@job("probe.note")
def note(*, word: str) -> None:
    """Write a word down, and the scope if there is one."""
    with (FOLDER / "notes").open("a") as file:
        file.write(f"{word}{get_scope() or ''}\n")


@job("probe.hang_once")
def hang_once() -> None:
    """Hang the first time, be done the second."""
    if (FOLDER / "hangs").exists():
        note(word="done")
        return
    (FOLDER / "hangs").touch()
    time.sleep(600)


@job("probe.fail_once", retry=Retry(max_attempts=3, wait=1))
def fail_once() -> None:
    """Defer a job and fail the first time; be done the second."""
    if (FOLDER / "failed").exists():
        note(word="recovered")
        return
    (FOLDER / "failed").touch()
    with transaction.atomic():
        defer(note, word="of a transaction that failed")
        raise ValueError("customer@example.com")


def _declare(queue: str) -> None:
    @job(f"probe.note_{queue}", queue=queue)
    def note_there(*, word: str) -> None:
        note(word=word)

    @job(f"probe.hang_{queue}", queue=queue)
    def hang_there(*, number: int) -> None:
        (FOLDER / f"hangs {number}").touch()
        time.sleep(600)


for one in (EVENTS, MAIL, OTHER):
    _declare(one)


sys.exit(worker.run(on_ready=lambda: print("ready", flush=True)))
