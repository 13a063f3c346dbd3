"""Run the web processes and the live process under granian."""

import argparse
import contextlib
import gc
import importlib
import multiprocessing
import resource
import signal
from collections.abc import Callable
from functools import partial
from typing import Any

from sangdam.cli.database import name_database
from sangdam.foundation.embedded.lifetime import end_with_parent
from sangdam.settings.environment import environment

WEB = "sangdam.doors.wsgi:application"
LIVE = "sangdam.doors.live.asgi:application"


def run_web(arguments: argparse.Namespace) -> int:
    """Serve pages and the Open API with SANGDAM_WEB_PROCESSES processes of SANGDAM_WEB_THREADS threads."""
    name_database()
    _serve(
        WEB,
        interface="wsgi",
        port=environment().port,
        workers=environment().web_processes,
        blocking_threads=environment().web_threads,
        backlog=2048,
        backpressure=2048,
    )
    return 0


def run_live(arguments: argparse.Namespace) -> int:
    """Serve the live streams: one process, as many open screens as the system allows files."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard if hard > 0 else 65536, hard))
    name_database()
    _serve(
        LIVE,
        interface="asgi",
        port=environment().port + 1,
        workers=1,
        backlog=4096,
        backpressure=60_000,
    )
    return 0


# What granian calls backpressure counts open connections, idle ones of browsers and proxies included: a small number
# would not hold work back but keep new visitors out.
def _serve(target: str, *, interface: str, port: int, **options: Any) -> None:
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, Loops
    from granian.log import LogLevels

    # Workers are copies of this process with everything imported: they share its memory and are back in an instant
    # when one dies. (From Python 3.14 on, forking is no longer what multiprocessing does by itself.)
    multiprocessing.set_start_method("fork", force=True)
    server = Granian(
        target,
        address=environment().bind,
        port=port,
        interface=Interfaces(interface),
        http=HTTPModes.http1,
        websockets=False,
        loop=Loops.asyncio,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=4,
        runtime_blocking_threads=4,
        **options,
    )
    server.on_startup(lambda: _import_ahead(target))
    # A worker whose parent is killed would keep its port and serve for ever.
    server.serve(target_loader=partial(_load_in_worker, end_with_parent(signal.SIGKILL)))


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
