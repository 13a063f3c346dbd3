import re
import threading
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django_scopes import scope, scopes_disabled

from sangdam.foundation.errors import NotPermitted
from sangdam.foundation.events import Actor
from sangdam.foundation.events.models import Event
from sangdam.organizations.selectors import find_service
from sangdam.security import actions
from sangdam.security.errors import CallError, SecurityError, TooManyInquiries
from sangdam.security.models import InquiryTrace, OpenApiAccess, RejectedCall, SpamPolicy
from sangdam.security.selectors import admit_caller, read_open_api_access, read_spam_limits
from tests.factories import make_administrator, make_agent, make_service

SYSTEM = Actor.system()
LIMITS = {"is_enabled": True, "email_limit": 2, "email_minutes": 60, "address_limit": 3, "address_minutes": 60}


def kinds(service):
    with scope(service=service):
        return list(Event.objects.order_by("id").values_list("kind", "actor_kind", "actor_id"))


@pytest.mark.django_db
def test_enabling_makes_a_key_once():
    service = make_service()
    actor = Actor.agent(make_administrator(service))
    key = actions.enable_open_api(service=service, actor=actor)
    assert re.fullmatch(r"[0-9a-f]{32}", key)
    assert actions.enable_open_api(service=service, actor=actor) is None
    assert read_open_api_access(find_service(service.service_id)).key == key
    assert kinds(service) == [
        ("open_api.key_changed", "agent", actor.id),
        ("open_api.enabled", "agent", actor.id),
    ]


@pytest.mark.django_db
def test_the_key_is_stored_encrypted_and_shown_nowhere():
    service = make_service()
    key = actions.enable_open_api(service=service, actor=SYSTEM)
    with scope(service=service):
        row = OpenApiAccess.objects.get()
    assert key not in row.encrypted_key
    assert key not in repr(read_open_api_access(service))
    with scopes_disabled():
        assert key not in str(list(Event.objects.values()))


@pytest.mark.django_db
def test_a_disabled_open_api_keeps_its_key():
    service = make_service()
    key = actions.enable_open_api(service=service, actor=SYSTEM)
    actions.disable_open_api(service=service, actor=SYSTEM)
    with pytest.raises(CallError) as refused:
        admit_caller(service, "192.0.2.1")
    assert refused.value.code == "open_api_off"
    assert actions.enable_open_api(service=service, actor=SYSTEM) is None
    assert admit_caller(service, "192.0.2.1").key == key


@pytest.mark.django_db
def test_a_changed_key_is_known_to_every_process_at_once():
    service = make_service()
    first = actions.enable_open_api(service=service, actor=SYSTEM)
    assert read_open_api_access(find_service(service.service_id)).key == first
    second = actions.change_key(service=service, actor=SYSTEM)
    assert second != first
    assert read_open_api_access(find_service(service.service_id)).key == second


@pytest.mark.django_db
def test_only_allowed_addresses_are_admitted():
    service = make_service()
    actions.enable_open_api(service=service, actor=SYSTEM)
    kept = actions.set_allowed_addresses(
        service=service, actor=SYSTEM, addresses=["192.0.2.9/24", " ", "192.0.2.0/24", "2001:db8::5"]
    )
    assert kept == ["192.0.2.0/24", "2001:db8::5"]
    admit_caller(service, "192.0.2.200")
    admit_caller(service, "2001:db8::5")
    for address in ("192.0.3.1", "2001:db8::6", ""):
        with pytest.raises(CallError) as refused:
            admit_caller(service, address)
        assert refused.value.code == "address_not_allowed"
    actions.set_allowed_addresses(service=service, actor=SYSTEM, addresses=[])
    admit_caller(service, "192.0.3.1")


@pytest.mark.django_db
def test_addresses_that_are_none_are_named():
    service = make_service()
    with pytest.raises(SecurityError) as refused:
        actions.set_allowed_addresses(service=service, actor=SYSTEM, addresses=["192.0.2.1", "office"])
    assert (refused.value.code, refused.value.details) == ("address_invalid", {"address": "office"})
    with pytest.raises(SecurityError) as refused:
        actions.set_allowed_addresses(
            service=service,
            actor=SYSTEM,
            addresses=[f"192.0.{part}.{last}" for part in range(2) for last in range(150)],
        )
    assert refused.value.code == "too_many_addresses"
    with scope(service=service):
        assert not OpenApiAccess.objects.exists()


CHANGES = {
    "enable": lambda service, actor: actions.enable_open_api(service=service, actor=actor),
    "disable": lambda service, actor: actions.disable_open_api(service=service, actor=actor),
    "key": lambda service, actor: actions.change_key(service=service, actor=actor),
    "addresses": lambda service, actor: actions.set_allowed_addresses(service=service, actor=actor, addresses=["::1"]),
    "spam": lambda service, actor: actions.set_spam_policy(service=service, actor=actor, **LIMITS),
}


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_only_administrators_of_the_service_change_it(change):
    service = make_service()
    other = make_service(organization=service.organization)
    strangers = [
        Actor.agent(make_agent(service)),
        Actor.agent(make_administrator(other)),
        Actor.customer(),
        Actor.member(make_administrator(service).member),
    ]
    for actor in strangers:
        with pytest.raises(NotPermitted):
            change(service, actor)
    assert kinds(service) == []
    change(service, Actor.agent(make_administrator(service)))


@pytest.mark.django_db
@pytest.mark.parametrize("change", [CHANGES["addresses"], CHANGES["spam"]])
def test_a_change_is_recorded_with_who_made_it(change):
    service = make_service()
    actor = Actor.agent(make_administrator(service))
    change(service, actor)
    ((kind, actor_kind, actor_id),) = kinds(service)
    assert kind in {"open_api.addresses_changed", "spam_policy.changed"}
    assert (actor_kind, actor_id) == ("agent", actor.id)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value"),
    [("email_limit", -1), ("email_minutes", 0), ("address_minutes", 10_081), ("address_limit", 100_001)],
)
def test_limits_out_of_range_are_named(name, value):
    service = make_service()
    with pytest.raises(SecurityError) as refused:
        actions.set_spam_policy(service=service, actor=SYSTEM, **LIMITS | {name: value})
    assert (refused.value.code, refused.value.details["name"]) == ("limit_invalid", name)
    with scope(service=service):
        assert not SpamPolicy.objects.exists()
    assert read_spam_limits(service).is_enabled is False


def submit(service, email="a@example.com", address=""):
    """Count an inquiry in a transaction of its own, as the action that stores it does."""
    service = find_service(service.service_id)
    with scope(service=service), transaction.atomic():
        actions.take_turn(actions.await_turn(service=service, email=email, customer_address=address))


@pytest.mark.django_db
def test_inquiries_of_an_email_are_counted_whatever_its_case(time_machine_at):
    service = make_service()
    actions.set_spam_policy(service=service, actor=SYSTEM, **LIMITS)
    submit(service, "a@example.com")
    submit(service, " A@Example.com")
    with pytest.raises(TooManyInquiries) as refused:
        submit(service, "a@example.com")
    assert refused.value.code == "too_many_by_email"
    submit(service, "b@example.com")
    time_machine_at.shift(3601)
    submit(service, "a@example.com")


@pytest.mark.django_db
def test_inquiries_of_a_customers_address_are_counted():
    service = make_service()
    actions.set_spam_policy(service=service, actor=SYSTEM, **LIMITS)
    for number in range(3):
        submit(service, f"{number}@example.com", "2001:db8::1")
    with pytest.raises(TooManyInquiries) as refused:
        submit(service, "4@example.com", "2001:db8::2")
    assert refused.value.code == "too_many_by_address"
    submit(service, "4@example.com", "2001:db8:0:1::1")
    submit(service, "4@example.com", "nonsense")


@pytest.mark.django_db
def test_a_refused_inquiry_is_not_counted_at_all():
    service = make_service()
    actions.set_spam_policy(service=service, actor=SYSTEM, **LIMITS | {"email_limit": 1})
    submit(service, "a@example.com", "192.0.2.1")
    with scope(service=service):
        before = InquiryTrace.objects.count()
    with pytest.raises(TooManyInquiries):
        submit(service, "a@example.com", "192.0.2.1")
    with scope(service=service):
        assert InquiryTrace.objects.count() == before == 2
        assert b"example" not in b"".join(
            bytes(index) for index in InquiryTrace.objects.values_list("index", flat=True)
        )


@pytest.mark.django_db
def test_services_count_apart():
    one, other = make_service(), make_service()
    for service in (one, other):
        actions.set_spam_policy(service=service, actor=SYSTEM, **LIMITS | {"email_limit": 1})
    submit(one)
    submit(other)


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"is_enabled": False}, {"email_limit": 0, "address_limit": 0}])
def test_nothing_is_counted_where_nothing_is_limited(change):
    service = make_service()
    actions.set_spam_policy(service=service, actor=SYSTEM, **LIMITS | change)
    for _ in range(5):
        submit(service, "a@example.com", "192.0.2.1")
    with scope(service=service):
        assert not InquiryTrace.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_counting_outside_a_transaction_is_a_mistake():
    service = make_service()
    with scope(service=service), pytest.raises(RuntimeError):
        actions.await_turn(service=service, email="a@example.com")


@pytest.mark.django_db(transaction=True)
def test_the_limit_is_exact_when_all_come_at_once():
    """Ten at once from one e-mail and three addresses, on connections of their own: two come in."""
    service = make_service()
    actions.set_spam_policy(service=service, actor=SYSTEM, **LIMITS)
    results = []
    start = threading.Barrier(10)

    def come(number):
        start.wait()
        try:
            submit(service, "a@example.com", f"192.0.2.{number % 3}")
            results.append("in")
        except TooManyInquiries as refused:
            results.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=come, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["in"] * 2 + ["too_many_by_email"] * 8
    with scope(service=service):
        assert InquiryTrace.objects.count() == 4


@pytest.mark.django_db
def test_refused_calls_are_noted_five_a_second_at_most(monkeypatch):
    service = make_service()
    seconds = iter([7] * 20 + [8] * 2)
    monkeypatch.setattr(actions, "time", SimpleNamespace(monotonic=lambda: next(seconds)))
    with scope(service=service):
        for _ in range(22):
            actions.note_rejected_call(
                service=service, method="POST", path="/x" * 200, address="192.0.2.1", reason="signature_wrong"
            )
        assert RejectedCall.objects.count() == 7
        assert len(RejectedCall.objects.first().path) == 200
