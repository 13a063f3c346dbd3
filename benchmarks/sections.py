"""What was measured, as tables with their bars."""

from collections.abc import Mapping, Sequence

from benchmarks.client import Round
from benchmarks.creating import Creation
from benchmarks.dispatching import Dispatched
from benchmarks.figures import Figure, Section, at_least, at_most, median, milliseconds
from benchmarks.floor import PROTOCOLS
from benchmarks.installation import Installation, ProcessMemory, by_part
from benchmarks.live_streams import LiveFigures, Resumed
from benchmarks.strangers import KINDS, Held

READY_SECONDS = 10
MEMORY_MB = 500
RATIO, RATIO_CONNECTIONS = 0.25, 16
GROWTH = 1.5
DISPATCHED_A_SECOND = 200
SCREENS_MB, SCREENS_MS = 100, 300
RESUMED_MB = 150
MEGABYTE = 1_000_000


def starting(first: Installation, second: Installation) -> Section:
    """Return how long until every process answers."""
    return Section(
        "Start",
        [
            at_most("first start, on an empty data folder", first.started_in, READY_SECONDS, "s", 1),
            at_most("second start", second.started_in, READY_SECONDS, "s", 1),
        ],
        [
            "From the command `sangdam up` to its line `Ready`; the first makes the database, migrates it and loads the"
            " demo."
        ],
    )


def creating(creation: Creation) -> Section:
    """Return rates and times of Create Ticket, and the floor's."""
    section = Section("Create Ticket")
    for connections in sorted(creation.rounds):
        together = creation.together(connections)
        rates = [item.rate for item in creation.rounds[connections]]
        name = _connections(connections)
        section.figures += [
            Figure(f"{name}: requests/s", f"{creation.rate(connections):,.0f} ({min(rates):,.0f}-{max(rates):,.0f})"),
            Figure(f"{name}: p50", milliseconds(together.p50)),
            Figure(f"{name}: p99", milliseconds(together.p99)),
        ]
        for protocol in PROTOCOLS:
            floors = creation.floors[connections, protocol]
            value = f"{creation.floor(connections, protocol):,.0f} ({min(floors):,.0f}-{max(floors):,.0f})"
            section.figures.append(Figure(f"{name}: floor, pgbench -M {protocol}, transactions/s", value))
        for protocol in PROTOCOLS:
            ratio = creation.ratio(connections, protocol)
            if connections == RATIO_CONNECTIONS:
                figure = at_least(f"{name}: ratio to the {protocol} floor", ratio, RATIO, "", 2)
            else:
                figure = Figure(f"{name}: ratio to the {protocol} floor", f"{ratio:.2f}")
            section.figures.append(figure)
    section.figures += [
        Figure(f"processor time a ticket: {part}", f"{seconds * 1000:.2f} ms")
        for part, seconds in sorted(creation.processor.items(), key=lambda item: -item[1])
        if seconds > 5e-6
    ]
    section.notes += [
        "The specification's own request with all user fields, signed, from 200 customers in turn, over keep-alive"
        f" connections to the two web processes; {creation.tickets:,} calls, all answered 200 and all found in the"
        " database afterwards. Rates are medians of the rounds (lowest-highest), times are over all rounds. The worker"
        " dispatches the tickets' events meanwhile.",
        "The floor looks up the customer and writes the same rows in one transaction, on the same database, with the"
        " same indexes, worker and live process held still. Product and floor take turns. `simple` is pgbench's"
        " default: each statement as text. `extended` is what the product's driver speaks: parsed and planned each"
        " time. `prepared` parses and plans once: the least a PostgreSQL can take.",
    ]
    return section


def pages(few: Mapping[str, Round], many: Mapping[str, Round], counts: tuple[int, int]) -> Section:
    """Return how pages grow with the number of tickets."""
    section = Section("Lists and pages")
    for name in few:
        section.figures += [
            Figure(f"{name}, {count:,} tickets: p50 / p99", f"{milliseconds(item.p50)} / {milliseconds(item.p99)}")
            for count, item in zip(counts, (few[name], many[name]), strict=True)
        ]
        section.figures.append(at_most(f"{name}: growth of p50", many[name].p50 / few[name].p50, GROWTH, "times", 2))
    section.notes.append(
        "Two installations, one a copy of the other but for the number of tickets, asked in turns: one connection, one"
        " request after the other, an administrator signed in through the form. `ticket page` is the whole page with"
        " its list, `ticket pane` what a click in the list loads, `customer's list` the signed call of the Open API."
        " The installation with more tickets has also all that was created above."
    )
    return section


def dispatching(dispatched: Dispatched) -> Section:
    """Return how fast events are dispatched."""
    return Section(
        "Dispatching",
        [
            at_least("by the worker, events/s", dispatched.by_worker, DISPATCHED_A_SECOND, ""),
            Figure("by the dispatcher's function alone, events/s", f"{dispatched.by_function:,.0f}"),
        ],
        [
            f"{dispatched.events:,} events (created, assigned, commented, re-inquired) wait while the worker is held"
            " still; the clock runs from its release until none waits."
        ],
    )


def live(figures: LiveFigures, resumed: Resumed) -> Section:
    """Return what open screens cost, how soon they know, and what it takes when all come back after an outage."""
    back = f"{resumed.screens:,} screens come back over {resumed.events:,} events"
    grown = figures.memory_busy - figures.memory_base
    return Section(
        "Live screens",
        [
            at_most(f"memory for {figures.connections:,} connections", grown * 1.048576, SCREENS_MB, "MB"),
            Figure("memory a connection", f"{figures.kilobytes_per_connection:.0f} KiB"),
            Figure("event to screen: p50", f"{figures.p50:.0f} ms"),
            at_most("event to screen: p99", figures.p99, SCREENS_MS, "ms"),
            Figure("event to screen: slowest", f"{figures.worst:.0f} ms"),
            Figure("events/s", f"{figures.events_per_second:.0f}"),
            Figure("told / lost", f"{figures.delivered:,} / {figures.lost:,}"),
            Figure("all connected after", f"{figures.seconds_to_connect:.1f} s"),
            Figure("processor of the live process", f"{figures.cpu_percent:.0f} %"),
            at_most(
                f"{back}: memory grows by", (resumed.memory_most - resumed.memory_before) * 1.048576, RESUMED_MB, "MB"
            ),
            Figure(f"{back}: all of them after", f"{resumed.seconds:.1f} s"),
            Figure(f"{back}: told what they missed / to load again", f"{resumed.caught_up:,} / {resumed.reloaded:,}"),
        ],
        [
            f"All screens are of one service, so every event goes to every one of them: {figures.connections:,} times"
            f" {figures.events_per_second:.0f} a second. The time runs from before the event's transaction to the bytes"
            " at the screen's socket. Sessions come from the sign-in form, 50 screens each. Memory is the growth of the"
            " live process's resident set over its size before the first connection. The reading process raises its"
            " limit of open files for as many sockets; the live process raises its own by itself.",
            "The screens that come back have a hundred different cursors, spread over the events they missed; memory is"
            " the most that is seen until the last of them knows, all of them open.",
        ],
    )


def strangers(held: Held) -> Section:
    """Return how much people notice of strangers who hold connections."""
    section = Section(f"{held.connections:,} slow strangers")
    for name, quiet in held.quiet.items():
        kind, worst = held.worst(name)
        bar = held.bar(name)
        section.figures += [
            Figure(f"{name}: p99 when quiet", milliseconds(median(quiet))),
            Figure(
                f"{name}: p99 at worst (strangers {kind})",
                milliseconds(worst),
                f"at most {milliseconds(bar)}",
                is_met=worst <= bar,
            ),
        ]
    section.figures.append(Figure("memory of the web processes at most", f"{held.web_bytes / MEGABYTE:.0f} MB"))
    section.notes.append(
        f"Strangers from one address hold {held.connections:,} connections and open again whatever is ended, kind after"
        f" kind: they {', '.join(KINDS)}. Meanwhile one connection asks, one request after the other. p99 are medians"
        f" of {held.rounds} rounds, quiet and held moments in turns; the bar is twice the quiet p99, or 50 ms more."
    )
    return section


def memory(bound: Mapping[str, Sequence[ProcessMemory]], unbound: Mapping[str, Sequence[ProcessMemory]]) -> Section:
    """Return what every process takes at different times; only those in `bound` have a bar."""
    section = Section("Memory")
    for when, measured in {**bound, **unbound}.items():
        for part, processes in by_part(measured).items():
            pss, rss = (
                ", ".join(f"{getattr(item, kind) / MEGABYTE:.0f}" for item in processes) for kind in ("pss", "rss")
            )
            if part == "postgres":
                pss = f"{sum(item.pss for item in processes) / MEGABYTE:.0f}"
                rss = f"{max(item.rss for item in processes) / MEGABYTE:.0f} at most"
            value = f"{pss} MB (rss {rss})"
            section.figures.append(Figure(f"{when}: {part}, {len(processes)} processes", value))
        total = sum(item.pss for item in measured) / MEGABYTE
        together = f"{when}: all together"
        section.figures.append(
            at_most(together, total, MEMORY_MB, "MB") if when in bound else Figure(together, f"{total:.0f} MB")
        )
    section.notes.append(
        "Proportional set size (PSS) of each process, so that shared pages count once; the resident set size (RSS)"
        " counts them in every process. The work is all before the screens that come back, the trouble these and the"
        " strangers."
    )
    return section


def _connections(count: int) -> str:
    return "1 connection" if count == 1 else f"{count} connections"
