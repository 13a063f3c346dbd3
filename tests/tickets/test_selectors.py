import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope
from django_scopes.exceptions import ScopeError

from sangdam.fields.models import CustomerField
from sangdam.foundation.events import Actor
from sangdam.organizations.selectors import find_service
from sangdam.tickets import selectors
from sangdam.tickets.actions import (
    add_reinquiry,
    comment_internally,
    forward_ticket,
    mark_as_read,
    pend_ticket,
    resolve_ticket,
)
from sangdam.tickets.models import Reading, Status, Ticket
from tests.factories import (
    make_administrator,
    make_agent,
    make_attachment,
    make_group,
    make_service,
    make_submission_type,
    make_ticket,
)

pytestmark = pytest.mark.django_db


def test_a_query_without_a_service_is_an_error():
    make_ticket(make_service())
    with pytest.raises(ScopeError):
        list(Ticket.objects.all())


def test_each_list_holds_what_its_name_says():
    service = make_service()
    agent, other = make_agent(service), make_agent(service)
    mine, theirs = make_ticket(service, assignee=agent), make_ticket(service, assignee=other)
    unassigned = make_ticket(service)

    def ids(name):
        with scope(service=service):
            rows = selectors.list_tickets(agent=agent, list_name=name, language="ko").rows
            assert selectors.count_list(agent=agent, list_name=name) == len(rows)
        return [row.ticket_id for row in rows]

    assert ids("mine") == [mine.ticket_id]
    assert ids("unassigned") == [unassigned.ticket_id]
    assert ids("all") == [unassigned.ticket_id, theirs.ticket_id, mine.ticket_id]


def test_no_list_shows_another_services_ticket_even_in_a_wider_scope():
    service, neighbour = make_service(), make_service()
    agent = make_agent(service)
    make_ticket(neighbour)
    with scope(service=[service, neighbour]):
        for name in selectors.TICKET_LISTS:
            assert selectors.list_tickets(agent=agent, list_name=name, language="ko").rows == []
            assert selectors.count_list(agent=agent, list_name=name) == 0


def test_pages_follow_each_other_without_gap_or_repetition_when_times_are_equal():
    service = make_service()
    agent = make_agent(service)
    type_id = make_submission_type(service).pk
    tickets = [make_ticket(service, category_id=type_id) for _ in range(7)]
    same = datetime.datetime(2026, 11, 1, 9, 30, 0, 123456, tzinfo=datetime.UTC)
    seen, after = [], ""
    with scope(service=service):
        Ticket.objects.update(updated_at=same)
        for _ in range(4):
            page = selectors.list_tickets(agent=agent, list_name="all", language="ko", after=after, limit=2)
            seen += [row.ticket_id for row in page.rows]
            after = page.next_after
    assert seen == [ticket.ticket_id for ticket in reversed(tickets)]
    assert after == ""


def pages(agent, name, limit):
    seen, after = [], ""
    with scope(service=agent.service):
        for _ in range(20):
            page = selectors.list_tickets(
                agent=agent, list_name=name, language="ko", order="waiting", after=after, limit=limit
            )
            seen += [row.ticket_id for row in page.rows]
            after = page.next_after
            if not after:
                return seen
    raise AssertionError("no end")


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 6, 50])
def test_who_waits_longest_comes_first_and_then_what_changed_last(limit):
    service = make_service()
    agent = make_agent(service)
    type_id = make_submission_type(service).pk
    first, second, third, *answered = [make_ticket(service, category_id=type_id, assignee=agent) for _ in range(6)]
    with scope(service=service):
        for ticket in (second, *answered):
            pend_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="답변")
        add_reinquiry(ticket=second, actor=Actor.customer(), body="다시")
        comment_internally(ticket_id=third.ticket_id, actor=Actor.agent(agent), body="메모")
    expected = [first, third, second, *reversed(answered)]
    assert pages(agent, "all", limit) == [ticket.ticket_id for ticket in expected]
    assert pages(agent, "mine", limit) == [ticket.ticket_id for ticket in expected[:3]]


def test_who_waits_equally_long_comes_in_the_order_of_submission():
    service = make_service()
    agent = make_agent(service)
    tickets = [make_ticket(service) for _ in range(5)]
    with scope(service=service):
        Ticket.objects.update(waiting_since=datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC))
    assert pages(agent, "unassigned", 2) == [ticket.ticket_id for ticket in tickets]


@pytest.mark.parametrize("after", ["x", "wx", "ax", "1700000000.000000_5", "b1700000000.000000_5"])
def test_a_cursor_of_another_order_is_refused(after):
    service = make_service()
    agent = make_agent(service)
    with scope(service=service), pytest.raises(selectors.BadCursor):
        selectors.list_tickets(agent=agent, list_name="all", language="ko", order="waiting", after=after)


@pytest.mark.parametrize("after", ["x", "1", "1_", "_1", "1.2.3_4", "9" * 30 + "_1", "1_' OR 1=1", "-1_-1_-1"])
def test_a_cursor_we_did_not_make_is_refused(after):
    service = make_service()
    agent = make_agent(service)
    with scope(service=service), pytest.raises(selectors.BadCursor):
        selectors.list_tickets(agent=agent, list_name="all", language="ko", after=after)


def test_a_list_costs_one_query_however_long(django_assert_num_queries):
    service = make_service()
    agent = make_agent(service)
    type_id = make_submission_type(service).pk
    for _ in range(12):
        make_ticket(service, category_id=type_id, assignee=agent)
    agent.service = find_service(service.service_id)
    with scope(service=service):
        selectors.list_tickets(agent=agent, list_name="all", language="ko")
        for limit in (2, 50):
            with django_assert_num_queries(1):
                selectors.list_tickets(agent=agent, list_name="all", language="ko", limit=limit)


INDEXES = {
    ("latest", "mine"): "ticket_list_assignee",
    ("latest", "unassigned"): "ticket_list_status",
    ("latest", "all"): "ticket_list_all",
    ("waiting", "mine"): "ticket_wait_assignee",
    ("waiting", "unassigned"): "ticket_wait_status",
    ("waiting", "all"): "ticket_wait_all",
    ("answered", "all"): "ticket_answered",
}
PLACES = {"latest": "", "waiting": "w", "answered": "a"}


@pytest.mark.parametrize(("part", "name"), INDEXES)
@pytest.mark.parametrize("after", ["", "1700000000.000000_5"])
def test_every_list_walks_its_index_without_sorting(part, name, after):
    service = make_service()
    agent = make_agent(service)
    order = "latest" if part == "latest" else "waiting"
    after = PLACES[part] + after if after or part == "answered" else ""
    with scope(service=service), CaptureQueriesContext(connection) as captured:
        selectors.list_tickets(agent=agent, list_name=name, language="ko", order=order, after=after)
    listing = next(query["sql"] for query in captured.captured_queries if "ORDER BY" in query["sql"])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        # On a few rows every way costs the same, and which wins depends on what other tests left in the indexes'
        # pages: only the list's own index is left to choose, and sorting only where that gives no order.
        cursor.execute("SET LOCAL enable_sort = off")
        for other in set(INDEXES.values()) - {INDEXES[part, name]}:
            cursor.execute(f"DROP INDEX {other}")
        cursor.execute(f"EXPLAIN {listing}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert INDEXES[part, name] in plan
    assert "Sort" not in plan


def test_a_row_tells_of_attachments_wherever_in_the_ticket_they_are():
    service, neighbour = make_service(), make_service()
    agent = make_agent(service)
    bare, inquired, commented = make_ticket(service), make_ticket(service), make_ticket(service, assignee=agent)
    with scope(service=service):
        comment = comment_internally(ticket_id=commented.ticket_id, actor=Actor.agent(agent), body="속말")
    make_attachment(inquired)
    make_attachment(commented, entry=comment, is_internal=True)
    make_attachment(None, service=service)
    make_attachment(make_ticket(neighbour))
    with scope(service=service):
        rows = selectors.list_tickets(agent=agent, list_name="all", language="ko").rows
    assert {row.ticket_id: row.has_attachments for row in rows} == {
        bare.ticket_id: False,
        inquired.ticket_id: True,
        commented.ticket_id: True,
    }


def test_a_row_brings_the_beginning_of_a_body_and_never_the_whole():
    service = make_service()
    agent = make_agent(service)
    make_ticket(service, content="가" * 150 + "나" * 3000)
    with scope(service=service), CaptureQueriesContext(connection) as captured:
        (row,) = selectors.list_tickets(agent=agent, list_name="all", language="ko").rows
    assert row.excerpt == "가" * 150 + "나" * 10
    listing = next(query["sql"] for query in captured.captured_queries if "ORDER BY" in query["sql"])
    with connection.cursor() as cursor:
        cursor.execute(listing)
        assert max(len(value) for value in cursor.fetchone() if isinstance(value, str)) == 640


def test_the_names_of_types_follow_the_language_and_fall_back():
    service = make_service()
    agent = make_agent(service)
    submission_type = make_submission_type(service, names={"ko": "배송", "en": "Delivery"})
    make_ticket(service, category_id=submission_type.pk)
    agent.service = find_service(service.service_id)
    with scope(service=service):
        names = {
            language: selectors.list_tickets(agent=agent, list_name="all", language=language).rows[0].submission_type
            for language in ("ko", "en", "th")
        }
    assert names == {"ko": "배송", "en": "Delivery", "th": "배송"}


@pytest.mark.parametrize(
    ("content", "excerpt"),
    [
        ("배송이\n\n늦어요,  언제 오나요?", "배송이 늦어요, 언제 오나요?"),
        ("3 < 5 그리고 &amp;", "3 < 5 그리고 &amp;"),
        ("<p>배송이 <b>늦어요</b></p><p>R&amp;D</p>", "배송이 늦어요 R&D"),
        ("<style>p { color: red }</style><p>배송</p>", "배송"),
        ("<p>" + "가" * 632 + '<a href="https://example.com/">여기</a></p>', "가" * 160),
        ("<p>가</p>" + " " * 626 + '<a href="https://example.com/">여기</a>', "가"),
        ("<p>가</p>" + " " * 630 + "&lt;나", "가"),
        ("나" * 5000, "나" * 160),
    ],
)
def test_a_row_begins_as_the_inquiry_does_in_plain_words(content, excerpt):
    service = make_service()
    agent = make_agent(service)
    make_ticket(service, content=content)
    with scope(service=service):
        row = selectors.list_tickets(agent=agent, list_name="all", language="ko").rows[0]
    assert row.excerpt == excerpt


def test_a_name_marked_as_personal_is_not_in_the_list():
    service = make_service()
    with scope(service=service):
        CustomerField.objects.filter(code="name").update(is_encrypted=True)
    make_ticket(service, username="비밀이")
    agent = make_agent(service)
    with scope(service=service):
        row = selectors.list_tickets(agent=agent, list_name="all", language="ko").rows[0]
    assert (row.customer_name, row.is_name_hidden) == ("", True)


def seen_mail(agent, ticket):
    with scope(service=agent.service):
        fields = selectors.read_customer_fields(agent=agent, ticket=ticket, language="ko")
    return next((field.value, field.is_hidden) for field in fields if field.code == "mail")


def test_personal_fields_open_for_the_assignee_the_group_and_administrators_only():
    service = make_service()
    group = make_group(service)
    assignee, colleague = make_agent(service, groups=[group]), make_agent(service, groups=[group])
    ticket = make_ticket(service, assignee=assignee, email="secret@example.com")
    for allowed in (assignee, colleague, make_administrator(service)):
        assert seen_mail(allowed, ticket) == ("secret@example.com", False)
    assert seen_mail(make_agent(service), ticket) == (None, True)


def test_personal_fields_of_an_unassigned_ticket_wait_for_who_keeps_it():
    service = make_service()
    ticket = make_ticket(service)
    assert seen_mail(make_agent(service), ticket) == (None, True)


def test_the_first_fields_are_who_asked():
    service = make_service()
    ticket = make_ticket(service, type_one="구분")
    with scope(service=service):
        fields = selectors.read_customer_fields(agent=make_administrator(service), ticket=ticket, language="en")
    assert [field.code for field in fields] == ["name", "mail", "phone", "typeOne"]
    assert [field.name for field in fields] == ["Name", "E-mail", "Phone", "Item 1"]


def test_a_ticket_of_another_service_is_not_found():
    service, neighbour = make_service(), make_service()
    foreign = make_ticket(neighbour)
    agent = make_administrator(service)
    for visible in (service, [service, neighbour]):
        with scope(service=visible):
            assert selectors.find_ticket(agent=agent, ticket_id=foreign.ticket_id) is None


def test_customers_never_read_internal_comments():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    with scope(service=service):
        comment_internally(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="속말")
        pend_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="확인 중입니다")
        seen, total = selectors.list_history_for_customer(ticket=ticket)
        assert ([entry.body for entry in seen], total) == (["확인 중입니다"], 1)
        assert len(selectors.list_history(agent=agent, ticket=ticket).entries) == 2


def test_the_question_of_an_answer_is_the_latest_before_it():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    given = {"ticket_id": ticket.ticket_id, "actor": Actor.agent(agent), "body": "답"}
    with scope(service=service):
        first = pend_ticket(**given)
        asked = add_reinquiry(ticket=ticket, actor=Actor.customer(), body="네?")
        second = pend_ticket(**given)
        add_reinquiry(ticket=ticket, actor=Actor.customer(), body="또 하나")
        assert [selectors.find_question(entry) for entry in (first, second)] == [None, asked]


def test_who_has_no_usercode_is_nobody_whose_inquiries_are_shown():
    service = make_service()
    ticket = make_ticket(service, usercode="")
    with scope(service=service):
        assert selectors.find_for_customer(usercode="", ticket_id=ticket.ticket_id) is None
        assert selectors.list_for_customer(usercode="") == selectors.CustomerList([], 0)


def test_all_that_a_customer_may_read_is_counted_from_every_part_of_the_history():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    with scope(service=service):
        entries = [add_reinquiry(ticket=ticket, actor=Actor.customer(), body=f"질문 {number}") for number in range(3)]
        comment_internally(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="메모")
        parts = [
            selectors.list_history_for_customer(ticket=ticket, before=before, limit=2)
            for before in (None, entries[1].pk, entries[0].pk)
        ]
    assert [([entry.pk for entry in found], total) for found, total in parts] == [
        ([entries[2].pk, entries[1].pk], 3),
        ([entries[0].pk], 3),
        ([], 3),
    ]


def test_a_customers_list_is_only_what_was_asked_under_the_usercode():
    service, neighbour = make_service(), make_service()
    make_ticket(service, usercode="kim")
    make_ticket(service, usercode="kim2")
    make_ticket(service, usercode=None)
    make_ticket(neighbour, usercode="kim")
    with scope(service=service):
        found = selectors.list_for_customer(usercode="kim")
        assert [ticket.usercode for ticket in found.tickets] == ["kim"]
        assert found.total == 1
        assert selectors.list_for_customer(usercode="").total == 0


def test_a_customers_list_filters_and_pages():
    service = make_service()
    type_id = make_submission_type(service).pk
    for number in range(5):
        make_ticket(service, category_id=type_id, usercode="kim", source=("web", "api")[number % 2])
    with scope(service=service):
        assert selectors.list_for_customer(usercode="kim", channels=["api"]).total == 2
        assert selectors.list_for_customer(usercode="kim", status=Status.SOLVED).total == 0
        page = selectors.list_for_customer(usercode="kim", page=2, page_size=2)
    assert (len(page.tickets), page.total) == (2, 5)


def make_history(count):
    """Make a ticket with so many internal comments, and return its agent and it."""
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    with scope(service=service):
        for number in range(count):
            comment_internally(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body=str(number))
    return agent, ticket


def test_a_history_is_read_from_the_newest_back_without_gap_or_repetition():
    agent, ticket = make_history(25)
    read, before, parts = [], None, 0
    with scope(service=agent.service):
        while parts == 0 or before is not None:
            page = selectors.list_history(agent=agent, ticket=ticket, before=before)
            assert page.total == 25
            read = [entry.body for entry in page.entries] + read
            before, parts = page.earlier, parts + 1
    assert (read, parts) == ([str(number) for number in range(25)], 3)


def test_events_are_read_from_the_newest_back():
    agent, ticket = make_history(25)
    with scope(service=agent.service):
        newest = selectors.list_events(agent=agent, ticket=ticket)
        rest = selectors.list_events(agent=agent, ticket=ticket, before=newest.earlier)
    ids = [event.pk for event in [*rest.events, *newest.events]]
    assert (len(newest.events), len(ids), rest.earlier) == (20, 27, None)
    assert ids == sorted(ids)


@pytest.mark.parametrize("order", [["-updated_at"], ["updated_at"], ["-created_at", "updated_at"], ["created_at"]])
def test_a_customers_pages_are_the_same_read_from_either_end(order):
    service = make_service()
    type_id = make_submission_type(service).pk
    for _ in range(11):
        make_ticket(service, usercode="u", category_id=type_id)
    with scope(service=service):
        now = Ticket.objects.latest("id").created_at
        Ticket.objects.filter(pk__lte=Ticket.objects.order_by("pk")[4].pk).update(updated_at=now, created_at=now)
        pages = [
            [row.pk for row in selectors.list_for_customer(usercode="u", order=order, page=page, page_size=3).tickets]
            for page in (1, 2, 3, 4, 5)
        ]
        expected = list(Ticket.objects.order_by(*order, "-id").values_list("pk", flat=True))
    assert [len(page) for page in pages] == [3, 3, 3, 2, 0]
    assert [pk for page in pages for pk in page] == expected


@pytest.mark.parametrize(("page", "offset"), [(1, ""), (300, "OFFSET 2990"), (400, "OFFSET 2000"), (600, "")])
def test_a_page_far_back_is_found_in_the_index_from_the_nearer_end(page, offset):
    service = make_service()
    make_ticket(service, usercode="u")
    copied = [
        field.column
        for field in Ticket._meta.local_concrete_fields
        if field.column not in ("id", "ticket_id", "usercode")
    ]
    names = ", ".join(f'"{name}"' for name in copied)
    with connection.cursor() as cursor:
        # Every second ticket is another customer's.
        cursor.execute(
            f"INSERT INTO tickets_ticket (ticket_id, usercode, {names})"
            f" SELECT 'T' || lpad(number::text, 18, '0'), CASE number %% 2 WHEN 1 THEN 'u' ELSE 'v' END, {names}"
            " FROM tickets_ticket, generate_series(1, 11998) AS number",
            [],
        )
        cursor.execute("ANALYZE tickets_ticket")
    with scope(service=service), CaptureQueriesContext(connection) as captured:
        found = selectors.list_for_customer(usercode="u", page=page)
    assert (len(found.tickets), found.total) == (10, 6000)
    statement = captured[1]["sql"]
    assert ("OFFSET" in statement, offset in statement) == (offset != "", True)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # nothing is vacuumed in a test: the index looks dear
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("EXPLAIN " + statement)
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert "Index Only Scan" in plan
    assert "using ticket_list_usercode" in plan


def unread(agent):
    with scope(service=agent.service):
        rows = selectors.list_tickets(agent=agent, list_name="all", language="ko").rows
    return {row.ticket_id: row.unread_since for row in rows if row.unread_since is not None}


def test_a_ticket_is_unread_until_each_agent_read_it_and_again_when_the_customer_asks_again():
    service = make_service()
    group = make_group(service)
    agent, other = make_agent(service, groups=[group]), make_agent(service, groups=[group])
    ticket = make_ticket(service, assignee=agent)
    ticket_id = ticket.ticket_id
    assert unread(agent) == {ticket_id: ticket.created_at}
    with scope(service=service):
        mark_as_read(ticket_id=ticket_id, actor=Actor.agent(agent), seen_at=Ticket.objects.get().updated_at)
    assert unread(agent) == {}
    assert unread(other) == {ticket_id: ticket.created_at}

    # What colleagues do makes nothing unread.
    with scope(service=service):
        comment_internally(ticket_id=ticket_id, actor=Actor.agent(other), body="메모")
        drawn = Ticket.objects.get().updated_at
    assert unread(agent) == {}

    with scope(service=service):
        again = add_reinquiry(ticket=ticket, actor=Actor.customer(), body="아직인가요?")
    assert unread(agent) == {ticket_id: again.created_at}
    with scope(service=service):
        mark_as_read(ticket_id=ticket_id, actor=Actor.agent(agent), seen_at=drawn)
    assert unread(agent) == {ticket_id: again.created_at}
    with scope(service=service):
        mark_as_read(ticket_id=ticket_id, actor=Actor.agent(agent), seen_at=again.created_at)
    assert unread(agent) == {}

    # Nobody waits, nothing is unread; handed on, it is so for who has not read it.
    with scope(service=service):
        resolve_ticket(ticket_id=ticket_id, actor=Actor.agent(agent), body="끝")
    assert unread(other) == {}
    with scope(service=service):
        forward_ticket(ticket_id=ticket_id, actor=Actor.agent(agent), group_id=group.pk, agent_id=other.pk)
    assert (unread(agent), unread(other)) == ({}, {ticket_id: again.created_at})


def test_another_tickets_reading_and_another_services_count_for_nothing():
    service, neighbour = make_service(), make_service()
    agent, stranger = make_agent(service), make_agent(neighbour)
    ticket, read, foreign = make_ticket(service), make_ticket(service), make_ticket(neighbour)
    for reader, seen in ((agent, read), (stranger, foreign)):
        with scope(service=reader.service):
            mark_as_read(ticket_id=seen.ticket_id, actor=Actor.agent(reader), seen_at=seen.updated_at)
    assert unread(agent) == {ticket.ticket_id: ticket.created_at}


def test_whether_a_ticket_was_read_is_looked_up_in_its_index():
    service = make_service()
    agent = make_agent(service)
    with scope(service=service), CaptureQueriesContext(connection) as captured:
        selectors.list_tickets(agent=agent, list_name="all", language="ko")
    listing = next(query["sql"] for query in captured.captured_queries if "ORDER BY" in query["sql"])
    with connection.cursor() as cursor:
        # PostgreSQL may as well read all of the agent's readings once: by the same index.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {listing}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert Reading._meta.constraints[0].name in plan
