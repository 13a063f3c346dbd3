import email
import email.policy
import io
import json
from email.header import decode_header, make_header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sangdam.foundation.outbound import Mail, MailAttachment, one_line
from sangdam.foundation.outbound.sending import as_bytes
from sangdam.foundation.storage import store
from tests.factories.mails import make_mail

BREAKS = [
    *("\r\nBcc: x@evil.example", "\nBcc: x@evil.example", "\rBcc: x", "\u2028Bcc: x", "\u2029Bcc: x"),
    *("\x85Bcc: x", "\x0bBcc: x", "\x00"),
]


def parsed(mail: Mail):
    return email.message_from_bytes(as_bytes(mail.to_message()).replace(b"\r\n", b"\n"), policy=email.policy.default)


def test_both_parts_are_well_formed():
    message = parsed(make_mail())
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message.get_body(("plain",)).get_content() == "안녕하세요.\n곧 갑니다."
    assert message.get_body(("html",)).get_content() == "<p>안녕하세요.<br>곧 갑니다.</p>"
    assert not [defect for part in message.walk() for defect in part.defects]


def test_headers_are_those_of_the_mail():
    message = parsed(make_mail(headers={"X-Auto-Response-Suppress": "OOF"}))
    assert message["Message-ID"] == "<1@sangdam.localhost>"
    assert message["In-Reply-To"] == "<0@sangdam.localhost>"
    assert message["References"] == "<0@sangdam.localhost>"
    assert message["Date"] == "Sat, 21 Nov 2026 10:00:00 +0000"
    assert message["Subject"] == "Re: 배송이 언제 되나요?"
    assert message["X-Auto-Response-Suppress"] == "OOF"
    assert [(item.display_name, item.addr_spec) for item in message["From"].addresses] == [
        ("상담 센터", "support@example.com")
    ]
    assert [(item.display_name, item.addr_spec) for item in message["To"].addresses] == [("김고객", "kim@example.org")]


def test_long_ids_stand_whole_on_the_line_of_their_header():
    ids = tuple(f"<{number}{'x' * 90}@sangdam.localhost>" for number in range(20))
    mail = make_mail(message_id=ids[0], in_reply_to=ids[1], references=ids)
    lines = as_bytes(mail.to_message()).decode().split("\r\n")
    assert f"Message-ID: {ids[0]}" in lines
    assert f"In-Reply-To: {ids[1]}" in lines
    assert f"References: {ids[0]}" in lines
    assert f" {ids[19]}" in lines
    assert tuple(parsed(mail)["References"].split()) == ids
    assert parsed(mail)["Message-ID"] == ids[0]


@pytest.mark.parametrize("member", ["subject", "sender_name", "recipient_name"])
def test_a_long_text_begins_on_the_line_of_its_header(member):
    content = as_bytes(make_mail(**{member: "긴 제목 " * 30}).to_message()).partition(b"\r\n\r\n")[0].decode()
    header = {"subject": "Subject", "sender_name": "From", "recipient_name": "To"}[member]
    assert f"\n{header}: =?utf-8?" in content
    assert max(len(line) for line in content.split("\r\n") if "=?" in line) <= 76
    assert str(make_header(decode_header(email.message_from_string(content)[header]))).startswith("긴 제목 긴")


def test_the_same_mail_makes_the_same_headers_each_time():
    mail = make_mail()
    assert dict(parsed(mail)) | {"Content-Type": ""} == dict(parsed(mail)) | {"Content-Type": ""}


def test_the_message_is_seven_bit_with_lines_smtp_carries():
    content = as_bytes(make_mail(html="<p>" + "가" * 5000 + "</p>", subject="긴 제목 " * 30).to_message())
    assert content.isascii()
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_line_ends_of_the_parts_are_one_kind():
    message = parsed(make_mail(text="a\r\nb\rc\nd", html="a\r\nb"))
    assert message.get_body(("plain",)).get_content() == "a\nb\nc\nd"


@pytest.mark.parametrize("member", ["sender_name", "recipient_name", "subject"])
@pytest.mark.parametrize("text", BREAKS)
def test_no_text_breaks_out_of_its_header(member, text):
    message = parsed(make_mail(**{member: f"Kim{text}"}))
    assert "Bcc" not in message
    assert message["To"].addresses[0].addr_spec == "kim@example.org"
    assert message["From"].addresses[0].addr_spec == "support@example.com"
    assert len(message.get_all("Subject")) == 1


@pytest.mark.parametrize("member", ["sender_name", "recipient_name", "subject"])
def test_an_encoded_word_in_a_text_is_not_decoded_by_readers(member):
    message = parsed(make_mail(**{member: "=?utf-8?q?Kim=0D=0ABcc:_x=40evil.example?="}))
    header = {"sender_name": "From", "recipient_name": "To", "subject": "Subject"}[member]
    assert "Bcc: x@evil" not in str(message[header])
    assert "=0D=0A" in str(message[header])


@pytest.mark.parametrize(
    "name",
    [
        'Kim, "Q" (주)',
        "김, 고객",
        "a@b.example",
        "<evil@example.com>",
        "Kim; Lee: all",
        "back\\slash",
        "😀 지원",
    ],
)
def test_any_name_stays_a_name(name):
    message = parsed(make_mail(recipient_name=name))
    (address,) = message["To"].addresses
    assert address.addr_spec == "kim@example.org"
    assert address.display_name == name


def test_a_long_name_stays_whole():
    content = as_bytes(make_mail(recipient_name="가" * 100).to_message())
    # The newer parser puts a space between the encoded words of a name, against RFC 2047.
    raw = email.message_from_bytes(content)["To"]
    assert str(make_header(decode_header(raw))) == "가" * 100 + " <kim@example.org>"


def test_marks_that_turn_the_reading_direction_go():
    assert one_line("\u202egnp.exe\u2066 a\u200b\u00a0b") == "gnp.exe a\u200b b"


@given(st.text())
def test_one_line_is_one_line(text):
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert "=?" not in line
    assert one_line(line) == line


@pytest.mark.parametrize(
    "address",
    [
        *("", "kim", "kim@", "@example.com", '"a b"@example.com', "김@example.com", "a,b@example.com"),
        *("kim@example.com>", "kim@exam ple.com", "kim@[127.0.0.1]", "kim@-x.example"),
        *("kim@example.com\r\nBcc: x", "kim@example.com\u2028"),
    ],
)
def test_an_address_smtp_cannot_carry_is_refused(address):
    with pytest.raises(ValueError, match=r"cannot carry|label|IDN|codec"):
        make_mail(recipient_address=address).to_message()


def test_an_international_domain_travels_encoded():
    message = parsed(make_mail(recipient_address="kim@한국.kr"))
    assert message["To"].addresses[0].addr_spec == "kim@xn--3e0b707e.kr"


def test_a_mail_is_the_same_after_it_was_written_down():
    mail = make_mail(attachments=(MailAttachment("support/2026/11/0", "사진.png", "image/png"),), headers={"X-A": "b"})
    assert Mail.from_json(mail.to_json()) == mail


def test_a_mail_that_an_earlier_version_wrote_down_keeps_its_attachments():
    mail = make_mail(attachments=(MailAttachment("support/2026/11/0", "사진.png", "image/png"),))
    written = json.loads(mail.to_json())
    written["enclosures"] = written.pop("attachments")
    assert Mail.from_json(json.dumps(written)) == mail


def test_attachments_go_with_their_names():
    stored = store(io.BytesIO(b"\x89PNG content"), service_id="support")
    message = parsed(make_mail(attachments=(MailAttachment(stored.path, "영수증 (1).png", "image/png"),)))
    assert message.get_content_type() == "multipart/mixed"
    (part,) = message.iter_attachments()
    assert part.get_filename() == "영수증 (1).png"
    assert part.get_content_type() == "image/png"
    assert part.get_content() == b"\x89PNG content"
    assert message.get_body(("html",)).get_content() == "<p>안녕하세요.<br>곧 갑니다.</p>"
