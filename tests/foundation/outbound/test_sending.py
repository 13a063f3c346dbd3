import socket
import ssl
import subprocess
from urllib.parse import urlsplit

import pytest

from sangdam.foundation.outbound import MailAttachment, MailFault, send_mail, sending
from sangdam.foundation.outbound.smtp import Conversation
from tests.factories.mails import make_mail
from tests.fakes.slow_servers import full_server, slow_mail_server, slow_tls_server
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


def test_an_attachment_that_is_gone_is_final(smtp):
    gone = MailAttachment("support/2026/01/00000000000000000000000000000000", "a.txt", "text/plain")
    assert fault_of(make_mail(attachments=(gone,))) == ("unsendable", False)


def test_the_code_of_a_fault_quotes_nobody(smtp):
    smtp.answers.append("550 5.1.1 <kim@example.org>: Recipient address rejected: Kim left")
    code, _ = fault_of()
    assert "kim" not in code.lower()


def test_the_verdict_is_awaited_longer_than_anything_else(smtp, monkeypatch):
    patience = []
    original = Conversation.putcmd

    def note(self, command, arguments=""):
        patience.append((command.split()[0], self.sock.gettimeout()))
        original(self, command, arguments)

    monkeypatch.setattr(Conversation, "putcmd", note)
    send_mail(make_mail(), mailbox="support")
    assert dict(patience) == {"ehlo": 30, "mail": 30, "rcpt": 30, "data": pytest.approx(300, abs=1), "quit": 5}


# --- servers that are slow on purpose ---


@pytest.fixture
def hurried(monkeypatch):
    """Let conversations end within half a second: the slow servers take several."""
    monkeypatch.setattr("sangdam.foundation.outbound.smtp.ENVELOPE_SECONDS", 0.5)
    monkeypatch.setattr("sangdam.foundation.outbound.smtp.CONTENT_SECONDS", 0.5)
    monkeypatch.setattr("sangdam.foundation.outbound.smtp.PARTING_SECONDS", 0.5)


@pytest.mark.parametrize("slow_at", ["greeting", "EHLO", "MAIL", "RCPT", "DATA", "verdict"])
def test_a_server_that_drips_an_answer_is_left_in_time(settings, hurried, slow_at):
    with slow_mail_server(slow_at) as server:
        use(settings, server.url)
        assert fault_of() == ("timeout", True)
        assert (server.taken, server.dripped) == (0, 0)


def test_a_server_that_does_not_read_the_message_is_left_in_time(settings, hurried, monkeypatch):
    monkeypatch.setattr("sangdam.foundation.outbound.smtp.SLOWEST_BYTES_A_SECOND", 1_000_000_000)
    with slow_mail_server("body") as server:
        use(settings, server.url)
        with pytest.raises(MailFault) as caught:
            sending.hand_over(b"text\r\n" * 2_000_000, "a@example.com", ["b@example.org"], mailbox="support")
        assert (caught.value.code, server.taken) == ("timeout", 0)


def test_a_large_message_may_take_longer(settings, hurried, monkeypatch):
    monkeypatch.setattr("sangdam.foundation.outbound.smtp.SLOWEST_BYTES_A_SECOND", 1)
    with slow_mail_server("verdict") as server:
        use(settings, server.url)
        send_mail(make_mail(), mailbox="support")
        assert server.taken == 1


@pytest.mark.parametrize("scheme", ["smtp+ssl", "smtp+tls"])
def test_a_tls_handshake_that_drips_is_left_in_time(settings, hurried, scheme):
    with slow_tls_server(after_starttls=scheme == "smtp+tls") as port:
        use(settings, f"{scheme}://127.0.0.1:{port}")
        assert fault_of() == ("timeout", True)


def test_a_server_that_cannot_be_connected_to_is_left_in_time_however_many_addresses_it_has(
    settings, hurried, monkeypatch
):
    with full_server() as place:
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place)] * 20
        monkeypatch.setattr(socket, "getaddrinfo", lambda *names, **more: found)
        monkeypatch.setattr("sangdam.foundation.outbound.smtp.COMMAND_TIMEOUT", 1)
        use(settings, "smtp://mail.example:25")
        tried = []
        original = socket.socket.connect
        monkeypatch.setattr(socket.socket, "connect", lambda line, to: (tried.append(to), original(line, to)))
        assert fault_of() == ("timeout", True)
    assert len(tried) == 1


def test_the_next_address_is_tried_when_one_does_not_answer(settings, smtp, monkeypatch):
    port = urlsplit(smtp.url).port
    places = [("127.0.0.1", free_port()), ("127.0.0.1", port)]
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place) for place in places]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *names, **more: found)
    send_mail(make_mail(), mailbox="support")
    assert len(smtp.taken) == 1


def test_a_farewell_that_drips_costs_neither_the_mail_nor_the_time(settings, hurried):
    with slow_mail_server("QUIT") as server:
        use(settings, server.url)
        send_mail(make_mail(), mailbox="support")
        assert (server.taken, server.dripped) == (1, 0)


def test_what_the_server_had_decided_counts_although_it_is_slow_afterwards(settings, hurried):
    with slow_mail_server("RSET", refuses=True) as server:
        use(settings, server.url)
        assert fault_of() == ("recipient_refused 550", False)
        assert server.dripped == 0


def test_a_server_whose_answers_have_no_end_is_left(settings, monkeypatch):
    monkeypatch.setattr("sangdam.foundation.outbound.smtp.MOST_ANSWERED", 90)
    with slow_mail_server("EHLO") as server:
        use(settings, server.url)
        assert fault_of() == ("disconnected", True)
        assert server.taken == 0


@pytest.fixture
def certificate(tmp_path, monkeypatch):
    """A key and a certificate for 127.0.0.1 that this process trusts."""
    files = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=mail -addext subjectAltName=IP:127.0.0.1"
    subprocess.run([*command.split(), "-keyout", files[0], "-out", files[1]], check=True, capture_output=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(files[1]))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(files[1], files[0])
    return context


@pytest.mark.parametrize("scheme", ["smtp+ssl", "smtp+tls"])
def test_a_mail_arrives_over_tls(settings, certificate, scheme):
    with running_server(tls=certificate, starttls=scheme == "smtp+tls") as server:
        use(settings, server.url.replace("smtp://", f"{scheme}://"))
        send_mail(make_mail(), mailbox="support")
        assert len(server.taken) == 1


@pytest.mark.parametrize("scheme", ["smtp+ssl", "smtp+tls"])
def test_a_certificate_of_somebody_else_is_refused(settings, certificate, monkeypatch, scheme):
    monkeypatch.delenv("SSL_CERT_FILE")
    with running_server(tls=certificate, starttls=scheme == "smtp+tls") as server:
        use(settings, server.url.replace("smtp://", f"{scheme}://"))
        assert fault_of() == ("tls_failed", True)
        assert server.taken == []
