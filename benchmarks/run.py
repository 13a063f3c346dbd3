"""The whole run, from an empty data folder to the tables."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from benchmarks.figures import Section
from benchmarks.installation import Installation, ProcessMemory, free_port, start
from benchmarks.machine import Machine, describe_machine

if TYPE_CHECKING:
    from benchmarks.calls import Caller, Session
    from benchmarks.filling import Tenant
    from benchmarks.pages import Samples
    from benchmarks.strangers import Held

ROOT = Path(__file__).parents[1]
STREAMS_OF_ONE_OWNER = 50


@dataclass(frozen=True)
class Sizes:
    """How much is measured; the defaults are what the bars are about."""

    few: int = 1_000
    many: int = 100_000
    page_requests: int = 400
    turns: tuple[tuple[int, int], ...] = ((16, 6), (1, 3))
    """Connections, and rounds with so many."""
    product_seconds: float = 4.0
    floor_seconds: int = 2
    events: int = 3_000
    screens: int = 1_000
    events_a_second: int = 50
    live_seconds: float = 10.0
    strangers: int = 2_000
    stranger_rounds: int = 5
    stranger_requests: int = 200
    resuming: int = 2_000
    missed: int = 5_000


QUICK = Sizes(
    few=20,
    many=100,
    page_requests=5,
    turns=((16, 1), (1, 1)),
    product_seconds=0.5,
    floor_seconds=1,
    events=100,
    screens=50,
    live_seconds=1.0,
    strangers=20,
    stranger_rounds=1,
    stranger_requests=3,
    resuming=60,
    missed=1_500,
)
"""Enough to see that everything runs; its figures mean nothing."""


@dataclass(frozen=True)
class Ground:
    """What is measured on: a service to fill, one for the floor, and the sessions of the first one's agents."""

    tenant: "Tenant"
    floor_tenant: "Tenant"
    sessions: "list[Session]"
    few: "Samples"


def run_everything(folder: Path, sizes: Sizes) -> tuple[Machine, list[Section]]:
    """Start the product in an empty folder, measure everything, stop it, and return what was found."""
    load_before = os.getloadavg()[0]
    watch = Watch()
    port, data, data_of_few = free_port(), folder / "data", folder / "data-of-few"
    tell("Starting the product twice ...")
    first = start(data, port)
    first.stop()
    second = start(data, port)
    with _stopped_at_the_end(second):
        time.sleep(5)  # what a start does once is done
        idle = second.memory()
        _use_database(second)
        ground = _prepare(second, sizes)
    # The copy has the same services, keys and sessions, and stays as it is; the other one gets the rest of the tickets.
    subprocess.run(["cp", "--archive", str(data), str(data_of_few)], check=True)
    from benchmarks import sections  # here: what it needs needs Django, which needs the product's database

    with _stopped_at_the_end(start(data, port)) as product:
        measured, worked = _measure(product, ground, data_of_few, folder, sizes)
        _let_go_of_database()
        made = [
            sections.starting(first, second),
            *measured,
            sections.memory({"idle": idle, "after the work": worked}, {"after the trouble": product.memory()}),
        ]
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
        """Return the share (0..1) of all processors that neither the product nor we have taken since the beginning."""
        ours = os.times()  # with what our children took that have ended: pgbench, the installations before this one
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


def _let_go_of_database() -> None:
    """Close this process's own connections: what they cost the server is not the product's."""
    from django.db import connections

    from sangdam.foundation.events.notifier import notifier

    connections.close_all()
    notifier.stop()
    time.sleep(1)  # their processes end


def _prepare(product: Installation, sizes: Sizes) -> Ground:
    from django.db import connections

    from benchmarks.calls import sign_in
    from benchmarks.filling import fill, found_tenant
    from benchmarks.pages import take_samples

    tell(f"Founding the services to measure in, {sizes.few:,} tickets in one ...")
    tenant = found_tenant("bench", agents=-(-max(sizes.screens, sizes.resuming) // STREAMS_OF_ONE_OWNER))
    floor_tenant = found_tenant("floor", agents=1)
    fill(tenant, 1, sizes.few)
    sessions = [sign_in(product.port, login.email, login.password) for login in tenant.logins]
    few = take_samples(tenant)
    connections.close_all()  # the database is stopped next
    return Ground(tenant, floor_tenant, sessions, few)


def _measure(
    product: Installation, ground: Ground, data_of_few: Path, folder: Path, sizes: Sizes
) -> tuple[list[Section], list[ProcessMemory]]:
    """Return what was found, and what every process took before the screens came back and the strangers came."""
    from benchmarks import sections
    from benchmarks.calls import Caller
    from benchmarks.creating import Plan, measure_creation
    from benchmarks.dispatching import await_quiet, measure_dispatching
    from benchmarks.filling import fill
    from benchmarks.live_streams import measure_live, measure_resuming
    from benchmarks.long_histories import measure_long_histories
    from benchmarks.many_agents import measure_many_agents
    from benchmarks.pages import measure_pages, requests_of, take_samples

    demo, tenant, sessions = product.demo, ground.tenant, ground.sessions
    caller = Caller(
        demo["organization"]["id"], demo["service"]["id"], demo["service"]["key"], f"localhost:{product.port}"
    )
    tell("Creating tickets and measuring the floor, in turns ...")
    plan = Plan(sizes.turns, sizes.product_seconds, sizes.floor_seconds)
    creation = measure_creation(product, caller, ground.floor_tenant.service_pk, folder, plan)

    tell(f"Filling up to {sizes.many:,} tickets ...")
    fill(tenant, sizes.few + 1, sizes.many)
    many = take_samples(tenant)
    tell("Asking for pages of both, in turns ...")
    with _stopped_at_the_end(start(data_of_few, free_port())) as small:
        asked = {
            small.port: requests_of(small.port, tenant, sessions[0], ground.few),
            product.port: requests_of(product.port, tenant, sessions[0], many),
        }
        pages = measure_pages(asked, sizes.page_requests)

    tell("Asking for a long history and for a page far back ...")
    long_histories = measure_long_histories(product.port, tenant, sessions[0], requests=sizes.page_requests)

    tell("Asking for tickets of services with few and many agents ...")
    many_agents = measure_many_agents(product.port, requests=sizes.page_requests)

    tell("Dispatching events ...")
    dispatched = measure_dispatching(product, tenant, events=sizes.events)

    tell(f"Opening {sizes.screens:,} live screens ...")
    await_quiet()
    where: dict[str, Any] = {
        "live_url": f"http://127.0.0.1:{product.port + 1}",
        "service_id": tenant.service_id,
        "service_pk": tenant.service_pk,
        "cookies": [f"sangdam_console={session.cookies['sangdam_console']}" for session in sessions],
        "live_pid": [process.pid for part, process in product.processes() if part == "live"][-1],
    }
    live = measure_live(
        **where, connections=sizes.screens, events_per_second=sizes.events_a_second, seconds=sizes.live_seconds
    )
    time.sleep(2)  # those screens are gone
    worked = product.memory()
    tell(f"Letting {sizes.resuming:,} screens come back ...")
    resumed = measure_resuming(**where, screens=sizes.resuming, events=sizes.missed)
    tell(f"Letting {sizes.strangers:,} strangers hold connections, kind after kind ...")
    held = _measure_strangers(product, caller, tenant, sessions[0], sizes)
    return [
        sections.creating(creation),
        sections.pages(pages[small.port], pages[product.port], (sizes.few, sizes.many)),
        long_histories,
        many_agents,
        sections.dispatching(dispatched),
        sections.live(live, resumed),
        sections.strangers(held),
    ], worked


def _measure_strangers(
    product: Installation, caller: "Caller", tenant: "Tenant", session: "Session", sizes: Sizes
) -> "Held":
    from benchmarks.calls import CUSTOMERS, inquiry_of
    from benchmarks.strangers import keep_attachment, measure_strangers

    assets = ROOT / "src" / "sangdam" / "static" / "dist" / "assets"
    largest = max((file for file in assets.iterdir() if file.suffix in {".js", ".css"}), key=lambda f: f.stat().st_size)
    places = {
        "service": caller.service_id,
        "asset": f"/static/dist/assets/{largest.name}",
        "attachment": keep_attachment(product.port, caller, inquiry_of(0, 0)),
    }
    asked = {
        "healthz": repeat(f"GET /healthz HTTP/1.1\r\nHost: {caller.host}\r\n\r\n".encode()),
        "list of tickets": repeat(session.page(f"/console/{tenant.service_id}/tickets/all/")),
        "Create Ticket": (caller.create_ticket(inquiry_of(number % CUSTOMERS, number)) for number in count(10**7)),
    }
    return measure_strangers(
        product.port,
        asked,
        places,
        connections=sizes.strangers,
        rounds=sizes.stranger_rounds,
        requests=sizes.stranger_requests,
        web_bytes=lambda: sum(item.pss for item in product.memory() if item.part == "web"),
    )
