"""The worker process: runs jobs and dispatches events until it is told to stop."""

import asyncio
import contextlib
import logging
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
from django.conf import settings
from procrastinate.contrib.django import app, procrastinate_app
from procrastinate.manager import JobManager
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.worker import Worker

from sangdam.foundation.events.dispatching import Dispatcher
from sangdam.foundation.events.notifier import connection_parameters
from sangdam.foundation.jobs.queues import JobManagerWithPlaces, Places, places, put_in_place
from sangdam.foundation.jobs.stalled import HEARTBEAT_SECONDS, STALE_SECONDS, sweep_stalled_jobs
from sangdam.foundation.jobs.traces import trace_of

logger = logging.getLogger(__name__)

JOBS_GET = 4.0
"""Seconds that running jobs get to end by themselves; all of stopping must fit into the supervisor's six."""
STOPPING_GETS = 5.0
SWEEP_SECONDS = 10.0
POLL_SECONDS = 2.0
LONGEST_PAUSE = 10.0


def run(*, on_ready: Callable[[], None] = lambda: None) -> int:
    """Run jobs and dispatch events until SIGTERM or SIGINT, and return the exit code; expects Django to be set up.

    `on_ready` is called once, when both work. Survives the loss of the database by trying again with growing pauses.
    When told to stop it takes no new work and lets running jobs end; what has not ended after a few seconds is left to
    another worker, at once. What a killed worker was running is found and run again within half a minute.
    """
    return asyncio.run(_Process(on_ready).run())


class _Process:
    def __init__(self, on_ready: Callable[[], None]) -> None:
        self.on_ready = on_ready
        self.stopping = asyncio.Event()
        self.dispatcher = Dispatcher()
        self.worker: Worker | None = None
        self.running: set[int] = set()
        self.places_of_queues = places(settings.ENVIRONMENT.worker_concurrency)
        self.slots = sum(self.places_of_queues.values())

    async def run(self) -> int:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stopping.set)
        # Each thread keeps a connection of its own to the database: not more threads than jobs at once, and two that
        # look up names for the loop itself while every job hangs.
        loop.set_default_executor(ThreadPoolExecutor(self.slots + 2, "job"))
        thread = threading.Thread(target=self.dispatcher.run, name="dispatcher", daemon=True)
        thread.start()
        jobs = asyncio.create_task(self._run_jobs_forever())
        ready = asyncio.create_task(self._announce())
        await self.stopping.wait()
        self.dispatcher.stop()
        ready.cancel()
        done, _ = await asyncio.wait([jobs], timeout=STOPPING_GETS)
        if not done:
            self._leave_jobs_to_others()
        thread.join(timeout=1.5)
        return 0

    async def _announce(self) -> None:
        while self.worker is None or self.worker.worker_id is None or not self.dispatcher.is_alive:
            await asyncio.sleep(0.05)
        self.on_ready()

    async def _run_jobs_forever(self) -> None:
        pause = 1.0
        while not self.stopping.is_set():
            try:
                # Not the app's own connector: that one is Django's, for deferring inside a request.
                with app.replace_connector(_connector()):
                    async with app.open_async():
                        await put_in_place(app.job_manager)
                        await self._run_jobs()
                pause = 1.0
            except Exception as error:
                logger.warning("Running jobs pauses for %.0f s: %s", pause, trace_of(error))
            if not self.stopping.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.stopping.wait(), pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _run_jobs(self) -> None:
        own_places = Places(self.places_of_queues)
        with _fetching_by(JobManagerWithPlaces(app.connector, own_places)):
            await self._work(own_places)

    async def _work(self, own_places: Places) -> None:
        async def note_running(call_next: Callable[[], Any], context: Any, worker: Worker) -> Any:
            self.running.add(context.job.id)
            try:
                return await call_next()
            finally:
                self.running.discard(context.job.id)
                own_places.free(context.job.queue)
                # The worker looks for jobs when one is put in the queue; those for this place stand there already.
                worker._new_job_event.set()

        worker = self.worker = Worker(
            app,
            name=f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}",
            concurrency=self.slots,
            fetch_job_polling_interval=POLL_SECONDS,
            shutdown_graceful_timeout=JOBS_GET,
            install_signal_handlers=False,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALE_SECONDS,
            delete_jobs="successful",
            task_middleware=list(app.worker_defaults.get("task_middleware") or []),
            worker_middleware=[note_running],
        )
        working = asyncio.create_task(worker.run())
        sweeping = asyncio.create_task(self._sweep(worker))
        told_to_stop = asyncio.create_task(self.stopping.wait())
        try:
            await asyncio.wait([working, told_to_stop], return_when=asyncio.FIRST_COMPLETED)
            worker.stop()
            await working
        finally:
            sweeping.cancel()
            told_to_stop.cancel()

    async def _sweep(self, worker: Worker) -> None:
        while True:
            await asyncio.sleep(0.5 if worker.worker_id is None else SWEEP_SECONDS)
            try:
                if worker.worker_id is not None:
                    await sweep_stalled_jobs(app.job_manager, worker.worker_id, self.running)
                    await put_in_place(app.job_manager)
            except Exception as error:
                logger.warning("Looking for abandoned jobs failed: %s", trace_of(error))

    def _leave_jobs_to_others(self) -> None:
        """End now, although jobs still run: a thread cannot be stopped. Another worker finds them without delay."""
        logger.warning("Stopping with jobs still running: %s", sorted(self.running))
        with contextlib.suppress(psycopg.Error):
            if self.worker is not None and self.worker.worker_id is not None:
                parameters = {**connection_parameters(), "connect_timeout": 1}
                with psycopg.connect(**parameters, autocommit=True) as connection:
                    connection.execute("SELECT procrastinate_unregister_worker_v1(%s)", [self.worker.worker_id])
        logging.shutdown()
        os._exit(1)


@contextlib.contextmanager
def _fetching_by(manager: JobManager) -> Iterator[None]:
    own = procrastinate_app.current_app  # `app` itself is a proxy
    before, own.job_manager = own.job_manager, manager
    try:
        yield
    finally:
        own.job_manager = before


def _connector() -> PsycopgConnector:
    return PsycopgConnector(kwargs=connection_parameters(), min_size=1, max_size=4, timeout=10, name="jobs")
