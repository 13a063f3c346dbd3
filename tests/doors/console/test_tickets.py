"""Lists, the ticket page, and what agents do there."""

import datetime
import uuid

import pytest
from django.utils import timezone
from django_scopes import scope
from lxml import html

from sangdam.accounts.models import Member
from sangdam.agents.models import Agent
from sangdam.doors.console import presenters
from sangdam.doors.console.faces import hue_of
from sangdam.fields.actions import add_user_field, place_fields
from sangdam.foundation.crypto import encrypt
from sangdam.foundation.events import Actor
from sangdam.tickets import actions
from sangdam.tickets.actions import add_reinquiry, comment_internally, keep_ticket, pend_ticket, resolve_ticket
from sangdam.tickets.models import HistoryEntry, Status, Ticket
from tests.doors.console.screens import HTMX, address, page_of, signed_in, texts
from tests.factories import (
    make_administrator,
    make_agent,
    make_attachment,
    make_group,
    make_member,
    make_service,
    make_submission_type,
    make_ticket,
)

pytestmark = pytest.mark.django_db

SUBJECTS = "//ul[@id='rows']//*[contains(@class, 'row-subject')]"


def at(ticket, rest="", list_name="all"):
    return address(ticket.service.service_id, f"tickets/{list_name}/{ticket.ticket_id}/{rest}")


def reloaded(ticket):
    with scope(service=ticket.service):
        return Ticket.objects.get(pk=ticket.pk)


def entries(ticket):
    with scope(service=ticket.service):
        return list(HistoryEntry.objects.filter(ticket=ticket).order_by("id"))


def version_of(client, ticket):
    return page_of(client.get(at(ticket))).xpath("string(//input[@name='seen']/@value)")


# --- lists ------------------------------------------------------------------------------------------------------------


def test_a_row_shows_that_there_are_attachments():
    service = make_service()
    without, with_one = make_ticket(service), make_ticket(service)
    make_attachment(with_one)
    page = page_of(signed_in(make_agent(service)).get(address(service.service_id, "tickets/all/")))
    marked = {row.get("data-row"): "with attachments" in row.text_content() for row in page.xpath("//li[@data-row]")}
    assert marked == {without.ticket_id: False, with_one.ticket_id: True}


def test_each_list_holds_its_tickets_the_latest_change_first():
    service = make_service()
    agent = make_agent(service)
    make_ticket(service, subject="오래된 문의")
    make_ticket(service, subject="내 문의", assignee=agent)
    make_ticket(service, subject="남의 문의", assignee=make_agent(service))
    make_ticket(service, subject="새 문의")
    client = signed_in(agent)
    shown = {
        name: texts(page_of(client.get(address(service.service_id, f"tickets/{name}/"))), SUBJECTS)
        for name in ("mine", "unassigned", "all")
    }
    assert shown == {
        "mine": ["내 문의"],
        "unassigned": ["새 문의", "오래된 문의"],
        "all": ["새 문의", "남의 문의", "내 문의", "오래된 문의"],
    }


def test_the_menu_counts_every_list_and_the_page_carries_its_cursor():
    service = make_service()
    agent = make_agent(service)
    make_ticket(service, assignee=agent)
    make_ticket(service)
    make_ticket(service)
    page = page_of(signed_in(agent).get(address(service.service_id, "tickets/mine/")))
    assert texts(page, "//nav//*[@data-count]") == ["1", "2", "3"]
    main = page.get_element_by_id("main")
    assert main.get("data-live-url").endswith(f":8001/{service.service_id}/events")
    assert main.get("data-cursor").count(":") == 2


def test_a_long_list_comes_in_pages_that_neither_repeat_nor_leave_out():
    service = make_service()
    kind = make_submission_type(service).pk
    for number in range(53):
        make_ticket(service, subject=f"n{number:02d}", category_id=kind)
    client = signed_in(make_agent(service))
    first = page_of(client.get(address(service.service_id, "tickets/all/")))
    more = first.xpath("string(//*[@id='rows-more']//a/@hx-get)")
    rest = client.get(more, headers=HTMX).content.decode()
    assert "<html" not in rest
    second = page_of(client.get(more, headers=HTMX))
    shown = texts(first, SUBJECTS) + texts(second, "//*[contains(@class, 'row-subject')]")
    assert shown == [f"n{number:02d}" for number in reversed(range(53))]
    assert "rows-more" not in rest
    assert texts(page_of(client.get(more)), SUBJECTS) == ["n02", "n01", "n00"]


def test_a_paging_address_we_did_not_make_is_refused():
    service = make_service()
    client = signed_in(make_agent(service))
    for after in ("nonsense", "1_x", "99999999999999999999_1", "%00"):
        assert client.get(address(service.service_id, f"tickets/all/?after={after}")).status_code == 400
    assert client.get(address(service.service_id, "tickets/stolen/")).status_code == 404


def test_an_empty_list_says_so():
    service = make_service()
    page = page_of(signed_in(make_agent(service)).get(address(service.service_id, "tickets/unassigned/")))
    assert texts(page, "//*[@id='rows-empty']/h2") == ["All caught up"]


# --- the ticket page --------------------------------------------------------------------------------------------------


def test_a_ticket_stands_beside_its_list_and_alone_for_a_script():
    service = make_service()
    ticket = make_ticket(service, subject="배송 문의", content="언제 오나요?\n빨리요")
    client = signed_in(make_agent(service))
    whole = page_of(client.get(at(ticket)))
    assert texts(whole, "//*[@id='ticket-title']") == ["배송 문의"]
    assert whole.xpath("//ul[@id='rows']//a[@aria-current='true']/@href") == [at(ticket)]
    part = client.get(at(ticket), headers=HTMX).content.decode()
    assert "<html" not in part
    assert "언제 오나요?<br>빨리요" in part
    back = client.get(at(ticket), headers={**HTMX, "HX-History-Restore-Request": "true"})
    assert "<html" in back.content.decode()


def test_a_text_with_a_tag_or_two_keeps_its_lines():
    ticket = make_ticket(make_service(), content="언제 오나요?\n\n<b>빨리</b>요")
    page = signed_in(make_agent(ticket.service)).get(at(ticket)).content.decode()
    assert "언제 오나요?<br>\n<br>\n<b>빨리</b>요" in page


def test_what_people_wrote_finds_its_own_direction():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, subject="أين طلبي؟", content="مرحبا", username="محمد", assignee=agent)
    page = page_of(signed_in(agent).get(at(ticket)))
    for place in (
        "//*[contains(@class, 'row-subject')]",
        "//*[contains(@class, 'row-who')]",
        "//*[@id='ticket-title']",
        "//*[contains(@class, 'entry-body')]",
        "//*[@id='ticket-aside']//dd[.='محمد']",
        "//textarea[@name='answer']",
        "//textarea[@name='comment']",
    ):
        assert page.xpath(f"{place}/@dir") == ["auto"], place
    assert page.xpath("//*[@class='entry-head']//bdi/text()") == ["محمد"]


def test_a_table_stands_in_a_box_of_its_own():
    ticket = make_ticket(make_service(), content="<p>a</p><table><tr><td>b</td></tr></table>")
    page = page_of(signed_in(make_agent(ticket.service)).get(at(ticket)))
    (box,) = page.xpath("//*[@class='table-box']")
    assert (box.get("tabindex"), box.get("role"), box.get("aria-label")) == ("0", "region", "Table")
    assert box.xpath(".//td/text()") == ["b"]


def test_question_answer_and_internal_comment_are_told_apart():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    with scope(service=service):
        comment_internally(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="우리끼리")
        pend_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="기다려 주세요")
        add_reinquiry(ticket=ticket, actor=Actor.customer(), body="아직인가요?")
    page = page_of(signed_in(agent).get(at(ticket)))
    looks = [
        (" ".join(entry.get("class").split()), texts(entry, ".//*[contains(@class, 'entry-body')]"))
        for entry in page.xpath("//*[@data-entry]")
    ]
    assert looks[1:] == [
        ("entry entry-comment", ["우리끼리"]),
        ("entry entry-answer", ["기다려 주세요"]),
        ("entry entry-question", ["아직인가요?"]),
    ]
    assert len(page.xpath("//ol[@class='timeline']/li")) == 5


def test_personal_fields_are_opened_for_whom_the_policies_allow_and_nobody_else():
    service = make_service()
    assignee = make_agent(service)
    ticket = make_ticket(service, email="secret@example.com", phone="010-9999-8888", assignee=assignee)
    seen = {
        "assignee": assignee,
        "administrator": make_administrator(service),
        "stranger": make_agent(service),
    }
    found = {name: signed_in(agent).get(at(ticket)).content.decode() for name, agent in seen.items()}
    assert {name: "secret<wbr>@example.com" in text for name, text in found.items()} == {
        "assignee": True,
        "administrator": True,
        "stranger": False,
    }
    assert "secret" not in found["stranger"]
    assert "010-9999-8888" not in found["stranger"]
    assert texts(page_of(signed_in(seen["stranger"]).get(at(ticket))), "//*[@class='masked']") == [
        "No permission to view",
        "No permission to view",
    ]


def test_an_answer_that_does_not_open_is_told_and_hides_nothing_else():
    service = make_service()
    agent = make_agent(service)
    other = make_ticket(service, email="other@example.com", phone="010-9999-8888")
    ticket = make_ticket(service, assignee=agent, subject="배송 문의", email="kim@example.com")
    with scope(service=service):
        Ticket.objects.filter(pk=ticket.pk).update(encrypted_values=other.encrypted_values)
    page = page_of(signed_in(agent).get(at(ticket)))
    assert texts(page, "//*[@class='masked']") == ["Cannot be decrypted", "Cannot be decrypted"]
    assert "배송 문의" in page.text_content()
    assert "other@example.com" not in page.text_content()


@pytest.mark.parametrize("is_encrypted", [True, False])
@pytest.mark.parametrize(
    ("type", "value", "shown"),
    [
        ("agree", True, ["Agreed"]),
        ("agree", "false", ["Not agreed"]),
        ("checkbox", ["Seoul, Korea", "Busan"], ["Seoul, Korea", "Busan"]),
        ("text", "false", ["false"]),
    ],
)
def test_an_answer_is_shown_as_what_it_was_whether_it_is_encrypted_or_not(type, value, shown, is_encrypted):
    service = make_service()
    agent = make_agent(service)
    ticket = make_answered_ticket(service, agent, type, value, is_encrypted=is_encrypted)
    assert answer_shown(agent, ticket) == shown


@pytest.mark.parametrize(
    ("type", "stored", "shown"),
    [("agree", "true", "Agreed"), ("agree", "false", "Not agreed"), ("checkbox", "Seoul, Korea", "Seoul, Korea")],
)
def test_an_answer_that_an_earlier_version_encrypted_as_text_is_shown_as_what_it_was(type, stored, shown):
    service = make_service()
    agent = make_agent(service)
    ticket = make_answered_ticket(service, agent, type, ["Busan"] if type == "checkbox" else True, is_encrypted=True)
    with scope(service=service):
        encrypted = ticket.encrypted_values | {"question": encrypt(stored, ticket.encryption_context("question"))}
        Ticket.objects.filter(pk=ticket.pk).update(encrypted_values=encrypted)
    assert answer_shown(agent, ticket) == [shown]


def make_answered_ticket(service, agent, type, value, *, is_encrypted):
    """Submit an inquiry whose form has one more field, `question`."""
    kind = make_submission_type(service)
    question = add_user_field(
        service=service,
        actor=Actor.system(),
        code="question",
        type=type,
        names={"ko": "Question", "en": "Question"},
        is_encrypted=is_encrypted,
        options=["Seoul, Korea", "Busan"] if type == "checkbox" else None,
    )
    place_fields(service=service, submission_type=kind, fields=[question], actor=Actor.system())
    answers = [{"code": "question", "value": value}]
    return make_ticket(service, category_id=kind.pk, user_fields=answers, assignee=agent)


def answer_shown(agent, ticket):
    """Read what the page shows for `question`, line by line."""
    (shown,) = page_of(signed_in(agent).get(at(ticket))).xpath("//dl//dd[../dt[starts-with(., 'Question')]]")
    return shown.text_content().split("\n")


XSS = (
    '<img src=x onerror="alert(1)"><script>alert(2)</script>'
    '<a href="javascript:alert(3)">x</a>\'"><svg onload=alert(4)>'
)


def test_strangers_texts_do_nothing_but_stand_there():
    service = make_service()
    agent = make_agent(service)
    kind = make_submission_type(service, names={"ko": XSS[:90], "en": XSS[:90]})
    ticket = make_ticket(
        service, subject=XSS, content=XSS, username=XSS[:100], usercode="u1", category_id=kind.pk, assignee=agent
    )
    with scope(service=service):
        add_reinquiry(ticket=ticket, actor=Actor.customer(), body=XSS)
        comment_internally(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body=XSS)
        resolve_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body=XSS)
        Member.objects.filter(pk=agent.member_id).update(name=XSS[:100])
    client = signed_in(agent)
    refreshed = client.get(address(service.service_id, "live/refresh/all/"), {"ids": ticket.ticket_id}).json()
    for page in (
        page_of(client.get(at(ticket))),
        page_of(client.get(at(ticket), headers=HTMX)),
        html.fromstring(refreshed["rows"][0]["html"]),
    ):
        assert [script.get("src", script.get("type")) for script in page.xpath("//script")].count(None) == 0
        assert page.xpath("//img | //@onerror | //@onload | //svg[@onload]") == []
        assert [link for link in page.xpath("//a/@href") if link.startswith("javascript")] == []


def test_pages_forbid_scripts_and_styles_that_are_not_ours():
    service = make_service()
    response = signed_in(make_agent(service)).get(address(service.service_id, "tickets/all/"))
    policy = response["Content-Security-Policy"]
    assert "script-src 'self';" in policy + ";"
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    page = page_of(response)
    assert page.xpath("//@style | //@onclick | //script[not(@src)][not(@type='application/json')]") == []


def test_a_row_says_what_it_is_about_once_and_how_the_inquiry_begins():
    service = make_service()
    agent, other = make_agent(service), make_agent(service)
    make_ticket(service, assignee=other, subject="제목", content="<p>첫머리</p>", username="홍길동")
    page = page_of(signed_in(agent).get(address(service.service_id, "tickets/all/")))
    (link,) = page.xpath("//ul[@id='rows']//a[@data-ticket-link]")
    named = [texts(page, f"//*[@id='{part}']") for part in link.get("aria-labelledby").split()]
    assert named == [["Unread"], ["제목"]]
    described = [texts(page, f"//*[@id='{part}']") for part in link.get("aria-describedby").split()]
    assert all(len(found) == 1 for found in described)
    assert "제목" not in " ".join(found[0] for found in described)
    assert texts(page, "//*[contains(@class, 'row-snippet')]") == ["첫머리"]
    (colour,) = page.xpath("//ul[@id='rows']//*[contains(@class, 'face-hue-')]/@class")
    assert colour.endswith(f"face-hue-{hue_of(other.member_id)}")


def test_the_order_of_a_list_is_chosen_kept_and_in_the_address():
    service = make_service()
    agent = make_agent(service)
    for subject in ("첫째", "둘째"):
        make_ticket(service, subject=subject)
    client = signed_in(agent)
    here = address(service.service_id, "tickets/unassigned/")
    assert texts(page_of(client.get(here)), SUBJECTS) == ["둘째", "첫째"]
    waiting = page_of(client.get(f"{here}?order=waiting"))
    assert texts(waiting, SUBJECTS) == ["첫째", "둘째"]
    assert waiting.xpath("//*[@name='order'][@aria-pressed='true']/@value") == ["waiting"]
    assert texts(page_of(client.get(here)), SUBJECTS) == ["둘째", "첫째"]

    chosen = client.post(f"{here}order/", {"order": "waiting"})
    assert chosen["Location"] == f"{here}?order=waiting"
    assert texts(page_of(client.get(here)), SUBJECTS) == ["첫째", "둘째"]
    assert texts(page_of(client.get(f"{here}?order=latest")), SUBJECTS) == ["둘째", "첫째"]
    assert texts(page_of(client.get(f"{here}?order=nonsense")), SUBJECTS) == ["둘째", "첫째"]
    assert texts(page_of(client.get(address(service.service_id, "tickets/all/"))), SUBJECTS) == ["둘째", "첫째"]
    ticket_id = waiting.xpath("//li/@data-row")[0]
    opened = client.post(f"{here}order/", {"order": "latest", "open": ticket_id})
    assert opened["Location"] == f"{here}{ticket_id}/?order=latest"
    for nonsense in ({"order": "x"}, {}):
        assert client.post(f"{here}order/", nonsense).status_code == 400
    assert client.post(f"{here}order/", {"order": "latest", "open": "//evil"})["Location"] == f"{here}?order=latest"


def test_more_of_a_list_comes_in_the_order_of_its_beginning():
    service = make_service()
    agent = make_agent(service)
    kind = make_submission_type(service).pk
    made = [make_ticket(service, category_id=kind).ticket_id for _ in range(53)]
    client = signed_in(agent)
    first = page_of(client.get(address(service.service_id, "tickets/unassigned/?order=waiting")))
    (more,) = first.xpath("//*[@id='rows-more']/a/@href")
    rest = page_of(client.get(more, headers=HTMX))
    assert first.xpath("//li/@data-row") + rest.xpath("//li/@data-row") == made


@pytest.mark.parametrize(
    ("minutes", "text", "marked"),
    [
        (0, "now", ""),
        (239, "3h", ""),
        (240, "4h", " is-long"),
        (1439, "23h", " is-long"),
        (1440, "1d", " is-very-long"),
        (14400, "10d", " is-very-long"),
    ],
)
def test_a_row_says_how_long_the_customer_waits_and_marks_what_is_long(minutes, text, marked):
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service)
    since = timezone.now() - datetime.timedelta(minutes=minutes)
    with scope(service=service):
        Ticket.objects.filter(pk=ticket.pk).update(waiting_since=since)
    page = page_of(signed_in(agent).get(address(service.service_id, "tickets/all/")))
    assert page.xpath("//*[contains(@class, 'row-wait')]/@class") == [f"row-wait{marked}"]
    assert texts(page, "//*[contains(@class, 'row-wait')]") == [f"Waiting for an answer: {text}"]


def test_a_row_nobody_waits_for_says_when_it_changed():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    with scope(service=service):
        pend_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="답변")
    page = page_of(signed_in(agent).get(address(service.service_id, "tickets/all/")))
    assert page.xpath("//*[contains(@class, 'row-wait')]") == []
    assert texts(page, "//li[@data-row]//time") == ["now"]


def unread(client, service):
    page = page_of(client.get(address(service.service_id, "tickets/all/")))
    marked = page.xpath("//li[@data-row][a/@data-unread]/@data-row")
    named = page.xpath("//li[@data-row][.//*[text()='Unread']]/@data-row")
    assert marked == named
    return marked


def test_a_ticket_is_unread_until_a_screen_says_that_it_was_shown():
    service = make_service()
    ticket, other = make_ticket(service), make_ticket(service)
    client, colleague = signed_in(make_agent(service)), signed_in(make_agent(service))
    assert unread(client, service) == [other.ticket_id, ticket.ticket_id]

    # Fetching it is no sign that anybody looks at it.
    pane = page_of(client.get(at(ticket), headers=HTMX)).get_element_by_id("ticket")
    assert unread(client, service) == [other.ticket_id, ticket.ticket_id]
    assert pane.get("data-read-url") == at(ticket, "read/")
    told = client.post(pane.get("data-read-url"), {"seen": pane.get("data-version")})
    assert (told.status_code, told.content) == (204, b"")
    assert unread(client, service) == [other.ticket_id]
    assert unread(colleague, service) == [other.ticket_id, ticket.ticket_id]

    with scope(service=service):
        add_reinquiry(ticket=ticket, actor=Actor.customer(), body="아직인가요?")
    assert unread(client, service) == [ticket.ticket_id, other.ticket_id]
    client.post(at(ticket, "read/"), {"seen": pane.get("data-version")})
    assert unread(client, service) == [ticket.ticket_id, other.ticket_id]
    assert client.post(at(ticket, "read/")).status_code == 400
    assert client.post(at(ticket, "read/"), {"seen": "x"}).status_code == 204
    assert unread(client, service) == [ticket.ticket_id, other.ticket_id]


def test_what_nobody_waits_for_is_neither_unread_nor_told_as_read():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    with scope(service=service):
        pend_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="답변")
    client = signed_in(agent)
    assert unread(client, service) == []
    assert page_of(client.get(at(ticket))).xpath("//@data-read-url") == []


# --- keep and forward -------------------------------------------------------------------------------------------------


def test_an_agent_keeps_a_ticket():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service)
    client = signed_in(agent)
    assert client.post(at(ticket, "keep/"))["Location"] == at(ticket)
    kept = reloaded(ticket)
    assert (kept.status, kept.assignee_id) == (Status.OPEN, agent.pk)
    again = client.post(at(ticket, "keep/"), headers=HTMX)
    assert again.status_code == 200
    assert "sangdam:done" in again["HX-Trigger"]


def test_an_agent_of_several_groups_says_for_which():
    service = make_service()
    groups = [make_group(service, name="결제"), make_group(service, name="배송")]
    client = signed_in(make_agent(service, groups=groups))
    ticket = make_ticket(service)
    assert texts(page_of(client.get(at(ticket))), "//*[@id='keep-group']/option") == ["결제", "배송"]
    refused = client.post(at(ticket, "keep/"), headers=HTMX)
    assert refused.status_code == 409
    assert texts(page_of(refused), "//*[@id='composer-problem']") == ["Choose one of your groups."]
    assert client.post(at(ticket, "keep/"), {"group": groups[1].pk}).status_code == 302
    assert reloaded(ticket).group_id == groups[1].pk


def test_who_comes_second_is_told_and_takes_nothing():
    service = make_service()
    first, second = make_agent(service), make_agent(service)
    ticket = make_ticket(service, assignee=first)
    refused = signed_in(second).post(at(ticket, "keep/"), headers=HTMX)
    assert refused.status_code == 409
    assert "Someone else has already taken this ticket." in refused.content.decode()
    assert reloaded(ticket).assignee_id == first.pk


def test_a_ticket_is_forwarded_to_an_agent_in_a_group():
    service = make_service()
    group = make_group(service, name="배송")
    agent, other = make_agent(service), make_agent(service, groups=[group])
    ticket = make_ticket(service, assignee=agent)
    client = signed_in(agent)
    target = f"{group.pk}:{other.pk}"
    assert target in page_of(client.get(at(ticket, "forward/"))).xpath("//select[@name='target']//option/@value")
    assert client.post(at(ticket, "forward/"), {"target": target}).status_code == 302
    forwarded = reloaded(ticket)
    assert (forwarded.assignee_id, forwarded.group_id) == (other.pk, group.pk)


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({}, 422, "Choose an agent or a group."),
        ({"target": "x:1e9"}, 422, "Choose an agent or a group."),
        ({"target": "1:x"}, 422, "Choose an agent or a group."),
        ({"target": ":1"}, 422, "Choose an agent or a group."),
        ({"target": "9" * 30 + ":1"}, 422, "Choose an agent or a group."),
        ({"target": "1:999999"}, 409, "This agent is not in that group. Choose again."),
        ({"target": "999999:"}, 409, "This group no longer exists. Choose another one."),
    ],
)
def test_a_forwarding_that_cannot_be_says_why_in_its_dialog(form, status, words):
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    refused = signed_in(agent).post(at(ticket, "forward/"), form, headers=HTMX)
    assert refused.status_code == status
    page = page_of(refused)
    assert texts(page, "//dialog[@id='forward-dialog'][@data-open]//*[@id='forward-problem']") == [words]
    whole = signed_in(agent).post(at(ticket, "forward/"), form)
    assert (whole.status_code, texts(page_of(whole), "//main//*[@id='forward-problem']")) == (status, [words])
    assert reloaded(ticket).assignee_id == agent.pk


def test_taking_over_by_forwarding_is_refused_with_its_reason():
    service = make_service()
    group = make_group(service)
    outsider = make_agent(service, groups=[group])
    ticket = make_ticket(service, assignee=make_agent(service))
    form = {"target": f"{group.pk}:{outsider.pk}"}
    page = page_of(signed_in(outsider).post(at(ticket, "forward/"), form, headers=HTMX))
    assert texts(page, "//*[@id='forward-problem']") == [
        "Only agents in the ticket’s group and administrators can forward it to themselves."
    ]


def test_without_the_right_there_is_no_forwarding():
    service = make_service()
    group = make_group(service)
    agent = make_agent(service, may_forward=False, groups=[group])
    ticket = make_ticket(service, assignee=agent)
    client = signed_in(agent)
    assert page_of(client.get(at(ticket))).xpath("//*[@data-dialog-open='forward-dialog']") == []
    assert client.get(at(ticket, "forward/")).status_code == 403
    assert client.get(at(ticket, "forward/targets/"), headers=HTMX).status_code == 403
    refused = client.post(at(ticket, "forward/"), {"target": f"{group.pk}:{agent.pk}"}, headers=HTMX)
    assert refused.status_code == 409


def test_whom_to_forward_to_is_asked_of_the_server_and_the_latest_come_first():
    service = make_service()
    payment, delivery = make_group(service, name="결제"), make_group(service, name="배송")
    agent = make_agent(service, groups=[payment])
    for number in range(25):
        make_agent(
            service,
            member=make_member(organization=service.organization, name=f"상담원 {number:02d}"),
            groups=[delivery],
        )
    ticket = make_ticket(service, assignee=agent)
    client = signed_in(agent)
    assert "상담원 07" not in client.get(at(ticket)).content.decode()
    dialog = page_of(client.get(at(ticket, "forward/"), headers=HTMX))
    assert texts(dialog, "//*[@role='group'][@aria-label='Groups']//*[@data-label]") == ["결제", "배송"]
    offered = dialog.xpath("//*[@role='group'][@aria-label='Agents']")[0]
    assert len(offered.xpath(".//*[@role='option']")) == 20
    more = page_of(client.get(offered.get("data-next"), headers=HTMX))
    assert len(more.xpath("//*[@role='option']")) == 6
    assert more.xpath("//*[@data-next]") == []

    found = page_of(client.get(at(ticket, "forward/targets/"), {"q": "07"}, headers=HTMX))
    (target,) = found.xpath("//*[@role='option']/@data-value")
    assert client.post(at(ticket, "forward/"), {"target": target}).status_code == 302
    again = page_of(client.get(at(make_ticket(service, assignee=agent), "forward/"), headers=HTMX))
    assert again.xpath("//*[@role='option']/@data-value")[0] == target
    groups = texts(again, "//*[@role='group'][@aria-label='Agents']//*[contains(@class, 'end')]")
    assert set(groups[:20]) == {"배송"}


def test_a_ticket_is_forwarded_to_a_group_alone_and_its_agents_may_take_it():
    service = make_service()
    group = make_group(service, name="배송")
    agent, outsider = make_agent(service), make_agent(service)
    colleague = make_agent(service, groups=[group, make_group(service)])
    ticket = make_ticket(service, assignee=agent)
    client = signed_in(agent)
    assert client.post(at(ticket, "forward/"), {"target": f"{group.pk}:"}).status_code == 302
    page = page_of(client.get(at(ticket)))
    assert any(
        "forwarded the ticket to 배송 without an agent." in words
        for words in texts(page, "//ol[@class='timeline']/li/p")
    )
    rows = page_of(client.get(address(service.service_id, "tickets/unassigned/")))
    assert texts(rows, "//*[contains(@class, 'row-group')]") == ["Group 배송"]
    refused = page_of(signed_in(outsider).get(at(ticket)))
    assert refused.xpath("//form[contains(@action, '/keep/')]") == []
    assert texts(refused, "//*[contains(@class, 'composer-to')]//*[@class='on-answer']") == [
        "This ticket is waiting for an agent of 배송. You can leave an internal comment."
    ]
    taker = signed_in(colleague)
    assert page_of(taker.get(at(ticket))).xpath("//*[@id='keep-dialog']") == []
    assert taker.post(at(ticket, "keep/")).status_code == 302
    assert reloaded(ticket).group_id == group.pk


# --- long histories ---


def make_long_history(count, body="메모 {}"):
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent, content="처음")
    with scope(service=service):
        for number in range(count):
            comment_internally(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body=body.format(number))
    return agent, ticket


BODIES = "//*[contains(@class, 'entry-body')]"


def test_a_long_history_shows_the_inquiry_and_the_newest_and_brings_the_earlier_on_demand():
    agent, ticket = make_long_history(25)
    client = signed_in(agent)
    page = page_of(client.get(at(ticket)))
    assert texts(page, BODIES) == ["처음", *(f"메모 {number}" for number in range(15, 25))]
    assert texts(page, "//*[@id='entry-count']") == ["26"]
    earlier = []
    while found := page.xpath("//*[@id='entries-earlier']/a"):
        (link,) = found
        assert link.get("href") == link.get("hx-get")
        page = page_of(client.get(link.get("hx-get"), headers=HTMX))
        earlier = texts(page, BODIES) + earlier
    assert earlier == [f"메모 {number}" for number in range(15)]


def test_earlier_entries_have_a_page_of_their_own_without_scripts():
    agent, ticket = make_long_history(12)
    client = signed_in(agent)
    (link,) = page_of(client.get(at(ticket))).xpath("//*[@id='entries-earlier']/a/@href")
    page = page_of(client.get(link))
    assert texts(page, BODIES) == ["처음", "메모 0", "메모 1"]
    assert page.xpath("//*[@id='entries']/p/a/@href") == [at(ticket)]


def test_long_texts_are_shown_in_parts(monkeypatch):
    monkeypatch.setattr(presenters, "MAXIMUM_CHARACTERS", 50)
    agent, ticket = make_long_history(3, body="{}" + "x" * 30)
    client = signed_in(agent)
    page = page_of(client.get(at(ticket)))
    assert [text[0] for text in texts(page, BODIES)[1:]] == ["2"]
    page = page_of(client.get(page.xpath("string(//*[@id='entries-earlier']/a/@href)"), headers=HTMX))
    assert [text[0] for text in texts(page, BODIES)] == ["1"]


def test_events_come_in_parts_too():
    agent, ticket = make_long_history(25)
    client = signed_in(agent)
    page = page_of(client.get(at(ticket)))
    assert len(page.xpath("//ol[@class='timeline']/li")) == 20
    page = page_of(client.get(page.xpath("string(//*[@id='events-earlier']/a/@href)"), headers=HTMX))
    assert (len(page.xpath("//li")), page.xpath("//*[@id='events-earlier']")) == (7, [])


@pytest.mark.parametrize("query", ["before=x", "before=", "events_before=1e9", "before=-1"])
def test_an_address_of_an_earlier_part_that_we_did_not_make_is_refused(query):
    agent, ticket = make_long_history(0)
    assert signed_in(agent).get(f"{at(ticket)}?{query}").status_code == 400


def test_a_full_ticket_says_so_and_keeps_every_word(monkeypatch):
    monkeypatch.setattr(actions, "MAXIMUM_ENTRIES", 1)
    agent, ticket = make_long_history(1)
    refused = signed_in(agent).post(at(ticket, "comment/"), {"comment": "더", "key": str(uuid.uuid4())}, headers=HTMX)
    page = page_of(refused)
    assert texts(page, "//*[@id='composer-problem']") == ["This ticket has reached its limit. Continue in a new one."]
    assert texts(page, "//*[@id='compose-comment']") == ["더"]


# --- writing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "field", "status", "kind"),
    [
        ("resolve", "answer", Status.SOLVED, "resolved"),
        ("pend", "answer", Status.REPLY, "pended"),
        ("comment", "comment", Status.OPEN, "comment"),
    ],
)
def test_what_an_agent_writes_counts_once_however_often_it_is_sent(verb, field, status, kind):
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    client = signed_in(agent)
    form = {field: "네, 알겠습니다.\r\n감사합니다.", "key": uuid.uuid4().hex, "seen": version_of(client, ticket)}
    answers = [client.post(at(ticket, f"{verb}/"), form, headers=HTMX) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [(entry.kind, entry.body) for entry in entries(ticket)] == [(kind, "네, 알겠습니다.\n감사합니다.")]
    assert reloaded(ticket).status == status
    fresh = page_of(answers[0]).xpath("string(//input[@name='key']/@value)")
    assert fresh != form["key"]


def test_a_refused_answer_keeps_every_word_and_its_key():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    client = signed_in(agent)
    key = uuid.uuid4().hex
    long = "가" * 30_001
    form = {"answer": long, "comment": "나중에", "key": key}
    refused = client.post(at(ticket, "resolve/"), form, headers=HTMX)
    assert refused.status_code == 422
    page = page_of(refused)
    assert page.get_element_by_id("compose-answer").text == long
    assert page.get_element_by_id("compose-comment").text == "나중에"
    assert page.xpath("string(//input[@name='key']/@value)") == key
    assert texts(page, "//*[@id='composer-problem']") == ["The text is too long."]
    whole = client.post(at(ticket, "resolve/"), form)
    assert whole.status_code == 422
    assert page_of(whole).get_element_by_id("compose-answer").text == long
    assert entries(ticket) == []


def test_an_answer_to_what_the_agent_has_not_seen_is_refused_once():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    client = signed_in(agent)
    seen = version_of(client, ticket)
    with scope(service=service):
        add_reinquiry(ticket=ticket, actor=Actor.customer(), body="잠깐만요")
    refused = client.post(at(ticket, "resolve/"), {"answer": "해결했습니다", "seen": seen}, headers=HTMX)
    assert refused.status_code == 409
    page = page_of(refused)
    assert "잠깐만요" in texts(page, "//*[contains(@class, 'entry-body')]")
    newer = page.xpath("string(//input[@name='seen']/@value)")
    assert client.post(at(ticket, "resolve/"), {"answer": "해결했습니다", "seen": newer}).status_code == 302
    assert reloaded(ticket).status == Status.SOLVED


def test_only_the_assignee_and_administrators_answer():
    service = make_service()
    ticket = make_ticket(service, assignee=make_agent(service))
    other = signed_in(make_agent(service))
    assert page_of(other.get(at(ticket))).xpath("//*[@id='composer']/@data-no-answer") != []
    refused = other.post(at(ticket, "resolve/"), {"answer": "제가 할게요"}, headers=HTMX)
    assert refused.status_code == 409
    assert page_of(refused).get_element_by_id("compose-answer").text == "제가 할게요"
    assert signed_in(make_administrator(service)).post(at(ticket, "resolve/"), {"answer": "네"}).status_code == 302


def test_bad_input_is_no_fault_of_ours():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    client = signed_in(agent)
    for form in (
        {"comment": "nul \x00 here", "key": "not a key", "seen": "x"},
        {"comment": "surrogate \udcff".encode("utf-8", "surrogateescape"), "key": "", "seen": "-1"},
        {"comment": "big", "seen": "9" * 18},
    ):
        assert client.post(at(ticket, "comment/"), form, headers=HTMX).status_code == 200
    assert entries(ticket)[0].body == "nul  here"
    assert client.post(at(ticket, "resolve/"), {"answer": "x", "seen": "9" * 18}, headers=HTMX).status_code == 409
    assert client.get(at(ticket, "resolve/")).status_code == 405


def test_a_resolved_ticket_takes_no_answer_and_says_why():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    with scope(service=service):
        resolve_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="끝")
    client = signed_in(agent)
    assert "If the customer asks again, it goes back to in progress." in client.get(at(ticket)).content.decode()
    assert client.post(at(ticket, "resolve/"), {"answer": "더"}, headers=HTMX).status_code == 409
    assert client.post(at(ticket, "comment/"), {"comment": "기록"}, headers=HTMX).status_code == 200


def test_the_answer_of_a_former_agent_still_stands():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    with scope(service=service):
        comment_internally(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="메모")
        HistoryEntry.objects.update(author=None)
        Agent.objects.filter(pk=agent.pk).update(is_active=False)
    page = page_of(signed_in(make_agent(service)).get(at(ticket)))
    assert texts(page, "//*[contains(@class, 'entry-comment')]//strong") == ["Former agent"]


def test_keep_is_offered_only_while_nobody_has_it():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service)
    client = signed_in(agent)
    assert page_of(client.get(at(ticket))).xpath("//form[contains(@action, '/keep/')]") != []
    with scope(service=service):
        keep_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(agent))
    assert page_of(client.get(at(ticket))).xpath("//form[contains(@action, '/keep/')]") == []


# --- what became of an attempt ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("verb", "field"), [("pend", "answer"), ("resolve", "answer"), ("comment", "comment")])
def test_another_text_under_a_used_key_is_refused_and_shown_what_was_sent(verb, field):
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    client = signed_in(agent)
    first, second = uuid.uuid4().hex, uuid.uuid4().hex
    assert client.post(at(ticket, f"{verb}/"), {field: "첫 <글>", "key": first}, headers=HTMX).status_code == 200
    for keys in ({"key": first}, {"key": second, "earlier": f"{uuid.uuid4().hex},{first}"}):
        refused = client.post(at(ticket, f"{verb}/"), {field: "고친 글", **keys}, headers=HTMX)
        assert refused.status_code == 409
        page = page_of(refused)
        (problem,) = page.xpath("//*[@id='composer-problem'][@data-sent]")
        assert "An earlier version has already been sent." in problem.text_content()
        assert texts(problem, ".//blockquote") == ["첫 <글>"]
        assert page.get_element_by_id(f"compose-{field}").text == "고친 글"
        assert page.xpath("string(//input[@name='key']/@value)") not in {first, second}
    assert [entry.body for entry in entries(ticket)] == ["첫 <글>"]


def test_who_knows_what_was_sent_decides_to_send_another():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    client = signed_in(agent)
    key = uuid.uuid4().hex
    client.post(at(ticket, "pend/"), {"answer": "첫 글", "key": key}, headers=HTMX)
    refused = client.post(at(ticket, "pend/"), {"answer": "고친 글", "key": key}, headers=HTMX)
    assert "Send again to send this version as well" in refused.content.decode()
    again = page_of(refused).xpath("string(//input[@name='key']/@value)")
    assert client.post(at(ticket, "pend/"), {"answer": "고친 글", "key": again}, headers=HTMX).status_code == 200
    assert [entry.body for entry in entries(ticket)] == ["첫 글", "고친 글"]
    client.post(at(ticket, "resolve/"), {"answer": "끝", "key": (last := uuid.uuid4().hex)}, headers=HTMX)
    closed = client.post(at(ticket, "resolve/"), {"answer": "끝!", "key": last}, headers=HTMX).content.decode()
    assert "This ticket cannot be answered right now." in closed


def test_a_composer_asks_what_became_of_its_attempts():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    client = signed_in(agent)
    key, unused = uuid.uuid4().hex, uuid.uuid4().hex
    client.post(at(ticket, "comment/"), {"comment": "메모 <1>", "key": key}, headers=HTMX)

    def asked(**given):
        return client.get(at(ticket, "stored/"), given).json()

    found = asked(mode="comment", keys=f"{unused},{key}")
    assert (found["stored"], found["text"]) == (True, "메모 <1>")
    assert "메모 &lt;1&gt;" in found["note"]
    for nothing in ({"mode": "comment", "keys": unused}, {"mode": "answer", "keys": key}, {"keys": "x,,"}, {}):
        assert asked(**nothing) == {"stored": False}
    other = make_ticket(service)
    assert client.get(at(other, "stored/"), {"mode": "comment", "keys": key}).json() == {"stored": False}
    stranger = signed_in(make_agent(make_service()))
    assert stranger.get(at(ticket, "stored/"), {"mode": "comment", "keys": key}).status_code == 404
