"""The whole run, from an empty data folder to the tables."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from benchmarks.figures import Section
from benchmarks.installation import Installation, free_port, start
from benchmarks.machine import Machine, describe_machine

FEW, MANY = 1_000, 100_000
SCREENS, EVENTS_A_SECOND = 1_000, 50
STREAMS_OF_ONE_VISITOR = 50


def run_everything(folder: Path) -> tuple[Machine, list[Section]]:
    """Start the product in an empty folder, measure everything, stop it, and return what was found."""
    load_before = os.getloadavg()[0]
    watch = Watch()
    port = free_port()
    tell("Starting the product twice ...")
    first = start(folder / "data", port)
    first.stop()
    with _stopped_at_the_end(start(folder / "data", port)) as product:
        time.sleep(5)  # what a start does once is done
        idle = product.memory()
        _use_database(product)
        from benchmarks import sections  # here: what it needs needs Django, which needs the product's database

        made = [sections.starting(first, product), *_measure(product, folder)]
        made.append(sections.memory(idle, product.memory()))
        machine = describe_machine(product.database_url, load_before, watch.others_share(product))
    return machine, made


def tell(sentence: str) -> None:
    """Say on the terminal what is going on."""
    print(sentence, file=sys.stderr, flush=True)


class Watch:
    """Watches how much of the processors other programs take: they make every figure worse."""

    def __init__(self) -> None:
        self._busy = _busy_seconds()
        self._begun = time.monotonic()

    def others_share(self, product: Installation) -> float:
        """Tell the share (0..1) of all processors that neither the product nor we have taken since the beginning."""
        ours = os.times()
        own = sum(ours[:4]) + sum(product.processor_seconds().values())
        capacity = (time.monotonic() - self._begun) * (os.cpu_count() or 1)
        return max(0.0, (_busy_seconds() - self._busy - own) / capacity)


def _busy_seconds() -> float:
    times = psutil.cpu_times()
    return sum(times) - times.idle - times.iowait - times.guest - times.guest_nice


@contextlib.contextmanager
def _stopped_at_the_end(product: Installation) -> Iterator[Installation]:
    try:
        yield product
    except BaseException:
        tell("\n".join(product.printed[-20:]))
        raise
    finally:
        product.stop()


def _use_database(product: Installation) -> None:
    """Let this process use the product's database and keys, for filling and publishing."""
    for name in [name for name in os.environ if name.startswith("SANGDAM_")]:
        del os.environ[name]
    os.environ["DJANGO_SETTINGS_MODULE"] = "sangdam.settings.project"
    os.environ["SANGDAM_DATA"] = str(product.data)
    os.environ["SANGDAM_STATEMENT_TIMEOUT"] = "300"
    os.environ["DATABASE_URL"] = product.database_url
    import django

    django.setup()


def _measure(product: Installation, folder: Path) -> list[Section]:
    from benchmarks import sections
    from benchmarks.calls import Caller, sign_in
    from benchmarks.creating import measure_creation
    from benchmarks.dispatching import await_quiet, measure_dispatching
    from benchmarks.filling import fill, found_tenant
    from benchmarks.live_streams import measure_live
    from benchmarks.pages import measure_pages

    demo = product.demo
    caller = Caller(
        demo["organization"]["id"], demo["service"]["id"], demo["service"]["key"], f"localhost:{product.port}"
    )
    tell("Founding the services to measure in ...")
    tenant = found_tenant("bench", agents=SCREENS // STREAMS_OF_ONE_VISITOR)
    floor_tenant = found_tenant("floor", agents=1)
    sessions = [sign_in(product.port, login.email, login.password) for login in tenant.logins]

    tell(f"Asking for pages at {FEW:,} tickets ...")
    fill(tenant, 1, FEW)
    few = measure_pages(product.port, tenant, sessions[0])

    tell("Creating tickets and measuring the floor, in turns ...")
    creation = measure_creation(product, caller, floor_tenant.service_pk, folder)

    tell(f"Asking for pages at {MANY:,} tickets ...")
    fill(tenant, FEW + 1, MANY)
    many = measure_pages(product.port, tenant, sessions[0])

    tell("Dispatching facts ...")
    dispatched = measure_dispatching(product, tenant)

    tell(f"Opening {SCREENS:,} live screens ...")
    await_quiet()
    live = measure_live(
        live_url=f"http://127.0.0.1:{product.port + 1}",
        service_id=tenant.service_id,
        service_pk=tenant.service_pk,
        cookies=[f"sangdam_console={session.cookies['sangdam_console']}" for session in sessions],
        live_pid=[process.pid for part, process in product.processes() if part == "live"][-1],
        connections=SCREENS,
        events_per_second=EVENTS_A_SECOND,
        seconds=10,
    )
    return [
        sections.creating(creation),
        sections.pages(few, many, (FEW, MANY)),
        sections.dispatching(dispatched),
        sections.live(live),
    ]
