import threading
from dataclasses import replace
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import IntegrityError, connection
from django_scopes import scope

from sangdam.agents.models import Agent
from sangdam.foundation.crypto import Unreadable
from sangdam.foundation.errors import NotPermitted
from sangdam.foundation.events import Actor
from sangdam.foundation.events.models import Event
from sangdam.organizations.selectors import find_service
from sangdam.security.actions import set_spam_policy
from sangdam.tickets import actions
from sangdam.tickets.actions import (
    add_attachment,
    add_reinquiry,
    comment_internally,
    create_ticket,
    discard_attachment,
    forward_ticket,
    keep_ticket,
    mark_as_read,
    pend_ticket,
    resolve_ticket,
    submit_reinquiry,
)
from sangdam.tickets.errors import InquiryInvalid, TicketError
from sangdam.tickets.inquiry import InquiryDraft, check_inquiry
from sangdam.tickets.models import Attachment, HistoryEntry, Reading, Status, Ticket
from sangdam.tickets.models.attachment import make_attachment_id
from tests.factories import (
    make_administrator,
    make_agent,
    make_group,
    make_service,
    make_submission_type,
    make_ticket,
)

pytestmark = pytest.mark.django_db


def waiting_upload(service, actor=None, **given):
    values = {
        "service": service,
        "actor": actor or Actor.customer(),
        "file_name": "계약서.pdf",
        "content_type": "application/pdf",
        "size": 10,
        "path": "x/y",
        "attachment_id": make_attachment_id(),
    }
    with scope(service=service):
        return add_attachment(**{**values, **given})


def kinds(service):
    with scope(service=service):
        return list(Event.objects.order_by("id").values_list("kind", flat=True))


def test_a_ticket_is_new_unassigned_and_told_about():
    service = make_service()
    ticket = make_ticket(service, subject="배송 문의")
    assert (ticket.status, ticket.assignee_id, ticket.subject) == (Status.NEW, None, "배송 문의")
    assert kinds(service) == ["ticket.created"]


def test_events_carry_no_personal_field():
    service = make_service()
    make_ticket(service, email="secret@example.com", phone="010-9999-0000", username="비밀이")
    with scope(service=service):
        written = str(list(Event.objects.values_list("payload", "subject")))
    assert not any(secret in written for secret in ("secret@", "9999", "비밀이"))


def test_personal_answers_are_stored_encrypted_and_open_only_on_their_ticket():
    service = make_service()
    ticket = make_ticket(service, email="secret@example.com", phone="010-9999-0000")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM tickets_ticket t")
        stored = cursor.fetchall()[0][0]
        cursor.execute("SELECT row_to_json(c)::text FROM customers_customer c")
        stored += cursor.fetchall()[0][0]
    assert "secret@example.com" not in stored
    assert "9999" not in stored
    assert ticket.read_value("mail") == "secret@example.com"
    other = make_ticket(service)
    other.encrypted_values = ticket.encrypted_values
    with pytest.raises(Unreadable):
        other.read_value("mail")


def test_two_inquiries_of_one_address_are_one_customer():
    service = make_service()
    first = make_ticket(service, email="Same@Example.com")
    second = make_ticket(service, email="same@example.com ".strip())
    assert first.customer_id == second.customer_id is not None


def test_the_same_address_in_two_services_is_two_customers():
    first = make_ticket(make_service(), email="same@example.com")
    second = make_ticket(make_service(), email="same@example.com")
    assert first.customer_id != second.customer_id


def test_an_address_in_a_field_that_is_not_encrypted_names_the_customer_too():
    service = make_service()
    first = make_ticket(service, email="same@example.com")
    with scope(service=service):
        draft = InquiryDraft(
            category_id=first.submission_type_id, subject="s", content="c", email="n@example.com", username="n"
        )
        inquiry = replace(check_inquiry(service, draft), personal={}, values={"mail": "same@example.com"})
        second = create_ticket(service=service, actor=Actor.customer(), inquiry=inquiry)
    assert second.customer_id == first.customer_id


def test_what_the_database_refuses_for_another_reason_than_the_key_is_no_repeated_submission(monkeypatch):
    service = make_service()
    first = make_ticket(service)
    monkeypatch.setattr(actions, "make_ticket_id", lambda milliseconds: first.ticket_id)
    with pytest.raises(IntegrityError):
        make_ticket(service)


def test_creating_a_ticket_takes_few_statements(django_assert_num_queries):
    service = make_service()
    type_id = make_submission_type(service).pk
    make_ticket(service, category_id=type_id)
    service = find_service(service.service_id)
    with scope(service=service):
        draft = InquiryDraft(category_id=type_id, subject="s", content="c", email="n@example.com", username="n")
        inquiry = check_inquiry(service, draft)
        # savepoint, customer (look, add, look), ticket with its event, release
        with django_assert_num_queries(6):
            create_ticket(service=service, actor=Actor.customer(), inquiry=inquiry)


def test_a_repeated_submission_returns_the_first_ticket():
    service = make_service()
    type_id = make_submission_type(service).pk
    service = find_service(service.service_id)
    draft = InquiryDraft(category_id=type_id, subject="s", content="c", email="n@example.com", username="n")
    with scope(service=service):
        inquiry = check_inquiry(service, draft)
        given = {"service": service, "actor": Actor.customer(), "inquiry": inquiry, "idempotency_key": b"k" * 16}
        first = create_ticket(**given, idempotency_digest=b"d" * 16)
        again = create_ticket(**given, idempotency_digest=b"d" * 16)
        assert again.pk == first.pk
        assert Ticket.objects.count() == 1
        with pytest.raises(TicketError) as refused:
            create_ticket(**given, idempotency_digest=b"e" * 16)
    assert refused.value.code == "idempotency_key_reused"


def test_attachments_are_claimed_once_and_only_in_their_service():
    service, neighbour = make_service(), make_service()
    upload, foreign = waiting_upload(service), waiting_upload(neighbour)
    ticket = make_ticket(service, attachments=[{"attachmentId": upload.pk}])
    with scope(service=service):
        assert Attachment.objects.get(pk=upload.pk).ticket_id == ticket.pk
    for taken in (upload.pk, foreign.pk, make_attachment_id()):
        with pytest.raises(InquiryInvalid) as refused:
            make_ticket(service, attachments=[{"attachmentId": taken}])
        assert [(p.code, p.validate) for p in refused.value.problems] == [("attachment", "invalid")]
    with scope(service=service):
        assert Ticket.objects.count() == 1


def test_an_agents_own_upload_is_not_for_customers_to_claim():
    service = make_service()
    upload = waiting_upload(service, Actor.agent(make_agent(service)))
    with pytest.raises(InquiryInvalid):
        make_ticket(service, attachments=[{"attachmentId": upload.pk}])


def test_keeping_makes_it_mine_and_in_progress():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    assert (ticket.status, ticket.assignee_id) == (Status.OPEN, agent.pk)
    assert kinds(service) == ["ticket.created", "ticket.assigned"]


def test_keeping_again_is_harmless_but_not_anothers():
    service = make_service()
    agent, other = make_agent(service), make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    with scope(service=service):
        keep_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(agent))
        with pytest.raises(TicketError) as refused:
            keep_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(other))
    assert refused.value.code == "already_assigned"
    assert kinds(service).count("ticket.assigned") == 1


def test_an_agent_of_several_groups_says_for_which():
    service = make_service()
    groups = [make_group(service), make_group(service)]
    agent = make_agent(service, groups=groups)
    ticket = make_ticket(service)
    with scope(service=service):
        with pytest.raises(TicketError) as refused:
            keep_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(agent))
        assert refused.value.code == "unknown_group"
        kept = keep_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), group_id=groups[1].pk)
    assert kept.group_id == groups[1].pk


def test_whoever_says_for_which_group_is_believed_where_one_of_their_groups_has_the_ticket():
    service = make_service()
    groups = [make_group(service), make_group(service)]
    agent = make_agent(service, groups=groups)
    ticket = waiting_in(groups[0], service)
    with scope(service=service):
        kept = keep_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), group_id=groups[1].pk)
    assert kept.group_id == groups[1].pk


def test_an_agent_of_one_group_keeps_a_ticket_for_no_other():
    service = make_service()
    agent = make_agent(service, groups=[make_group(service)])
    ticket = make_ticket(service)
    with scope(service=service), pytest.raises(TicketError) as refused:
        keep_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), group_id=make_group(service).pk)
    assert refused.value.code == "unknown_group"


def test_forwarding_hands_it_to_an_agent_in_a_group():
    service = make_service()
    group = make_group(service)
    sender, target = make_agent(service), make_agent(service, groups=[group])
    ticket = make_ticket(service, assignee=sender)
    with scope(service=service):
        moved = forward_ticket(
            ticket_id=ticket.ticket_id, actor=Actor.agent(sender), group_id=group.pk, agent_id=target.pk
        )
        payload = Event.objects.filter(kind="ticket.assigned").latest("id").payload
    assert (moved.assignee_id, moved.group_id, moved.status) == (target.pk, group.pk, Status.OPEN)
    assert payload["previous_assignee_id"] == sender.pk


def test_an_agent_gets_the_same_ticket_in_another_group():
    service = make_service()
    group, other = make_group(service), make_group(service)
    target, sender = make_agent(service, groups=[group, other]), make_administrator(service)
    ticket = make_ticket(service)
    with scope(service=service):
        for each in (group, other):
            moved = forward_ticket(
                ticket_id=ticket.ticket_id, actor=Actor.agent(sender), group_id=each.pk, agent_id=target.pk
            )
    assert (moved.assignee_id, moved.group_id) == (target.pk, other.pk)


def test_forwarding_needs_the_right():
    service = make_service()
    group = make_group(service)
    sender = make_agent(service, may_forward=False)
    target = make_agent(service, groups=[group])
    ticket = make_ticket(service, assignee=sender)
    with scope(service=service), pytest.raises(NotPermitted):
        forward_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(sender), group_id=group.pk, agent_id=target.pk)


def test_nobody_gets_at_encrypted_fields_by_forwarding_a_ticket_to_themselves():
    service = make_service()
    group, foreign = make_group(service), make_group(service)
    ticket = make_ticket(service, assignee=make_agent(service, groups=[group]))
    outsider, colleague = make_agent(service, groups=[foreign]), make_agent(service, groups=[foreign])
    for target in (outsider, colleague):
        with scope(service=service), pytest.raises(TicketError) as refused:
            forward_ticket(
                ticket_id=ticket.ticket_id, actor=Actor.agent(outsider), group_id=foreign.pk, agent_id=target.pk
            )
        assert refused.value.code == "not_of_ticket_group"
    with scope(service=service):
        assert Ticket.objects.get(pk=ticket.pk).assignee_id == ticket.assignee_id


@pytest.mark.parametrize("who", ["group", "administrator", "assignee", "anybody"])
def test_who_may_read_a_ticket_or_keep_it_may_forward_it_to_themselves(who):
    service = make_service()
    group, own = make_group(service), make_group(service)
    sender = {
        "group": lambda: make_agent(service, groups=[group, own]),
        "administrator": lambda: make_administrator(service, groups=[own]),
        "assignee": lambda: make_agent(service, groups=[own]),
        "anybody": lambda: make_agent(service, groups=[own]),
    }[who]()
    first = {"assignee": sender, "anybody": None}.get(who, make_agent(service, groups=[group]))
    ticket = make_ticket(service, assignee=first)
    with scope(service=service):
        moved = forward_ticket(
            ticket_id=ticket.ticket_id, actor=Actor.agent(sender), group_id=own.pk, agent_id=sender.pk
        )
    assert (moved.assignee_id, moved.group_id) == (sender.pk, own.pk)


def test_an_outsider_may_forward_a_ticket_to_another_group():
    service = make_service()
    group = make_group(service)
    ticket = make_ticket(service, assignee=make_agent(service))
    outsider, target = make_agent(service), make_agent(service, groups=[group])
    with scope(service=service):
        moved = forward_ticket(
            ticket_id=ticket.ticket_id, actor=Actor.agent(outsider), group_id=group.pk, agent_id=target.pk
        )
    assert moved.assignee_id == target.pk


def test_forwarding_to_a_group_alone_leaves_it_unassigned_there():
    service = make_service()
    group = make_group(service)
    sender = make_agent(service)
    ticket = make_ticket(service, assignee=sender)
    with scope(service=service):
        for _ in range(2):
            moved = forward_ticket(
                ticket_id=ticket.ticket_id, actor=Actor.agent(sender), group_id=group.pk, agent_id=None
            )
        events = Event.objects.filter(kind="ticket.assigned").order_by("id")
        payload = events.last().payload
        assert Agent.objects.get(pk=sender.pk).forwarded_to == [[group.pk, None]]
    assert (moved.assignee_id, moved.group_id, moved.status) == (None, group.pk, Status.NEW)
    assert (payload["assignee_id"], payload["group_id"], payload["status"]) == (None, group.pk, "new")
    assert (payload["previous_assignee_id"], payload["how"]) == (sender.pk, "forward")
    assert kinds(service).count("ticket.assigned") == 2  # kept, forwarded once


def test_a_group_of_another_service_is_unknown():
    service = make_service()
    sender = make_agent(service)
    ticket = make_ticket(service, assignee=sender)
    foreign = make_group(make_service())
    with scope(service=service), pytest.raises(TicketError) as refused:
        forward_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(sender), group_id=foreign.pk, agent_id=None)
    assert refused.value.code == "group_gone"


def waiting_in(group, service):
    sender = make_agent(service)
    ticket = make_ticket(service, assignee=sender)
    with scope(service=service):
        return forward_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(sender), group_id=group.pk, agent_id=None)


def test_what_a_group_has_is_kept_by_its_agents_and_administrators_only():
    service = make_service()
    group, other = make_group(service), make_group(service)
    outsider, colleague = make_agent(service), make_agent(service, groups=[group, other])
    administrator = make_administrator(service)
    ticket, second = waiting_in(group, service), waiting_in(group, service)
    with scope(service=service):
        with pytest.raises(NotPermitted):
            keep_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(outsider))
        kept = keep_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(colleague))
        assert (kept.assignee_id, kept.group_id) == (colleague.pk, group.pk)
        with pytest.raises(TicketError) as refused:
            keep_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(outsider))
        assert refused.value.code == "already_assigned"
        assert keep_ticket(ticket_id=second.ticket_id, actor=Actor.agent(administrator)).status == Status.OPEN


def test_a_reinquiry_leaves_a_waiting_ticket_with_its_group():
    service = make_service()
    group = make_group(service)
    ticket = waiting_in(group, service)
    with scope(service=service):
        add_reinquiry(ticket=ticket, actor=Actor.customer(), body="아직인가요?")
        ticket.refresh_from_db()
    assert (ticket.status, ticket.group_id) == (Status.NEW, group.pk)


def test_an_agent_is_forwarded_a_ticket_only_in_a_group_of_theirs():
    service = make_service()
    group = make_group(service)
    sender, target = make_agent(service), make_agent(service)
    ticket = make_ticket(service)
    with scope(service=service), pytest.raises(TicketError) as refused:
        forward_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(sender), group_id=group.pk, agent_id=target.pk)
    assert refused.value.code == "agent_not_in_group"


@pytest.mark.parametrize(
    ("of", "switch"), [("agent", "is_active"), ("agent", "receives_tickets"), ("member", "is_active")]
)
def test_nobody_is_forwarded_a_ticket_who_does_not_receive_them(of, switch):
    service = make_service()
    group = make_group(service)
    sender, target = make_agent(service), make_agent(service, groups=[group])
    ticket = make_ticket(service)
    with scope(service=service):
        switched_off = target if of == "agent" else target.member
        setattr(switched_off, switch, False)
        switched_off.save()
        with pytest.raises(TicketError) as refused:
            forward_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(sender), group_id=group.pk, agent_id=target.pk)
    assert refused.value.code == "agent_not_receiving"


def test_a_group_and_agent_of_another_service_are_unknown():
    service, neighbour = make_service(), make_service()
    foreign_group = make_group(neighbour)
    foreign = make_agent(neighbour, groups=[foreign_group])
    ticket = make_ticket(service)
    with scope(service=service), pytest.raises(TicketError) as refused:
        forward_ticket(
            ticket_id=ticket.ticket_id,
            actor=Actor.agent(make_agent(service)),
            group_id=foreign_group.pk,
            agent_id=foreign.pk,
        )
    assert refused.value.code == "agent_not_in_group"


@pytest.mark.parametrize(
    ("act", "status", "kind"),
    [(resolve_ticket, Status.SOLVED, "ticket.resolved"), (pend_ticket, Status.REPLY, "ticket.pended")],
)
def test_answering_changes_the_status_and_is_told_about(act, status, kind):
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    with scope(service=service):
        entry = act(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="답변드립니다.\r\n감사합니다.")
        ticket.refresh_from_db()
    assert (ticket.status, entry.body, entry.author_id) == (status, "답변드립니다.\n감사합니다.", agent.pk)
    assert kinds(service)[-1] == kind


@pytest.mark.parametrize("act", [resolve_ticket, pend_ticket, comment_internally])
@pytest.mark.parametrize(("body", "code"), [(" \n ", "empty_body"), ("가" * 30_001, "body_too_long")])
def test_an_empty_or_endless_text_is_refused(act, body, code):
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    with scope(service=service), pytest.raises(TicketError) as refused:
        act(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body=body)
    assert refused.value.code == code


def test_only_the_assignee_or_an_administrator_answers():
    service = make_service()
    ticket = make_ticket(service, assignee=make_agent(service))
    with scope(service=service):
        with pytest.raises(NotPermitted):
            resolve_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(make_agent(service)), body="x")
        resolve_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(make_administrator(service)), body="x")


def test_an_unassigned_ticket_is_kept_before_it_is_answered():
    service = make_service()
    ticket = make_ticket(service)
    with scope(service=service), pytest.raises(TicketError) as refused:
        resolve_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(make_administrator(service)), body="x")
    assert refused.value.code == "wrong_status"


def test_the_same_form_twice_is_one_answer_even_after_the_status_changed():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    given = {"ticket_id": ticket.ticket_id, "actor": Actor.agent(agent), "body": "x", "idempotency_key": b"f" * 16}
    with scope(service=service):
        assert resolve_ticket(**given).pk == resolve_ticket(**given).pk
        assert HistoryEntry.objects.count() == 1


@pytest.mark.parametrize(("act", "is_solved"), [(resolve_ticket, True), (pend_ticket, False)])
def test_only_the_final_answer_tells_when_a_ticket_was_resolved(act, is_solved):
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    with scope(service=service):
        entry = act(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="x")
        ticket.refresh_from_db()
    assert ticket.solved_at == (entry.created_at if is_solved else None)


@pytest.mark.parametrize("act", [resolve_ticket, pend_ticket])
def test_an_answer_to_what_has_changed_meanwhile_is_refused(act):
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    given = {"ticket_id": ticket.ticket_id, "actor": Actor.agent(agent), "body": "x"}
    with scope(service=service):
        asked = add_reinquiry(ticket=ticket, actor=Actor.customer(), body="잠깐만요")
        with pytest.raises(TicketError) as refused:
            act(seen_at=ticket.updated_at, **given)
        assert refused.value.code == "changed_meanwhile"
        act(seen_at=asked.created_at, **given)


def test_a_comment_changes_no_status():
    service = make_service()
    ticket = make_ticket(service)
    with scope(service=service):
        comment_internally(ticket_id=ticket.ticket_id, actor=Actor.agent(make_agent(service)), body="메모")
        ticket.refresh_from_db()
    assert ticket.status == Status.NEW


def test_an_answer_takes_the_agents_uploads_and_a_comments_become_internal():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    upload = waiting_upload(service, Actor.agent(agent))
    others = waiting_upload(service, Actor.agent(make_agent(service)))
    with scope(service=service):
        with pytest.raises(TicketError):
            comment_internally(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="x", attachments=[others.pk])
        entry = comment_internally(
            ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="x", attachments=[upload.pk]
        )
        upload.refresh_from_db()
        assert HistoryEntry.objects.count() == 1
    assert (upload.entry_id, upload.is_internal) == (entry.pk, True)


@pytest.mark.parametrize("act", [resolve_ticket, pend_ticket])
def test_a_reinquiry_brings_it_back_to_the_same_agent(act):
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    with scope(service=service):
        act(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="answer")
        add_reinquiry(ticket=ticket, actor=Actor.customer(), body="아직 안 됩니다")
        ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee_id, ticket.solved_at) == (Status.OPEN, agent.pk, None)


@pytest.mark.parametrize("of", ["agent", "member"])
def test_a_reinquiry_whose_agent_left_is_for_everybody(of):
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    with scope(service=service):
        resolve_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="answer")
        left = agent if of == "agent" else agent.member
        left.is_active = False
        left.save()
        add_reinquiry(ticket=ticket, actor=Actor.customer(), body="더 있어요")
        ticket.refresh_from_db()
        payload = Event.objects.get(kind="ticket.reinquired").payload
    assert (payload["previous_assignee_id"], payload["assignee_id"]) == (agent.pk, None)
    assert (ticket.status, ticket.assignee_id, ticket.group_id) == (Status.NEW, None, None)


def test_a_completed_ticket_is_not_forwarded():
    service = make_service()
    group = make_group(service)
    agent = make_administrator(service, groups=[group])
    ticket = make_ticket(service, assignee=agent)
    with scope(service=service):
        Ticket.objects.filter(pk=ticket.pk).update(status=Status.CLOSED)
        with pytest.raises(TicketError) as refused:
            forward_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), group_id=group.pk, agent_id=None)
    assert refused.value.code == "wrong_status"


def test_of_a_full_history_some_places_are_for_agents_alone(monkeypatch):
    monkeypatch.setattr(actions, "MAXIMUM_ENTRIES", 3)
    monkeypatch.setattr(actions, "RESERVED_FOR_AGENTS", 1)
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    with scope(service=service):
        for _ in range(2):
            add_reinquiry(ticket=ticket, actor=Actor.customer(), body="?")
        with pytest.raises(TicketError) as refused:
            add_reinquiry(ticket=ticket, actor=Actor.customer(), body="?")
        assert (refused.value.code, refused.value.details["maximum"]) == ("too_many_entries", 2)
        comment_internally(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="x")
        with pytest.raises(TicketError) as refused:
            comment_internally(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="x")
        assert (refused.value.code, refused.value.details["maximum"]) == ("too_many_entries", 3)


def test_so_many_files_go_with_an_answer_and_no_more(monkeypatch):
    monkeypatch.setattr(actions, "MAXIMUM_ATTACHMENTS", 2)
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    files = [waiting_upload(service, Actor.agent(agent)).pk for _ in range(3)]
    given = {"ticket_id": ticket.ticket_id, "actor": Actor.agent(agent), "body": "x"}
    with scope(service=service):
        with pytest.raises(TicketError) as refused:
            comment_internally(attachments=files, **given)
        assert refused.value.code == "too_many_attachments"
        comment_internally(attachments=files[:2], **given)


def test_a_completed_ticket_takes_no_reinquiry():
    service = make_service()
    ticket = make_ticket(service, assignee=make_agent(service))
    with scope(service=service):
        Ticket.objects.filter(pk=ticket.pk).update(status=Status.CLOSED)
        with pytest.raises(TicketError) as refused:
            add_reinquiry(ticket=ticket, actor=Actor.customer(), body="?")
    assert refused.value.code == "wrong_status"


ACTIONS = {
    "keep": lambda ticket, actor: keep_ticket(ticket_id=ticket.ticket_id, actor=actor),
    "forward": lambda ticket, actor: forward_ticket(ticket_id=ticket.ticket_id, actor=actor, group_id=1, agent_id=1),
    "resolve": lambda ticket, actor: resolve_ticket(ticket_id=ticket.ticket_id, actor=actor, body="x"),
    "pend": lambda ticket, actor: pend_ticket(ticket_id=ticket.ticket_id, actor=actor, body="x"),
    "comment": lambda ticket, actor: comment_internally(ticket_id=ticket.ticket_id, actor=actor, body="x"),
}


@pytest.mark.parametrize("verb", ACTIONS)
def test_another_services_ticket_does_not_exist(verb):
    service, neighbour = make_service(), make_service()
    agent, foreign = make_administrator(service), make_ticket(neighbour)
    with scope(service=service), pytest.raises(Ticket.DoesNotExist):
        ACTIONS[verb](foreign, Actor.agent(agent))


@pytest.mark.parametrize("verb", ACTIONS)
def test_another_services_agent_may_do_nothing_here(verb):
    service, neighbour = make_service(), make_service()
    ticket, foreign = make_ticket(service), make_administrator(neighbour)
    with scope(service=service), pytest.raises(NotPermitted):
        ACTIONS[verb](ticket, Actor.agent(foreign))


@pytest.mark.django_db(transaction=True)
def test_two_agents_keeping_at_once_get_one_owner():
    service = make_service()
    agents = [make_agent(service), make_agent(service)]
    ticket = make_ticket(service)
    outcomes = []
    gate = threading.Barrier(2)

    def keep(agent):
        try:
            with scope(service=service):
                gate.wait(timeout=10)
                outcomes.append(keep_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(agent)).assignee_id)
        except TicketError as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=keep, args=(agent,)) for agent in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    with scope(service=service):
        owner = Ticket.objects.get().assignee_id
    assert sorted(map(str, outcomes)) == sorted([str(owner), "already_assigned"])


@pytest.mark.django_db(transaction=True)
def test_two_first_inquiries_at_once_make_one_customer():
    service = make_service()
    type_id = make_submission_type(service).pk
    gate = threading.Barrier(2)

    def submit():
        try:
            gate.wait(timeout=10)
            make_ticket(service, category_id=type_id, email="both@example.com")
        finally:
            connection.close()

    threads = [threading.Thread(target=submit) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    with scope(service=service):
        assert Ticket.objects.count() == 2
        assert Ticket.objects.values("customer_id").distinct().count() == 1


# --- a key belongs to a text ------------------------------------------------------------------------------------------


def submitted(service, ticket, actor, verb=pend_ticket, key=b"k" * 16, **given):
    with scope(service=service):
        return verb(**{"ticket_id": ticket.ticket_id, "actor": actor, "body": "첫 글", "idempotency_key": key, **given})


def refused_as_reused(service, ticket, actor, **given):
    with pytest.raises(TicketError) as refused:
        submitted(service, ticket, actor, **given)
    assert refused.value.code == "idempotency_key_reused"
    return refused.value.details["entry_id"]


def test_a_used_key_takes_no_other_text_no_other_files_and_is_nothing_else():
    service = make_service()
    agent = make_agent(service)
    actor = Actor.agent(agent)
    ticket = make_ticket(service, assignee=agent)
    file = waiting_upload(service, actor)
    first = submitted(service, ticket, actor, attachments=[file.pk])
    assert submitted(service, ticket, actor, body=" 첫 글\r\n", attachments=[file.pk]).pk == first.pk
    for other in (
        {"body": "고친 글", "attachments": [file.pk]},
        {"attachments": []},
        {"verb": resolve_ticket, "attachments": [file.pk]},
        {"verb": comment_internally, "attachments": [file.pk]},
    ):
        assert refused_as_reused(service, ticket, actor, **other) == first.pk
    with scope(service=service):
        assert [entry.body for entry in HistoryEntry.objects.all()] == ["첫 글"]


def test_the_order_of_files_makes_no_other_text():
    service = make_service()
    agent = make_agent(service)
    actor = Actor.agent(agent)
    ticket = make_ticket(service, assignee=agent)
    files = [waiting_upload(service, actor).pk for _ in range(2)]
    first = submitted(service, ticket, actor, attachments=files)
    assert submitted(service, ticket, actor, attachments=files[::-1]).pk == first.pk


def test_an_entry_from_before_digests_is_told_by_its_text():
    service = make_service()
    agent = make_agent(service)
    actor = Actor.agent(agent)
    ticket = make_ticket(service, assignee=agent)
    file = waiting_upload(service, actor)
    first = submitted(service, ticket, actor, attachments=[file.pk])
    with scope(service=service):
        HistoryEntry.objects.update(idempotency_digest=None)
    assert submitted(service, ticket, actor, attachments=[file.pk]).pk == first.pk
    refused_as_reused(service, ticket, actor, body="고친 글", attachments=[file.pk])
    refused_as_reused(service, ticket, actor)
    refused_as_reused(service, ticket, actor, verb=resolve_ticket, attachments=[file.pk])


@pytest.mark.parametrize("verb", [pend_ticket, resolve_ticket, comment_internally])
def test_an_edit_goes_out_only_when_no_earlier_attempt_was_stored(verb):
    service = make_service()
    agent = make_agent(service)
    actor = Actor.agent(agent)
    ticket = make_ticket(service, assignee=agent)
    first = submitted(service, ticket, actor, verb)
    edited = {"verb": verb, "key": b"l" * 16, "body": "고친 글"}
    assert refused_as_reused(service, ticket, actor, earlier_keys=[b"m" * 16, b"k" * 16], **edited) == first.pk
    # Edited and edited back: it is what was stored.
    assert submitted(service, ticket, actor, verb, b"l" * 16, earlier_keys=[b"k" * 16]).pk == first.pk
    other = make_ticket(service, assignee=agent)
    assert submitted(service, other, actor, earlier_keys=[b"k" * 16, b"m" * 16], **edited).body == "고친 글"


def test_a_reinquirys_key_belongs_to_its_text_too():
    service = make_service()
    ticket = make_ticket(service)
    given = {"ticket": ticket, "actor": Actor.customer(), "idempotency_key": b"r" * 16}
    with scope(service=service):
        first = add_reinquiry(body="다시", **given)
        assert add_reinquiry(body="다시", **given).pk == first.pk
        with pytest.raises(TicketError) as refused:
            add_reinquiry(body="또 다시", **given)
    assert refused.value.code == "idempotency_key_reused"


def test_a_further_question_is_taken_where_the_address_does_not_open():
    service = make_service()
    set_spam_policy(
        service=service,
        actor=Actor.system(),
        is_enabled=True,
        email_limit=1,
        email_minutes=1,
        address_limit=1,
        address_minutes=1,
    )
    ticket = make_ticket(service)
    ticket.encrypted_values = make_ticket(service).encrypted_values
    with scope(service=service):
        entry = submit_reinquiry(
            service=find_service(service.service_id), ticket=ticket, actor=Actor.customer(), body="다시"
        )
    assert entry.body == "다시"


# --- since when a customer waits ---


def waiting_since(ticket):
    with scope(service=ticket.service):
        return Ticket.objects.get(pk=ticket.pk).waiting_since


def test_a_customer_waits_from_the_inquiry_to_the_answer_and_again_from_the_next_question():
    service = make_service()
    group = make_group(service)
    agent, other = make_agent(service, groups=[group]), make_agent(service, groups=[group])
    ticket = make_ticket(service)
    actor = Actor.agent(agent)
    assert waiting_since(ticket) == ticket.created_at
    with scope(service=service):
        keep_ticket(ticket_id=ticket.ticket_id, actor=actor)
        comment_internally(ticket_id=ticket.ticket_id, actor=actor, body="메모")
        add_reinquiry(ticket=ticket, actor=Actor.customer(), body="아직인가요?")
        forward_ticket(ticket_id=ticket.ticket_id, actor=actor, group_id=group.pk, agent_id=other.pk)
    assert waiting_since(ticket) == ticket.created_at
    with scope(service=service):
        pend_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(other), body="확인 중입니다")
    assert waiting_since(ticket) is None
    with scope(service=service):
        asked = add_reinquiry(ticket=ticket, actor=Actor.customer(), body="네")
    assert waiting_since(ticket) == asked.created_at
    with scope(service=service):
        resolve_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(other), body="끝")
    assert waiting_since(ticket) is None
    with scope(service=service):
        handed_on = forward_ticket(
            ticket_id=ticket.ticket_id, actor=Actor.agent(other), group_id=group.pk, agent_id=None
        )
    assert waiting_since(ticket) == handed_on.updated_at


def test_an_upgrade_finds_out_since_when_customers_wait():
    service = make_service()
    agent = make_agent(service)
    actor = Actor.agent(agent)
    new, asked_twice, again, answered = make_ticket(service), *(make_ticket(service, assignee=agent) for _ in range(3))
    with scope(service=service):
        add_reinquiry(ticket=asked_twice, actor=Actor.customer(), body="아직인가요?")
        pend_ticket(ticket_id=again.ticket_id, actor=actor, body="확인 중입니다")
        add_reinquiry(ticket=again, actor=Actor.customer(), body="네")
        add_reinquiry(ticket=again, actor=Actor.customer(), body="네?")
        resolve_ticket(ticket_id=answered.ticket_id, actor=actor, body="끝")
    kept = [waiting_since(ticket) for ticket in (new, asked_twice, again, answered)]
    with scope(service=service):
        Ticket.objects.update(waiting_since=None)
    with connection.cursor() as cursor:
        cursor.execute(import_module("sangdam.tickets.migrations.0003_waiting_since").FILL)
    assert [waiting_since(ticket) for ticket in (new, asked_twice, again, answered)] == kept


# --- what an agent has read ---


def readings(service):
    with scope(service=service):
        return set(Reading.objects.values_list("agent_id", "ticket_id", "read_at"))


def test_reading_is_noted_once_for_each_agent_and_only_goes_forward():
    service = make_service()
    agent, other = make_agent(service), make_agent(service)
    ticket = make_ticket(service)
    with scope(service=service):
        again = add_reinquiry(ticket=ticket, actor=Actor.customer(), body="아직인가요?")
        events = Event.objects.count()
        mark_as_read(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), seen_at=again.created_at)
        # A screen that was drawn before comes late; another names a state that has not been.
        mark_as_read(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), seen_at=ticket.created_at)
        mark_as_read(ticket_id=ticket.ticket_id, actor=Actor.agent(other), seen_at=again.created_at + timedelta(days=1))
        assert Event.objects.count() == events
    assert readings(service) == {
        (agent.pk, ticket.pk, again.created_at),
        (other.pk, ticket.pk, again.created_at),
    }


def test_what_nobody_waits_for_is_not_noted_as_read():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    with scope(service=service):
        answer = pend_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="확인 중입니다")
        mark_as_read(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), seen_at=answer.created_at)
    assert readings(service) == set()


def test_only_the_services_active_agents_read():
    service = make_service()
    ticket = make_ticket(service)
    gone, stranger = make_agent(service), make_agent(make_service())
    gone.is_active = False
    with scope(service=service):
        for agent in (gone, stranger):
            with pytest.raises(NotPermitted):
                mark_as_read(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), seen_at=ticket.created_at)
        with pytest.raises(NotPermitted):
            mark_as_read(ticket_id=ticket.ticket_id, actor=Actor.customer(), seen_at=ticket.created_at)
    with scope(service=stranger.service), pytest.raises(Ticket.DoesNotExist):
        mark_as_read(ticket_id=ticket.ticket_id, actor=Actor.agent(stranger), seen_at=ticket.created_at)
    assert readings(service) == set()


def test_an_upgrade_finds_out_when_customers_last_asked_again():
    service = make_service()
    agent = make_agent(service)
    never, twice = make_ticket(service), make_ticket(service, assignee=agent)
    with scope(service=service):
        add_reinquiry(ticket=twice, actor=Actor.customer(), body="아직인가요?")
        last = add_reinquiry(ticket=twice, actor=Actor.customer(), body="네?")
        comment_internally(ticket_id=twice.ticket_id, actor=Actor.agent(agent), body="메모")
        kept = dict(Ticket.objects.values_list("pk", "asked_again_at"))
        assert kept == {never.pk: None, twice.pk: last.created_at}
        Ticket.objects.update(asked_again_at=None)
    with connection.cursor() as cursor:
        cursor.execute(import_module("sangdam.tickets.migrations.0005_readings").FILL)
    with scope(service=service):
        assert dict(Ticket.objects.values_list("pk", "asked_again_at")) == kept


def test_an_agent_discards_only_waiting_uploads_of_their_own():
    service = make_service()
    agent, other = make_agent(service), make_agent(service)
    own, others = waiting_upload(service, Actor.agent(agent)), waiting_upload(service, Actor.agent(other))
    customers, sent = waiting_upload(service), waiting_upload(service, Actor.agent(agent))
    ticket = make_ticket(service, assignee=agent)
    with scope(service=service):
        pend_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="답변", attachments=[sent.pk])
        discarded = [
            discard_attachment(attachment_id=upload.pk, actor=Actor.agent(agent))
            for upload in (own, others, customers, sent, own)
        ]
        left = set(Attachment.objects.values_list("pk", flat=True))
    assert discarded == [True, False, False, False, False]
    assert left == {others.pk, customers.pk, sent.pk}
