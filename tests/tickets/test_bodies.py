import pytest
from django_scopes import scope

from sangdam.foundation.events import Actor
from sangdam.tickets import bodies, jobs
from sangdam.tickets.actions import add_reinquiry
from sangdam.tickets.bodies import read_safe_html
from sangdam.tickets.jobs import clean_bodies_anew
from sangdam.tickets.models import HistoryEntry, Ticket
from tests.factories import make_service, make_ticket

pytestmark = pytest.mark.django_db

HTML, CLEAN = "<p onclick=x>a</p><script>b</script>", "<p>a</p>"


def make_bodies():
    """Make a ticket with an HTML body and an HTML re-inquiry."""
    ticket = make_ticket(make_service(), content=HTML)
    with scope(service=ticket.service):
        add_reinquiry(ticket=ticket, actor=Actor.customer(), body=HTML)
    return ticket


def rows():
    return [*Ticket.objects.all(), *HistoryEntry.objects.all()]


def shown():
    return [read_safe_html(row, service_id="x") for row in rows()]


def test_html_is_cleaned_once_when_it_comes_in(monkeypatch):
    ticket = make_bodies()
    monkeypatch.delattr(bodies, "render_body")
    with scope(service=ticket.service):
        kept = [(row.body, row.cleaned_body, row.cleaned_by) for row in rows()]
        assert kept == [(HTML, CLEAN, bodies.CLEANER_VERSION)] * 2
        assert shown() == [CLEAN] * 2


def test_a_new_cleaner_cleans_anew_at_once_and_for_good_by_and_by(monkeypatch):
    ticket = make_bodies()
    later = bodies.CLEANER_VERSION + 1
    monkeypatch.setattr(bodies, "CLEANER_VERSION", later)
    monkeypatch.setattr(jobs, "CLEANER_VERSION", later)
    monkeypatch.setattr(bodies, "render_body", lambda *given, **named: "cleaner than ever")
    with scope(service=ticket.service):
        assert shown() == ["cleaner than ever"] * 2
        clean_bodies_anew()
        assert [(row.cleaned_body, row.cleaned_by) for row in rows()] == [("cleaner than ever", later)] * 2


@pytest.mark.parametrize(("kept", "version"), [(None, None), ("<script>", 0)])
def test_what_was_never_cleaned_or_by_an_earlier_cleaner_is_cleaned(kept, version):
    ticket = make_bodies()
    with scope(service=ticket.service):
        for model in (Ticket, HistoryEntry):
            model.objects.update(cleaned_body=kept, cleaned_by=version)
        assert shown() == [CLEAN] * 2
        clean_bodies_anew()
        assert [row.cleaned_body for row in rows()] == [CLEAN] * 2


def test_what_a_later_cleaner_left_is_not_touched_by_an_earlier_one():
    ticket = make_bodies()
    with scope(service=ticket.service):
        for model in (Ticket, HistoryEntry):
            model.objects.update(cleaned_body="later", cleaned_by=bodies.CLEANER_VERSION + 1)
        clean_bodies_anew()
        assert [row.cleaned_body for row in rows()] == ["later"] * 2
        assert shown() == [CLEAN] * 2


def test_plain_text_is_kept_as_it_is():
    ticket = make_ticket(make_service(), content="a < b")
    assert (ticket.body_format, ticket.cleaned_body) == ("text", None)
    assert read_safe_html(ticket, service_id="x") == "<p>a &lt; b</p>"
