"""Mails to members come whole, with one Message-ID however often they are tried."""

import pytest

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
