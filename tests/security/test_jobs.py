import pytest
from django.utils import timezone
from django_scopes import scope

from sangdam.foundation.events import Actor
from sangdam.security import jobs
from sangdam.security.actions import set_spam_policy
from sangdam.security.models import InquiryTrace, RejectedCall
from tests.factories import make_service

pytestmark = pytest.mark.django_db


def make_trace(service):
    return InquiryTrace.objects.create(service=service, index=b"0" * 16, created_at=timezone.now())


@pytest.mark.parametrize(("is_enabled", "left"), [(True, 1), (False, 0)])
def test_traces_live_as_long_as_they_are_counted(time_machine_at, is_enabled, left):
    service = make_service()
    set_spam_policy(
        service=service,
        actor=Actor.system(),
        is_enabled=is_enabled,
        email_limit=1,
        email_minutes=10,
        address_limit=1,
        address_minutes=30,
    )
    with scope(service=service):
        make_trace(service)
        time_machine_at.shift(60)
        young = make_trace(service)
        time_machine_at.shift(30 * 60 - 1)
    jobs.forget_inquiries()
    with scope(service=service):
        assert list(InquiryTrace.objects.all()) == [young][:left]


def make_rejected_calls(service, count):
    return RejectedCall.objects.bulk_create(
        RejectedCall(
            service=service, at=timezone.now(), method="GET", path=str(number), address="::1", reason="open_api_off"
        )
        for number in range(count)
    )


def test_the_latest_refused_calls_of_each_service_are_kept(monkeypatch):
    monkeypatch.setattr(jobs, "REFUSED_CALLS_KEPT", 3)
    busy, quiet = make_service(), make_service()
    with scope(service=busy):
        make_rejected_calls(busy, 5)
    with scope(service=quiet):
        make_rejected_calls(quiet, 2)
    jobs.forget_rejected_calls()
    with scope(service=busy):
        assert list(RejectedCall.objects.order_by("id").values_list("path", flat=True)) == ["2", "3", "4"]
    with scope(service=quiet):
        assert RejectedCall.objects.count() == 2


def test_old_refused_calls_are_forgotten(time_machine_at):
    service = make_service()
    with scope(service=service):
        make_rejected_calls(service, 1)
        time_machine_at.shift(31 * 24 * 3600)
        make_rejected_calls(service, 1)
    jobs.forget_rejected_calls()
    with scope(service=service):
        assert RejectedCall.objects.count() == 1
