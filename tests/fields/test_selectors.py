import pytest
from django.utils import timezone
from django_scopes import scope

from sangdam.fields.actions import add_user_field, place_fields
from sangdam.fields.models import CustomerField
from sangdam.fields.selectors import fields_by_code, form_of
from sangdam.foundation.events import Actor
from sangdam.organizations.actions import raise_configuration_version
from sangdam.organizations.selectors import find_service
from tests.factories import make_service, make_submission_type, seed_service

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


def codes(service, type_id):
    return [field.code for field in form_of(find_service(service.service_id), type_id)]


def test_the_form_of_the_samples_stands_in_their_order():
    service = seed_service()
    form = form_of(service, 2542)
    assert [field.field_id for field in form] == [1, 3, 5, 6, 2, 4, 9, 18, 19, *range(720, 730), 11]


def test_a_type_without_placements_asks_the_system_fields():
    service = make_service()
    submission_type = make_submission_type(service)
    usual = ["category", "mail", "subject", "content", "name", "phone", "attachment", "typeOne", "typeTwo"]
    assert codes(service, submission_type.pk) == [*usual, "personalAgree"]


def test_the_type_stays_on_top_and_the_agreement_at_the_bottom():
    service = make_service()
    submission_type = make_submission_type(service)
    colour = add_user_field(service=service, actor=SYSTEM, code="colour", type="text", names={"ko": "색"})
    with scope(service=service):
        agreement = CustomerField.objects.get(code="personalAgree")
        mail = CustomerField.objects.get(code="mail")
    place_fields(service=service, submission_type=submission_type, fields=[agreement, colour, mail], actor=SYSTEM)
    assert codes(service, submission_type.pk) == ["category", "colour", "mail", "personalAgree"]


@pytest.mark.parametrize("change", [{"is_exposed": False}, {"deleted_at": timezone.now()}], ids=["hidden", "deleted"])
def test_hidden_and_deleted_fields_are_not_asked(change):
    service = seed_service()
    with scope(service=service):
        CustomerField.objects.filter(code="textbox").update(**change)
        raise_configuration_version(service)
    assert "textbox" not in codes(service, 2542)


def test_a_changed_field_is_known_at_the_next_request(django_assert_num_queries):
    service = make_service()
    first = find_service(service.service_id)
    assert "colour" not in fields_by_code(first)
    add_user_field(service=service, actor=SYSTEM, code="colour", type="text", names={"ko": "색"})
    second = find_service(service.service_id)
    assert "colour" in fields_by_code(second)
    with django_assert_num_queries(0):
        fields_by_code(second)


def test_services_have_fields_of_their_own():
    one, other = make_service(), make_service()
    add_user_field(service=one, actor=SYSTEM, code="colour", type="text", names={"ko": "색"})
    assert "colour" not in fields_by_code(find_service(other.service_id))
