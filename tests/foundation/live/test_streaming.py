import asyncio
import gc
import random
import sys
import threading

import pytest

from sangdam.foundation.events.notifier import CHANNEL
from sangdam.foundation.events.reading import Cursor, current_cursor, read_events
from sangdam.foundation.live import catching_up, streaming
from sangdam.foundation.live.catching_up import CatchUpReader
from sangdam.foundation.live.streaming import LiveApplication
from tests.factories.events import other_connection, write_event
from tests.factories.screens import CONSOLE, FakeAuthorizer, Screen, answer, authorizer_of, running, until
from tests.factories.tenants import make_service


def test_an_event_reaches_the_open_screens_of_its_service_and_no_other(transactional_db):
    ours, theirs = make_service(), make_service()

    async def run():
        async with running(authorizer_of(ours, theirs)) as application:
            own = [Screen(application, f"/{ours.service_id}/events", name=name) for name in ("kim", "lee")]
            other = Screen(application, f"/{theirs.service_id}/events")
            for screen in (*own, other):
                await screen.named("heartbeat")
            with other_connection(autocommit=True) as connection:
                event = write_event(connection, ours)
                foreign = write_event(connection, theirs)
            told = [await screen.named("ticket") for screen in own]
            await other.named("ticket")
            return event, foreign, told, own, other

    event, foreign, told, own, other = asyncio.run(run())
    assert [event.data["id"] for event in told] == [event, event]
    assert told[0].data["kind"] == "ticket.created"
    assert told[0].cursor is not None
    assert [screen.event_ids for screen in (*own, other)] == [[event], [event], [foreign]]


def test_the_bell_wakes_the_process_before_its_next_look(transactional_db, monkeypatch):
    monkeypatch.setattr("sangdam.foundation.live.listening.POLL_SECONDS", 3_600.0)
    service = make_service()

    async def run():
        async with running(authorizer_of(service)) as application:
            screen = Screen(application, f"/{service.service_id}/events")
            await screen.named("heartbeat")
            with other_connection(autocommit=True) as connection:
                event = write_event(connection, service)
                connection.execute(f"NOTIFY {CHANNEL}")
            return event, (await screen.named("ticket")).data["id"]

    event, told = asyncio.run(run())
    assert told == event


def test_a_stream_says_at_once_where_it_stands(transactional_db):
    service = make_service()

    async def run():
        async with running(authorizer_of(service)) as application:
            screen = Screen(application, f"/{service.service_id}/events")
            return await screen.named("heartbeat"), screen

    heartbeat, screen = asyncio.run(run())
    assert screen.body.startswith(b"retry: 2000\n\n")
    assert heartbeat.data == {"cursor": heartbeat.cursor, "is_live": True}
    assert screen.status == 200
    assert screen.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert screen.headers["cache-control"] == "no-store"
    assert screen.headers["x-accel-buffering"] == "no"


@pytest.mark.parametrize("by_header", [False, True])
def test_a_screen_that_comes_back_gets_what_it_missed(transactional_db, by_header):
    service = make_service()
    path = f"/{service.service_id}/events"
    start = current_cursor()

    async def run():
        async with running(authorizer_of(service)) as application:
            with other_connection(autocommit=True) as connection:
                seen = write_event(connection, service)
                first = Screen(application, path, after=start)
                await first.named("ticket")
                first.close()
                missed = [write_event(connection, service), write_event(connection, service)]
                request = {"last_event_id": first.cursor, "after": start} if by_header else {"after": first.cursor}
                second = Screen(application, path, **request)
                await second.named("ticket", 2)
                later = write_event(connection, service)
                await second.named("ticket", 3)
            return seen, missed, later, first, second

    seen, missed, later, first, second = asyncio.run(run())
    assert first.event_ids == [seen]
    assert second.event_ids == [*missed, later]


def test_of_several_events_at_once_only_the_last_moves_the_cursor(transactional_db):
    service = make_service()
    start = current_cursor()

    async def run():
        async with running(authorizer_of(service)) as application:
            with other_connection() as connection:
                for _ in range(3):
                    write_event(connection, service)
                connection.commit()
            screen = Screen(application, f"/{service.service_id}/events", after=start)
            await screen.named("ticket", 3)
            return [event.cursor for event in screen.events]

    cursors = asyncio.run(run())
    assert cursors[:2] == [None, None]
    assert cursors[2] is not None


@pytest.mark.parametrize("seed", range(3))
def test_screens_that_come_and_go_while_writers_commit_in_any_order_miss_nothing(transactional_db, seed):
    service = make_service()
    path = f"/{service.service_id}/events"
    start = current_cursor()
    chance = random.Random(seed)

    async def look(application, cursor, known, expected=frozenset()):
        screen = Screen(application, path, after=cursor)
        await asyncio.sleep(chance.random() / 5)
        await until(lambda: expected <= known | set(screen.event_ids))
        screen.close()
        await screen.task
        known.update(screen.event_ids)
        return screen.cursor if screen.body else cursor

    async def watch(application, known, written, done):
        cursor = start
        while not done.is_set():
            cursor = await look(application, cursor, known)
        await look(application, cursor, known, written)

    async def run():
        written = set()
        async with running(authorizer_of(service)) as application:
            done = asyncio.Event()
            known = [set() for _ in range(4)]
            watchers = [asyncio.create_task(watch(application, ids, written, done)) for ids in known]
            with other_connection() as one, other_connection() as two, other_connection() as three:
                for _ in range(60):
                    writer = chance.choice([one, two, three])
                    written.add(write_event(writer, service))
                    if chance.random() < 0.4:
                        writer.commit()
                    await asyncio.sleep(chance.random() / 50)
                for writer in (one, two, three):
                    writer.commit()
            done.set()
            await asyncio.gather(*watchers)
        return written, known

    written, known = asyncio.run(run())
    assert [ids == written for ids in known] == [True] * 4


@pytest.mark.parametrize("cursor", ["nonsense", "1:2", "999999999:999999999:"])
def test_a_screen_with_a_cursor_that_is_not_ours_loads_again_and_goes_on_from_now(transactional_db, cursor):
    service = make_service()

    async def run():
        async with running(authorizer_of(service)) as application:
            screen = Screen(application, f"/{service.service_id}/events", after=cursor)
            await screen.named("heartbeat")
            with other_connection(autocommit=True) as connection:
                event = write_event(connection, service)
            await screen.named("ticket")
            return event, screen

    event, screen = asyncio.run(run())
    assert [event.name for event in screen.events] == ["reload", "heartbeat", "ticket"]
    assert screen.event_ids == [event]


def test_a_screen_too_far_behind_loads_again(transactional_db, monkeypatch):
    monkeypatch.setattr("sangdam.foundation.live.catching_up.MOST_MISSED", 3)
    service = make_service()
    start = current_cursor()
    with other_connection() as connection:
        for _ in range(4):
            write_event(connection, service)
        connection.commit()

    async def run():
        async with running(authorizer_of(service)) as application:
            screen = Screen(application, f"/{service.service_id}/events", after=start)
            await screen.named("heartbeat")
            return [event.name for event in screen.events]

    assert asyncio.run(run()) == ["reload", "heartbeat"]


def write_events(service, count):
    with other_connection() as connection:
        for _ in range(count):
            write_event(connection, service)
        connection.commit()


def test_nothing_of_what_a_screen_caught_up_on_stays_with_its_stream(transactional_db, monkeypatch):
    service, start = make_service(), current_cursor()
    write_events(service, 5)
    chunks = []
    original = CatchUpReader.missed

    async def note(catch_up, *key):
        found = await original(catch_up, *key)
        chunks.append(found.chunk)
        return found

    monkeypatch.setattr(CatchUpReader, "missed", note)

    async def run():
        async with running(authorizer_of(service)) as application:
            screen = Screen(application, f"/{service.service_id}/events", after=start)
            await screen.named("ticket", 5)
            gc.collect()
            return sys.getrefcount(chunks[0])

    assert asyncio.run(run()) == 2  # the list's, and the one for asking


def test_screens_that_stand_at_one_cursor_share_a_reading_and_later_ones_read_anew(transactional_db, monkeypatch):
    service, start = make_service(), Cursor.parse(current_cursor())
    write_events(service, 2)
    readings = []
    monkeypatch.setattr(catching_up, "read_events", lambda *rows: (readings.append(1), read_events(*rows))[1])

    async def run():
        catch_up = CatchUpReader()
        await catch_up.open()
        leaving = asyncio.create_task(catch_up.missed(service.pk, start))
        staying = [asyncio.create_task(catch_up.missed(service.pk, start)) for _ in range(3)]
        await asyncio.sleep(0)
        leaving.cancel()
        together = await asyncio.gather(*staying)
        write_events(service, 1)
        later = await catch_up.missed(service.pk, start)
        await catch_up.close()
        return together, later

    together, later = asyncio.run(run())
    assert len(readings) == 2
    assert [batch.chunk.count(b"event: ticket") for batch in together] == [2, 2, 2]
    assert later.chunk.count(b"event: ticket") == 3


class Stopping(Screen):
    """A screen that reads the first piece of its stream and no more until it is told to."""

    stops = True

    async def _send(self, message):
        await super()._send(message)
        if self.body and self.stops:
            self.reads.clear()

    def go_on(self):
        self.stops = False
        self.reads.set()


@pytest.fixture
def one_turn(monkeypatch):
    monkeypatch.setattr(catching_up, "MOST_AT_ONCE", 1)
    monkeypatch.setattr(streaming, "HEARTBEAT_SECONDS", 0.1)
    monkeypatch.setattr(streaming, "SLICE", 10)


def test_who_waits_for_a_turn_hears_so_and_keeps_the_cursor(transactional_db, one_turn, monkeypatch):
    monkeypatch.setattr(streaming, "SLICE_SECONDS", 60.0)
    service, start = make_service(), current_cursor()
    write_events(service, 3)
    path = f"/{service.service_id}/events"

    async def run():
        async with running(authorizer_of(service)) as application:
            first = Stopping(application, path, after=start, name="kim")
            await until(application.catch_up._turns.locked)
            second = Screen(application, path, after=start, name="lee")
            await second.named("heartbeat", 2)
            waited = list(second.events)
            first.go_on()
            await second.named("ticket", 3)
            return waited, first, second

    waited, first, second = asyncio.run(run())
    assert {event.data["cursor"] for event in waited} == {start}
    assert len(first.event_ids) == len(second.event_ids) == 3


@pytest.mark.parametrize(("behind", "expected"), [(3, "ticket"), (9, "reload")])
def test_a_screen_that_does_not_read_what_it_missed_loses_its_turn(
    transactional_db, one_turn, monkeypatch, behind, expected
):
    monkeypatch.setattr(catching_up, "MOST_MISSED", 8)
    monkeypatch.setattr(streaming, "SLICE_SECONDS", 0.3)
    service, start = make_service(), current_cursor()
    write_events(service, behind)
    path = f"/{service.service_id}/events"

    async def run():
        async with running(authorizer_of(service)) as application:
            stuck = Stopping(application, path, after=start, name="kim")
            await until(application.catch_up._turns.locked)
            other = Screen(application, path, after=start, name="lee")
            await other.named(expected)
            await until(stuck.task.done)
            return application.hub.count, stuck.is_ended

    assert asyncio.run(run()) == (1, False)


def test_what_was_missed_comes_whole_in_slices(transactional_db, monkeypatch):
    monkeypatch.setattr(streaming, "SLICE", 7)
    service, start = make_service(), current_cursor()
    write_events(service, 3)

    async def run():
        async with running(authorizer_of(service)) as application:
            screen = Screen(application, f"/{service.service_id}/events", after=start)
            await screen.named("ticket", 3)
            return screen

    assert len(asyncio.run(run()).event_ids) == 3


def test_a_silent_stream_gives_signs_of_life(transactional_db, monkeypatch):
    monkeypatch.setattr(streaming, "HEARTBEAT_SECONDS", 0.0)
    service = make_service()

    async def run():
        async with running(authorizer_of(service)) as application:
            screen = Screen(application, f"/{service.service_id}/events")
            return await screen.named("heartbeat", 3)

    assert asyncio.run(run()).data["is_live"] is True


def test_a_page_may_call_ten_seconds_of_silence_a_dead_line():
    assert streaming.HEARTBEAT_SECONDS + 1 < 10


def test_a_database_that_hangs_without_a_word_is_told_at_once(transactional_db, monkeypatch):
    monkeypatch.setattr(streaming, "HEARTBEAT_SECONDS", 3_600.0)
    service = make_service()

    async def run():
        async with running(authorizer_of(service)) as application:
            screen = Screen(application, f"/{service.service_id}/events")
            await screen.named("heartbeat")
            await application.listener.stop()
            application.listener._seen_at -= 60
            await screen.named("heartbeat", 2)
            return [event.data["is_live"] for event in screen.events]

    assert asyncio.run(run())[-1] is False


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"path": "/{own}/events", "name": None}, 401),
        ({"path": "/{foreign}/events"}, 404),
        ({"path": "/nobodys/events"}, 404),
        ({"path": "/{own}/events/"}, 404),
        ({"path": "/"}, 404),
        ({"path": "/{own}/events", "method": "POST"}, 405),
        ({"path": "/{own}/events", "method": "OPTIONS"}, 204),
        ({"path": "/{own}/events", "origin": "http://acme.console.example"}, 403),
        ({"path": "/{own}/events", "origin": "null"}, 403),
        ({"path": "/{own}/events", "method": "OPTIONS", "origin": "https://evil.example"}, 403),
    ],
)
def test_who_may_not_listen_is_told_no_more_than_that(transactional_db, request_, status):
    own, foreign = make_service(), make_service()
    path = request_.pop("path").format(own=own.service_id, foreign=foreign.service_id)

    async def run():
        async with running(authorizer_of(own)) as application:
            return await answer(application, path, **request_)

    screen = asyncio.run(run())
    assert screen.status == status
    assert screen.body in {b"", b"%d\n" % status}


def test_only_pages_of_the_console_may_read_the_stream(transactional_db):
    service = make_service()

    async def run():
        async with running(authorizer_of(service)) as application:
            screen = Screen(application, f"/{service.service_id}/events", origin=CONSOLE)
            await screen.named("heartbeat")
            refused = await answer(application, f"/{service.service_id}/events", name=None, origin=CONSOLE)
            foreign = await answer(application, f"/{service.service_id}/events", origin="https://evil.example")
            return screen, refused, foreign

    screen, refused, foreign = asyncio.run(run())
    for allowed in (screen, refused):
        assert allowed.headers["access-control-allow-origin"] == CONSOLE
        assert allowed.headers["access-control-allow-credentials"] == "true"
        assert allowed.headers["vary"] == "Origin"
    assert "access-control-allow-origin" not in foreign.headers


def test_a_visitor_who_loses_the_right_is_cut_off(transactional_db, monkeypatch):
    monkeypatch.setattr(streaming, "RECHECK_SECONDS", 0.05)
    service = make_service()
    authorizer = authorizer_of(service)

    async def run():
        async with running(authorizer) as application:
            staying = Screen(application, f"/{service.service_id}/events", name="kim")
            leaving = Screen(application, f"/{service.service_id}/events", name="lee")
            await staying.named("heartbeat")
            await leaving.named("heartbeat")
            authorizer.banned.add("lee")
            await until(lambda: leaving.is_ended)
            return staying.is_ended, application.hub.count

    assert asyncio.run(run()) == (False, 1)


def test_a_closed_tab_is_forgotten(transactional_db):
    service = make_service()

    async def run():
        async with running(authorizer_of(service)) as application:
            screen = Screen(application, f"/{service.service_id}/events")
            await screen.named("heartbeat")
            before = application.hub.count
            screen.close()
            await screen.task
            return before, application.hub.count, dict(application._streams)

    assert asyncio.run(run()) == (1, 0, {})


def test_nobody_may_keep_any_number_of_screens_open(transactional_db, monkeypatch):
    monkeypatch.setattr(streaming, "MOST_STREAMS_OF_ONE_OWNER", 2)
    service = make_service()
    path = f"/{service.service_id}/events"

    async def run():
        async with running(authorizer_of(service)) as application:
            for screen in (Screen(application, path), Screen(application, path)):
                await screen.named("heartbeat")
            third = await answer(application, path)
            somebody_else = Screen(application, path, name="lee")
            await somebody_else.named("heartbeat")
            return third.status

    assert asyncio.run(run()) == 429


def test_a_screen_that_reads_too_slowly_is_cut_off_and_misses_nothing(transactional_db, monkeypatch):
    monkeypatch.setattr("sangdam.foundation.live.hub.MOST_WAITING", 3)
    monkeypatch.setattr("sangdam.foundation.live.hub.STUCK_SECONDS", 0.0)
    service = make_service()
    path = f"/{service.service_id}/events"

    async def run():
        async with running(authorizer_of(service)) as application:
            slow, quick = Screen(application, path, name="kim"), Screen(application, path, name="lee")
            await slow.named("heartbeat")
            await quick.named("heartbeat")
            slow.reads.clear()
            ids = []
            with other_connection(autocommit=True) as connection:
                for number in range(1, 8):
                    ids.append(write_event(connection, service))
                    connection.execute(f"NOTIFY {CHANNEL}")
                    await quick.named("ticket", number)
            await until(slow.task.done)
            slow.reads.set()
            again = Screen(application, path, name="kim", after=slow.cursor)
            await again.named("ticket", 7)
            return ids, quick, again, application.hub.count

    ids, quick, again, count = asyncio.run(run())
    assert quick.event_ids == ids
    assert again.event_ids == ids
    assert count == 2


def test_while_the_database_is_away_screens_stay_open_and_know_it(transactional_db):
    service = make_service()

    async def run():
        async with running(authorizer_of(service)) as application:
            screen = Screen(application, f"/{service.service_id}/events")
            await screen.named("heartbeat")
            with other_connection(autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sangdam live'"
                    " AND datname = current_database()"
                )
                event = write_event(connection, service)
            await screen.named("ticket")
            await until(lambda: [event for event in screen.events if event.data.get("is_live")][1:])
            return event, screen

    event, screen = asyncio.run(run())
    assert screen.event_ids == [event]
    assert [event.data["is_live"] for event in screen.events if event.name == "heartbeat"] == [True, False, True]


def test_while_the_gate_cannot_answer_visitors_are_asked_to_come_again(transactional_db):
    service = make_service()
    authorizer = authorizer_of(service)
    authorizer.is_broken = True

    async def run():
        async with running(authorizer) as application:
            return await answer(application, f"/{service.service_id}/events")

    screen = asyncio.run(run())
    assert screen.status == 503
    assert screen.headers["retry-after"] == "5"


def test_the_gate_is_not_asked_for_whoever_has_left(transactional_db):
    service = make_service()
    authorizer = authorizer_of(service)
    go_on = threading.Event()
    asked = []

    def authorize(service_id, cookies):
        asked.append(cookies["name"])
        go_on.wait(5)
        return FakeAuthorizer.authorize(authorizer, service_id, cookies)

    authorizer.authorize = authorize

    async def run():
        async with running(authorizer) as application:
            path = f"/{service.service_id}/events"
            first = [Screen(application, path, name=name) for name in ("kim", "lee")]
            await until(lambda: len(asked) == 2)
            gone = [Screen(application, path, name="gone") for _ in range(20)]
            await asyncio.sleep(0)
            for screen in gone:
                screen.close()
            last = Screen(application, path, name="park")
            await asyncio.sleep(0.05)
            go_on.set()
            for screen in (*first, last):
                await screen.named("heartbeat")
            await asyncio.gather(*(screen.task for screen in gone))
            return application.hub.count

    assert asyncio.run(run()) == 3
    assert sorted(asked) == ["kim", "lee", "park"]


def test_the_process_is_healthy_only_while_it_can_read_events(transactional_db):
    async def run():
        early = await answer(LiveApplication(authorizer_of(), CONSOLE), "/healthz")
        async with running(authorizer_of()) as application:
            working = await answer(application, "/healthz")
            await application.listener.stop()
            application.listener._seen_at -= 60
            return early.status, working.status, (await answer(application, "/healthz")).status

    assert asyncio.run(run()) == (503, 200, 503)


def test_when_the_process_stops_all_streams_end(transactional_db):
    service = make_service()

    async def run():
        async with running(authorizer_of(service)) as application:
            screens = [Screen(application, f"/{service.service_id}/events") for _ in range(3)]
            for screen in screens:
                await screen.named("heartbeat")
        for screen in screens:
            await screen.task
        late = await answer(application, f"/{service.service_id}/events")
        return [screen.is_ended for screen in screens], late

    ended, late = asyncio.run(run())
    assert ended == [True] * 3
    assert late.status == 503
