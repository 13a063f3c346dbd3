import pytest

from sangdam.fields.actions import add_user_field
from sangdam.fields.errors import FieldError
from sangdam.foundation.events import Actor
from tests.factories import make_service

pytestmark = pytest.mark.django_db


def add(service, **given):
    values = {"code": "colour", "type": "text", "names": {"ko": "색"}}
    return add_user_field(service=service, actor=Actor.system(), **{**values, **given})


def test_ids_come_from_one_sequence_of_the_installation():
    one, other = make_service(), make_service()
    first, second = add(one), add(other)
    assert first.field_id >= 720
    assert second.field_id > first.field_id


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"code": "1st"}, "code_invalid"),
        ({"code": "a b"}, "code_invalid"),
        ({"code": "a" * 51}, "code_invalid"),
        ({"code": "색"}, "code_invalid"),
        ({"type": "checkbox"}, "options_required"),
        ({"type": "radio", "options": []}, "options_required"),
    ],
)
def test_what_cannot_be_a_field_is_refused(given, code):
    with pytest.raises(FieldError) as refused:
        add(make_service(), **given)
    assert refused.value.code == code


def test_a_code_is_used_once_in_a_service():
    one, other = make_service(), make_service()
    add(one)
    with pytest.raises(FieldError) as refused:
        add(one)
    assert refused.value.code == "code_taken"
    add(other)


def test_the_codes_of_system_fields_are_taken():
    with pytest.raises(FieldError) as refused:
        add(make_service(), code="mail")
    assert refused.value.code == "code_taken"
