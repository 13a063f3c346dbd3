import pytest
from django.core.mail import EmailMessage

from sangdam.foundation.outbound import MailFault, demo_mailbox
from sangdam.foundation.outbound.backend import OutboundBackend


def message(**given):
    values = {"subject": "새 비밀번호", "body": "link", "from_email": "noreply@example.com", "to": ["a@example.com"]}
    return EmailMessage(**{**values, **given})


def test_djangos_own_mail_goes_to_the_server(smtp):
    assert OutboundBackend().send_messages([message(cc=["b@example.com"]), message(to=[])]) == 1
    ((sender, recipients, _),) = smtp.taken
    assert (sender, recipients) == ("noreply@example.com", ["a@example.com", "b@example.com"])


def test_djangos_own_mail_is_kept_for_the_operator_without_one(demo):
    assert OutboundBackend().send_messages([message()]) == 1
    assert [mail.subject for mail in demo_mailbox.list_mails(demo_mailbox.INSTALLATION)] == ["새 비밀번호"]


def test_one_refused_recipient_of_two_is_told(smtp):
    smtp.answers.extend(["250 OK", "550 5.1.1 unknown"])
    with pytest.raises(MailFault, match=r"recipient_refused 550 5\.1\.1"):
        OutboundBackend().send_messages([message(cc=["b@example.com"])])


def test_faults_can_be_silenced(smtp):
    smtp.answers.append("550 no")
    assert OutboundBackend(fail_silently=True).send_messages([message()]) == 0
