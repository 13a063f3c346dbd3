"""Mails to members come whole, with one Message-ID however often they are tried."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from sangdam.accounts import jobs
from sangdam.accounts.jobs import defer_member_mail, send_member_mail

pytestmark = pytest.mark.django_db


def test_a_mail_tried_twice_is_one_mail_written_by_no_person(monkeypatch, mailoutbox):
    queued = []
    monkeypatch.setattr(jobs, "defer", lambda job, **given: queued.append(given))
    defer_member_mail(to="kim@example.com", subject="비밀번호", text="https://desk.example.com/x")
    (given,) = queued
    assert "kim@" not in str(given)
    send_member_mail(**given)
    send_member_mail(**given)
    first, second = mailoutbox
    assert (first.to, first.subject, first.body) == (["kim@example.com"], "비밀번호", "https://desk.example.com/x")
    assert first.extra_headers["Auto-Submitted"] == "auto-generated"
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"] != ""


def test_a_mail_that_an_earlier_version_queued_is_sent(monkeypatch, mailoutbox):
    queued = []
    monkeypatch.setattr(jobs, "defer", lambda job, **given: queued.append(given["encrypted"]))
    defer_member_mail(to="kim@example.com", subject="비밀번호", text="x")
    send_member_mail(sealed=queued[0])
    assert [mail.to for mail in mailoutbox] == [["kim@example.com"]]


def test_what_has_expired_goes_and_what_counts_stays():
    now = timezone.now()
    for key, until in (("old", now - timedelta(minutes=1)), ("young", now + timedelta(days=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=until)
    cache.clear()
    cache.set("young", 1, 3600)
    cache.set("old", 1, 3600)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sangdam_cache SET expires = now() - interval '1 second' WHERE cache_key = %s",
            [cache.make_key("old")],
        )
    jobs.forget_expired()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["young"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM sangdam_cache")
        assert cursor.fetchall() == [(cache.make_key("young"),)]
