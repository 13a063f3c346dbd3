import pytest
from django_scopes import scope

from sangdam.answer_mails.actions import set_mail_layout, set_mail_sender
from sangdam.answer_mails.errors import MailSettingsError
from sangdam.answer_mails.layouts import built_in_layout
from sangdam.answer_mails.models import MailLayout
from sangdam.answer_mails.selectors import layout_for, read_mail_configuration
from sangdam.deliveries.models import Purpose
from sangdam.foundation.errors import NotPermitted
from sangdam.foundation.events import Actor
from sangdam.foundation.events.models import Event
from tests.factories import make_administrator, make_agent, make_service

pytestmark = pytest.mark.django_db


def set_sender(service, actor=None, **given):
    values = {"name": "Acme", "address": "help@acme.example", **given}
    set_mail_sender(service=service, actor=actor or Actor.system(), **values)


def set_layout(service, html="<p>#{content}</p>", actor=None, **given):
    values = {"purpose": Purpose.RESOLVED, "language": "ko", **given}
    set_mail_layout(service=service, actor=actor or Actor.system(), html=html, **values)


def kinds(service):
    with scope(service=service):
        return list(Event.objects.order_by("id").values_list("kind", flat=True))


def test_until_somebody_says_otherwise_the_service_itself_is_the_sender():
    configuration = read_mail_configuration(make_service(name="가" * 60))
    assert (configuration.sender_name, configuration.sender_address) == ("가" * 45, "noreply@sangdam.localhost")


def test_an_administrator_sets_the_sender():
    service = make_service()
    set_sender(service, Actor.agent(make_administrator(service)), name=" 지원팀 ", address="help@acme.example ")
    configuration = read_mail_configuration(service)
    assert (configuration.sender_name, configuration.sender_address) == ("지원팀", "help@acme.example")
    set_sender(service, name="B")
    assert read_mail_configuration(service).sender_name == "B"
    assert kinds(service) == ["mail_settings.sender_changed"] * 2


@pytest.mark.parametrize("name", ["", "  ", "가" * 46, "a\r\nBcc: x", "a\u2028b", "=?utf-8?q?x?="])
def test_a_sender_name_that_cannot_be(name):
    service = make_service()
    with pytest.raises(MailSettingsError, match="sender_name_invalid"):
        set_sender(service, name=name)
    assert kinds(service) == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "help",
        "help@",
        "@acme.example",
        "a b@acme.example",
        "help@acme",
        "a@b\r\n.example",
        "김@acme.example",
        "a" * 95 + "@b.example",
    ],
)
def test_a_sender_address_that_cannot_be(address):
    with pytest.raises(MailSettingsError, match="sender_address_invalid"):
        set_sender(make_service(), address=address)


def test_a_layout_is_set_changed_and_taken_back():
    service = make_service()
    built_in = layout_for(service, Purpose.RESOLVED, "ko")
    set_layout(service)
    assert layout_for(service, Purpose.RESOLVED, "ko") == "<p>#{content}</p>"
    set_layout(service, "<b>#{content}</b>")
    assert layout_for(service, Purpose.RESOLVED, "ko") == "<b>#{content}</b>"
    assert layout_for(service, Purpose.PENDING, "ko") == built_in_layout(Purpose.PENDING, "ko", "ko")
    set_layout(service, "")
    assert layout_for(service, Purpose.RESOLVED, "ko") == built_in
    assert kinds(service) == ["mail_settings.layout_changed"] * 3


def test_each_service_has_its_own():
    service, other = make_service(), make_service()
    set_layout(service)
    set_sender(service)
    assert layout_for(other, Purpose.RESOLVED, "ko") == built_in_layout(Purpose.RESOLVED, "ko", "ko")
    assert read_mail_configuration(other).sender_address == "noreply@sangdam.localhost"


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<p>thanks</p>", "content_missing"),
        ("<p>#{Content}</p>", "content_missing"),
        ("#{content}" + "x" * 200_000, "layout_too_long"),
        ("#{content}<script>x</script>", "layout_unsafe"),
        ("#{content}<img src=x onerror=alert(1)>", "layout_unsafe"),
        ("#{content}<a href='JavaScript:x'>x</a>", "layout_unsafe"),
        ("#{content}< iframe src=x>", "layout_unsafe"),
        ("#{content}<form>", "layout_unsafe"),
        ("#{content}<meta http-equiv='refresh' content='0;url=x'>", "layout_unsafe"),
        ("#{content}<base href='https://evil.example'>", "layout_unsafe"),
        ("#{content}<link rel=stylesheet href='http://169.254.169.254/'>", "layout_unsafe"),
    ],
)
def test_a_layout_that_cannot_be(html, code):
    service = make_service()
    with pytest.raises(MailSettingsError, match=code):
        set_layout(service, html)
    with scope(service=service):
        assert not MailLayout.objects.exists()


def test_a_language_the_service_does_not_speak():
    with pytest.raises(MailSettingsError, match="language_unknown"):
        set_layout(make_service(languages=("ko",)), language="en")


@pytest.mark.parametrize("change", [set_sender, set_layout])
def test_only_the_services_administrators_change_its_mails(change):
    service = make_service()
    change(service, actor=Actor.agent(make_administrator(service)))
    inactive = make_administrator(service)
    inactive.is_active = False
    for agent in (make_agent(service), make_administrator(make_service()), inactive):
        with pytest.raises(NotPermitted):
            change(service, actor=Actor.agent(agent))
    with pytest.raises(NotPermitted):
        change(service, actor=Actor.customer())
