import pytest

from sangdam.foundation.outbound import Enclosure, MailFault, send_mail, sending
from tests.factories.mails import make_mail
from tests.fakes.smtp import free_port, running_server


def use(settings, url):
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"email_url": url})


def fault_of(mail=None):
    with pytest.raises(MailFault) as caught:
        send_mail(mail or make_mail(), mailbox="support")
    return caught.value.code, caught.value.is_passing


def test_a_mail_arrives(smtp):
    send_mail(make_mail(), mailbox="support")
    ((sender, recipients, _),) = smtp.taken
    assert (sender, recipients) == ("support@example.com", ["kim@example.org"])
    assert smtp.messages[0]["Message-ID"] == "<1@sangdam.localhost>"
    assert smtp.messages[0]["X-Sangdam-Not-Sent"] is None


# aiosmtpd's own: the sign-in of these tests goes unencrypted.
@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_signs_in(settings):
    with running_server(password="p@ss") as server:
        use(settings, server.url.replace("//", "//user:p%40ss@"))
        send_mail(make_mail(), mailbox="support")
        assert len(server.taken) == 1


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_a_refused_sign_in_is_the_operators_concern_and_passes(settings):
    with running_server(password="p@ss") as server:
        use(settings, server.url.replace("//", "//user:wrong@"))
        assert fault_of() == ("sign_in_refused 535 5.7.8", True)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("450 4.2.1 kim@example.org is busy", ("recipient_refused 450 4.2.1", True)),
        ("451 greylisted", ("recipient_refused 451", True)),
        ("550 5.1.1 kim@example.org unknown", ("recipient_refused 550 5.1.1", False)),
        ("421 closing", ("recipient_refused 421", True)),
    ],
)
def test_a_refused_recipient(smtp, answer, expected):
    smtp.answers.append(answer)
    assert fault_of() == expected
    assert smtp.taken == []


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        ("452 4.3.1 disk full", ("content_refused 452 4.3.1", True)),
        ("554 5.7.1 spam", ("content_refused 554 5.7.1", False)),
    ],
)
def test_a_refused_message(smtp, verdict, expected):
    smtp.verdicts.append(verdict)
    assert fault_of() == expected


def test_a_server_that_vanishes_at_the_end_may_have_taken_it(smtp):
    smtp.verdicts.append("vanish")
    assert fault_of() == ("disconnected", True)


def test_nobody_there(settings):
    use(settings, f"smtp://127.0.0.1:{free_port()}")
    assert fault_of() == ("unreachable", True)


def test_a_name_that_does_not_exist(settings):
    use(settings, "smtp://mail.invalid")
    assert fault_of() == ("unreachable", True)


def test_a_server_that_says_nothing(settings, monkeypatch):
    import socket

    monkeypatch.setattr("sangdam.foundation.outbound.smtp.COMMAND_TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        use(settings, f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        assert fault_of() == ("timeout", True)


def test_tls_that_the_server_does_not_offer(settings, smtp):
    use(settings, smtp.url.replace("smtp://", "smtp+tls://"))
    assert fault_of() == ("misconfigured", True)


def test_tls_with_a_server_that_speaks_none(settings, smtp):
    use(settings, smtp.url.replace("smtp://", "smtp+ssl://"))
    assert fault_of() == ("tls_failed", True)


def test_an_email_url_that_says_nothing(settings):
    use(settings, "carrier-pigeon://loft")
    assert fault_of() == ("misconfigured", True)


def test_an_impossible_address_is_final(smtp):
    assert fault_of(make_mail(recipient_address="kim@exam ple.org")) == ("unsendable", False)
    assert smtp.sessions == 0


def test_an_enclosure_that_is_gone_is_final(smtp):
    gone = Enclosure("support/2026/01/00000000000000000000000000000000", "a.txt", "text/plain")
    assert fault_of(make_mail(enclosures=(gone,))) == ("unsendable", False)


def test_the_code_of_a_fault_quotes_nobody(smtp):
    smtp.answers.append("550 5.1.1 <kim@example.org>: Recipient address rejected: Kim left")
    code, _ = fault_of()
    assert "kim" not in code.lower()


def test_the_verdict_is_awaited_longer_than_anything_else(smtp, monkeypatch):
    patience = []
    original = sending._PatientSMTP.data

    def note(self, msg):
        patience.append(self.sock.gettimeout())
        result = original(self, msg)
        patience.append(self.sock.gettimeout())
        return result

    monkeypatch.setattr(sending._PatientSMTP, "data", note)
    send_mail(make_mail(), mailbox="support")
    assert patience == [30, 300]
