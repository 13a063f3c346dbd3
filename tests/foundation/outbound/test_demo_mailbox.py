import io

import pytest

from sangdam.foundation.outbound import MailAttachment, demo_mailbox, send_mail
from sangdam.foundation.storage import store
from tests.factories.mails import make_mail


def test_without_a_mail_server_mail_is_kept_and_marked(demo):
    send_mail(make_mail(), mailbox="support")
    (mail,) = demo_mailbox.list_mails("support")
    assert (mail.subject, mail.recipient) == ("Re: 배송이 언제 되나요?", "김고객 <kim@example.org>")
    opened = demo_mailbox.read_mail("support", mail.mail_id)
    assert ("X-Sangdam-Not-Sent", "demo mailbox") in opened.headers
    assert opened.text == "안녕하세요.\n곧 갑니다."
    assert opened.html == "<p>안녕하세요.<br>곧 갑니다.</p>"
    assert demo_mailbox.read_raw("support", mail.mail_id).startswith(b"X-Sangdam-Not-Sent: demo mailbox\r\n")


def test_attachments_are_listed(demo):
    stored = store(io.BytesIO(b"12345"), service_id="support")
    send_mail(make_mail(attachments=(MailAttachment(stored.path, "가.txt", "text/plain"),)), mailbox="support")
    (mail,) = demo_mailbox.list_mails("support")
    assert demo_mailbox.read_mail("support", mail.mail_id).attachments == [("가.txt", "text/plain", 5)]


def test_each_service_has_its_own(demo):
    send_mail(make_mail(), mailbox="support")
    (mail,) = demo_mailbox.list_mails("support")
    assert demo_mailbox.list_mails("other") == []
    assert demo_mailbox.read_mail("other", mail.mail_id) is None


def test_the_newest_stands_first_and_pages_go_on_where_the_last_ended(demo):
    for number in range(5):
        send_mail(make_mail(subject=str(number)), mailbox="support")
    first = demo_mailbox.list_mails("support", limit=3)
    assert [mail.subject for mail in first] == ["4", "3", "2"]
    second = demo_mailbox.list_mails("support", before=first[-1].mail_id, limit=3)
    assert [mail.subject for mail in second] == ["1", "0"]


@pytest.mark.parametrize("mailbox", ["..", "../files", "a/b", "", "support\x00", "a" * 46])
def test_a_mailbox_is_a_service_id(demo, mailbox):
    with pytest.raises(ValueError, match="service id"):
        demo_mailbox.list_mails(mailbox)


@pytest.mark.parametrize(
    "mail_id", ["", "..", "../x", "20261121T100000000000-0000000g", "20261121T100000000000-00000000"]
)
def test_a_mail_that_is_not_there(demo, mail_id):
    assert demo_mailbox.read_mail("support", mail_id) is None
    assert demo_mailbox.read_raw("support", mail_id) is None


def test_only_this_user_reads_the_files(demo):
    send_mail(make_mail(), mailbox="support")
    (file,) = (demo / "support").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
