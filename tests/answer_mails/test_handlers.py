import io

import pytest
from django_scopes import scope

from sangdam.answer_mails import composing
from sangdam.answer_mails.actions import set_mail_layout, set_mail_sender
from sangdam.deliveries.actions import send_delivery
from sangdam.deliveries.message_ids import read_message_id
from sangdam.deliveries.models import Delivery, Purpose
from sangdam.foundation.events import Actor
from sangdam.foundation.events.dispatching import dispatch_all
from sangdam.foundation.storage import store
from sangdam.tickets.actions import add_attachment, add_reinquiry, comment_internally
from sangdam.tickets.models import HistoryEntry, Ticket
from tests.factories import files, make_agent, make_service, make_ticket
from tests.factories.mails import answer_ticket

pytestmark = pytest.mark.django_db

LANGUAGES = ["ko", "en", "ja", "zh", "th"]


def mailed(smtp, ticket, **given):
    """Answer a ticket, let everything follow, and return the mail that arrived."""
    answer_ticket(ticket, **given)
    return arrived(smtp, ticket.service)


def arrived(smtp, service):
    dispatch_all()
    with scope(service=service):
        for pk in Delivery.objects.filter(state="waiting").order_by("created_at").values_list("pk", flat=True):
            send_delivery(delivery_id=pk)
    return smtp.messages[-1]


def text_of(message):
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")


def html_of(message):
    return message.get_body(("html",)).get_content()


def assigned_ticket(service=None, **given):
    service = service or make_service(name=given.pop("service_name", "상담 데모 서비스"))
    return make_ticket(service, assignee=make_agent(service), **given)


def test_the_answer_arrives_well_formed_in_both_parts(smtp):
    ticket = assigned_ticket(
        subject="배송이 언제 되나요?", content="언제 오나요?\n급합니다.", username="김고객", email="kim@example.org"
    )
    message = mailed(smtp, ticket, body="안녕하세요.\n내일 <도착>합니다.")
    assert not [defect for part in message.walk() for defect in part.defects]
    assert message.get_content_type() == "multipart/alternative"
    assert message["Subject"] == "Re: 배송이 언제 되나요?"
    (sender,), (recipient,) = message["From"].addresses, message["To"].addresses
    assert (sender.display_name, sender.addr_spec) == ("상담 데모 서비스", "noreply@sangdam.localhost")
    assert (recipient.display_name, recipient.addr_spec) == ("김고객", "kim@example.org")
    assert text_of(message).split("\n\n") == [
        "상담 데모 서비스\n김고객 고객님, 안녕하세요.",
        "문의하신 내용에 답변드립니다.",
        "안녕하세요.\n내일 <도착>합니다.",
        "문의 내용",
        "배송이 언제 되나요?",
        "언제 오나요?\n급합니다.",
        f"문의 번호 {ticket.ticket_id}",
    ]
    assert "내일 &lt;도착&gt;합니다." in html_of(message)
    assert '<html lang="ko"' in html_of(message)


def test_the_message_id_leads_back_to_the_ticket(smtp):
    ticket = assigned_ticket()
    message = mailed(smtp, ticket)
    own = read_message_id(message["Message-ID"], service_id=ticket.service_id)
    assert own.ticket_id == ticket.ticket_id
    assert read_message_id(message["In-Reply-To"], service_id=ticket.service_id).delivery_id is None


@pytest.mark.parametrize(
    ("language", "final", "intermediate"),
    [
        ("ko", "문의하신 내용에 답변드립니다.", "문의하신 내용을 확인하고 있습니다."),
        ("en", "Here is the answer to your inquiry.", "We are looking into your inquiry."),
        ("ja", "ご回答いたします。", "確認しております。"),
        ("zh", "答复如下。", "我们正在核实"),
        ("th", "ขอแจ้งคำตอบ", "เรากำลังตรวจสอบ"),
    ],
)
def test_the_mail_speaks_the_language_of_the_ticket(smtp, language, final, intermediate):
    ticket = assigned_ticket(language=language)
    pending = mailed(smtp, ticket, pend=True)
    resolved = mailed(smtp, ticket)
    assert intermediate in text_of(pending)
    assert intermediate in html_of(pending)
    assert final in text_of(resolved)
    assert final in html_of(resolved)
    assert resolved["Content-Language"] == language


def test_a_language_without_words_of_ours_gets_the_default_one(smtp):
    service = make_service(languages=("ja", "vi"))
    message = mailed(smtp, assigned_ticket(service, language="vi"))
    assert "ご回答いたします。" in text_of(message)
    service = make_service(languages=("vi", "fr"))
    message = mailed(smtp, assigned_ticket(service, language="fr"))
    assert "Here is the answer to your inquiry." in text_of(message)


@pytest.mark.parametrize("missing", ["mail", "name"])
def test_without_e_mail_or_name_nothing_is_mailed(missing):
    ticket = assigned_ticket()
    ticket.values.pop(missing, None)
    ticket.encrypted_values.pop(missing, None)
    with scope(service=ticket.service):
        Ticket.objects.filter(pk=ticket.pk).update(values=ticket.values, encrypted_values=ticket.encrypted_values)
    answer_ticket(ticket)
    dispatch_all()
    with scope(service=ticket.service):
        assert Delivery.objects.count() == 0


def test_a_comment_is_not_mailed():
    ticket = assigned_ticket()
    with scope(service=ticket.service):
        comment_internally(ticket_id=ticket.ticket_id, actor=Actor.agent(ticket.assignee), body="secret")
        dispatch_all()
        assert Delivery.objects.count() == 0


def test_an_answer_that_is_gone_is_not_mailed():
    ticket = assigned_ticket()
    entry = answer_ticket(ticket)
    with scope(service=ticket.service):
        HistoryEntry.objects.filter(pk=entry.pk).delete()
        dispatch_all()
        assert Delivery.objects.count() == 0


def test_the_latest_question_before_the_answer_is_quoted(smtp):
    ticket = assigned_ticket(content="first question")
    answer_ticket(ticket)
    with scope(service=ticket.service):
        add_reinquiry(ticket=ticket, actor=Actor.customer(), body="second question")
    message = mailed(smtp, ticket)
    assert "second question" in text_of(message)
    assert "first question" not in text_of(message)


def test_a_question_with_a_tag_or_two_keeps_its_lines(smtp):
    message = mailed(smtp, assigned_ticket(content="언제 오나요?\n<b>빨리</b>요"))
    assert "언제 오나요?<br>" in html_of(message)
    assert "언제 오나요?\n빨리요" in text_of(message)


def test_codes_in_the_words_of_people_stay_words(smtp):
    ticket = assigned_ticket(subject="#{agentName}", content="#{content} #{email}", username="#{question}")
    message = mailed(smtp, ticket, body="see #{username}")
    assert "see #{username}" in text_of(message)
    assert "#{content} #{email}" in text_of(message)
    assert "#{question} 고객님" in text_of(message)
    assert message["Subject"] == "Re: #{agentName}"


def test_markup_of_a_customer_stays_harmless(smtp):
    ticket = assigned_ticket(
        subject="<script>alert(1)</script>",
        username="<img src=x onerror=alert(1)>",
        content='<p onclick="x">hi</p><script>alert(1)</script><img src="https://tracker.example/p.gif">',
    )
    html = html_of(mailed(smtp, ticket))
    assert "<script" not in html
    assert "onerror=alert(1)&gt;" in html
    assert "onclick" not in html
    assert '<img src="https://tracker' not in html
    assert "<p>hi</p>" in html


def test_nobody_breaks_out_of_a_header(smtp):
    ticket = assigned_ticket()
    with scope(service=ticket.service):
        Ticket.objects.filter(pk=ticket.pk).update(
            subject="hello\r\nBcc: a@evil.example", values={**ticket.values, "name": "Kim\u2028Bcc: b@evil.example"}
        )
    message = mailed(smtp, ticket)
    assert "Bcc" not in message
    assert message["Subject"] == "Re: hello Bcc: a@evil.example"
    assert [recipients for _, recipients, _ in smtp.taken] == [[message["To"].addresses[0].addr_spec]]


@pytest.mark.parametrize(
    ("subject", "expected"),
    [("hello", "Re: hello"), ("RE: hello", "RE: hello"), ("답장: 안녕", "답장: 안녕"), ("Report: x", "Re: Report: x")],
)
def test_a_subject_is_answered_once(smtp, subject, expected):
    assert mailed(smtp, assigned_ticket(subject=subject))["Subject"] == expected


def test_a_person_wrote_it_so_it_is_not_called_automatic(smtp):
    message = mailed(smtp, assigned_ticket())
    assert message["Auto-Submitted"] is None
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"


# --- settings and layouts of the service ---


def test_the_sender_is_the_services_own(smtp):
    ticket = assigned_ticket()
    set_mail_sender(service=ticket.service, actor=Actor.system(), name="Acme 지원팀", address="help@acme.example")
    (sender,) = mailed(smtp, ticket)["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Acme 지원팀", "help@acme.example")
    assert smtp.taken[-1][0] == "help@acme.example"


def test_a_layout_of_the_services_own_is_used_for_its_purpose_and_language(smtp):
    service = make_service()
    layout = "<style>p{color:red}</style><p>Hi #{username}, #{ticketId}</p><div>#{content}</div><img src='/logo.png'>"
    set_mail_layout(service=service, actor=Actor.system(), purpose=Purpose.RESOLVED, language="en", html=layout)
    ticket = assigned_ticket(service, language="en", username="Ann <b>", content="#{content}")
    pending = mailed(smtp, ticket, pend=True)
    resolved = mailed(smtp, ticket, body="1 < 2")
    assert "Dear Ann <b>," in text_of(pending)
    assert text_of(resolved).startswith(f"Hi Ann <b>, {ticket.ticket_id}\n\n1 < 2")
    html = html_of(resolved)
    assert f'<p style="color: red;">Hi Ann &lt;b&gt;, {ticket.ticket_id}</p>' in html
    site = f"http://{service.organization.domain}.localhost:8000"
    assert f'<img src="{site}/logo.png">' in html


def test_the_default_languages_layout_serves_the_others(smtp):
    service = make_service()
    set_mail_layout(
        service=service, actor=Actor.system(), purpose=Purpose.RESOLVED, language="ko", html="<b>우리</b> #{content}"
    )
    assert text_of(mailed(smtp, assigned_ticket(service, language="ja"))).startswith("우리\n")


# --- files ---


def upload(ticket, name="영수증.png", content=None, size=None):
    content = content or files.png()
    stored = store(io.BytesIO(content), service_id=ticket.service.service_id)
    with scope(service=ticket.service):
        return add_attachment(
            service=ticket.service,
            actor=Actor.agent(ticket.assignee),
            file_name=name,
            content_type="image/png",
            size=size or stored.size,
            path=stored.path,
            attachment_id=stored.file_id,
        )


def test_files_of_the_answer_go_along(smtp):
    ticket = assigned_ticket()
    attachment = upload(ticket)
    message = mailed(smtp, ticket, attachments=[attachment.pk])
    (part,) = message.iter_attachments()
    assert part.get_filename() == "영수증.png"
    assert part.get_content_type() == "image/png"
    assert part.get_content() == files.png()
    assert not [defect for part in message.walk() for defect in part.defects]


def test_files_too_large_together_go_as_links(smtp):
    ticket = assigned_ticket()
    half = composing.ATTACHED_BYTES // 2 + 1
    attachments = [upload(ticket, "첫째.png", size=half), upload(ticket, "<둘째>.png", size=half)]
    message = mailed(smtp, ticket, attachments=[attachment.pk for attachment in attachments])
    assert list(message.iter_attachments()) == []
    site = f"http://{ticket.service.organization.domain}.localhost:8000/{ticket.service.service_id}"
    for attachment in attachments:
        assert f"{site}/api/v2/ticket/attachments/{attachment.pk}?type=download" in text_of(message)
    assert "&lt;둘째&gt;.png" in html_of(message)
    assert "첨부 파일" in text_of(message)


def test_an_image_inside_a_question_is_shown_from_the_site(smtp):
    service = make_service()
    path = f"/{service.service_id}/api/v2/ticket/attachments/8f0dc5854d2446b6aa2e6e41a0a2f55c"
    ticket = assigned_ticket(service, content=f'look <img src="{path}"/>')
    assert f'src="http://{service.organization.domain}.localhost:8000{path}"' in html_of(mailed(smtp, ticket))
