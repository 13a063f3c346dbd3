"""Run the web processes and the live process under granian."""

import argparse
import contextlib
import gc
import importlib
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from sangdam.cli.database import name_database
from sangdam.cli.ports import HELD, PortInUse, hold_port
from sangdam.foundation.embedded.lifetime import end_with_parent
from sangdam.settings.environment import environment

WEB = "sangdam.doors.front:application"
LIVE = "sangdam.doors.live.asgi:application"

# Files a process needs besides its connections: libraries, the database, temporary files, attachments being sent.
OTHER_FILES = 512
MOST_CONNECTIONS = 60_000


def run_web(arguments: argparse.Namespace) -> int:
    """Serve pages and the Open API with SANGDAM_WEB_PROCESSES processes of SANGDAM_WEB_THREADS threads."""
    name_database()
    _serve(WEB, port=environment().port, workers=environment().web_processes)
    return 0


def run_live(arguments: argparse.Namespace) -> int:
    """Serve the live streams: one process, as many open screens as the system allows files."""
    name_database()
    _serve(LIVE, port=environment().port + 1, workers=1)
    return 0


def raise_open_files() -> int:
    """Allow this process, and those it starts, as many open files as the system lets it; return how many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = hard if hard > 0 else 65536
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted
    return soft


# What granian calls backpressure counts open connections, idle ones of browsers and proxies included: a small number
# would not hold work back but keep new visitors out. Without a bound below that of open files it would spin when they
# run out.
def _serve(target: str, *, port: int, workers: int) -> None:
    from granian.constants import HTTPModes, Interfaces, Loops
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    from sangdam.cli.granian_server import BoundedServer

    held = None  # for as long as we serve
    if HELD not in os.environ:
        try:
            held = hold_port(environment().bind, port, seconds=3)
        except PortInUse as fault:
            raise SystemExit(str(fault)) from None

    # Workers are copies of this process with everything imported: they share its memory and are back in an instant
    # when one dies. (From Python 3.14 on, forking is no longer what multiprocessing does by itself.)
    multiprocessing.set_start_method("fork", force=True)
    seconds = environment().client_seconds
    server = BoundedServer(
        target,
        address=environment().bind,
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        # The time for a request's head, and for a connection on which nothing is asked. The buffer bounds the head, and
        # what is kept of an answer for whoever does not read.
        http1_settings=HTTP1Settings(header_read_timeout=seconds * 1000, max_buffer_size=64 * 1024),
        unread_seconds=seconds,
        websockets=False,
        loop=Loops.asyncio,
        log_level=LogLevels.warning,
        workers=workers,
        backlog=4096,
        backpressure=max(256, min(MOST_CONNECTIONS, raise_open_files() - OTHER_FILES)),
        respawn_failed_workers=True,
        workers_kill_timeout=4,
        runtime_blocking_threads=4,
    )
    server.on_startup(lambda: _import_ahead(target))
    if target == WEB:
        from sangdam.foundation.front.pulse import PulseWatch

        watch = PulseWatch(environment().web_silence, lambda: server.worker_ids, _say)
        server.on_startup(watch.start)
    # A worker whose parent is killed would keep its port and serve for ever.
    server.serve(target_loader=partial(_load_in_worker, end_with_parent(signal.SIGKILL)))
    if held is not None:
        held.close()


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def _import_ahead(target: str) -> None:
    _load(target)
    if target == WEB:
        from django.conf import settings

        from sangdam.doors import hosts

        # What Django would import on the first request of each door.
        for urls in (settings.ROOT_URLCONF, hosts.OPEN_API_URLS, hosts.SITE_URLS):
            importlib.import_module(urls)
    gc.collect()
    gc.freeze()  # what is there now is never collected, so the workers never write to the pages it stands on


def _load_in_worker(tie_to_parent: Callable[[], None], target: str) -> Any:
    tie_to_parent()
    return _load(target)


def _load(target: str) -> Any:
    module, name = target.split(":")
    return getattr(importlib.import_module(module), name)
