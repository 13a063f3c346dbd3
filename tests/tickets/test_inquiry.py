from typing import Any

import pytest
from django_scopes import scope

from sangdam.categories.models import SubmissionType
from sangdam.fields.actions import add_user_field, place_fields
from sangdam.foundation.events import Actor
from sangdam.organizations.actions import raise_configuration_version
from sangdam.organizations.selectors import find_service
from sangdam.tickets.errors import InquiryInvalid
from sangdam.tickets.inquiry import InquiryDraft, check_inquiry
from tests.factories import make_service, make_submission_type, seed_service

pytestmark = pytest.mark.django_db
GOOD: dict[str, Any] = {
    "category_id": 2542,
    "subject": "유형",
    "content": "문의내용",
    "email": "a@example.com",
    "username": "이름",
    "user_fields": [{"code": "textbox", "value": "x"}],
}


def problems(service, **given):
    with pytest.raises(InquiryInvalid) as refused:
        check_inquiry(service, InquiryDraft(**{**GOOD, **given}))
    return [(problem.code, problem.field_id, problem.validate) for problem in refused.value.problems]


def test_the_least_that_is_required_is_an_inquiry():
    inquiry = check_inquiry(seed_service(), InquiryDraft(**GOOD))
    assert (inquiry.submission_type_id, inquiry.channel, inquiry.language) == (2542, "web", "ko")
    assert inquiry.values == {"name": "이름", "textbox": "x"}
    assert inquiry.personal == {"mail": "a@example.com"}


def test_everything_that_fails_is_told_at_once_in_the_order_of_the_form():
    assert problems(seed_service(), **dict.fromkeys(GOOD)) == [
        ("category", "1", "required"),
        ("mail", "3", "required"),
        ("subject", "5", "required"),
        ("content", "6", "required"),
        ("name", "2", "required"),
    ]


@pytest.mark.parametrize("category_id", [2542, "2542"])
def test_a_type_comes_as_number_or_digits(category_id):
    assert (
        check_inquiry(seed_service(), InquiryDraft(**{**GOOD, "category_id": category_id})).submission_type_id == 2542
    )


@pytest.mark.parametrize(
    ("member", "value", "problem"),
    [
        ("category_id", 1, ("category", "1", "invalid")),
        ("category_id", "유형", ("category", "1", "invalid")),
        ("category_id", True, ("category", "1", "invalid")),
        ("category_id", 2542.0, ("category", "1", "invalid")),
        ("category_id", -2542, ("category", "1", "invalid")),
        ("category_id", 10**30, ("category", "1", "invalid")),
        ("category_id", "9" * 400, ("category", "1", "invalid")),
        ("category_id", "٢٥٤٢", ("category", "1", "invalid")),
        ("category_id", [2542], ("category", "1", "invalid")),
        ("category_id", {}, ("category", "1", "invalid")),
        ("subject", " ", ("subject", "5", "required")),
        ("subject", "a" * 201, ("subject", "5", "length")),
        ("subject", ["a"], ("subject", "5", "invalid")),
        ("subject", "nul \0", ("subject", "5", "invalid")),
        ("subject", "Subject\r\nBcc: everybody@example.com", ("subject", "5", "invalid")),
        ("subject", "line\u2028separator", ("subject", "5", "invalid")),
        ("content", "", ("content", "6", "required")),
        ("content", "가" * 5001, ("content", "6", "length")),
        ("content", 5, ("content", "6", "invalid")),
        ("content", "surrogate \ud800", ("content", "6", "invalid")),
        ("email", "no address", ("mail", "3", "invalid")),
        ("email", "a@localhost@example.com", ("mail", "3", "invalid")),
        ("email", f"{'a' * 90}@example.com", ("mail", "3", "length")),
        ("email", ["a@example.com"], ("mail", "3", "invalid")),
        ("email", "a@example.com\nBcc: b@example.com", ("mail", "3", "invalid")),
        ("username", "a" * 101, ("name", "2", "length")),
        ("username", {"first": "a"}, ("name", "2", "invalid")),
        ("username", "a\nb", ("name", "2", "invalid")),
        ("phone", "call me", ("phone", "4", "invalid")),
        ("phone", "1" * 31, ("phone", "4", "length")),
        ("phone", 13333333333, ("phone", "4", "invalid")),
        ("type_one", "a" * 201, ("typeOne", "18", "length")),
        ("type_two", 2, ("typeTwo", "19", "invalid")),
        ("usercode", "a" * 51, ("usercode", "", "length")),
        ("usercode", "a/b", ("usercode", "", "invalid")),
        ("usercode", "a\tb", ("usercode", "", "invalid")),
        ("usercode", 7, ("usercode", "", "invalid")),
        ("language", "fr", ("language", "", "invalid")),
        ("language", ["ko"], ("language", "", "invalid")),
        ("source", "mail", ("source", "", "invalid")),
        ("source", {"web": 1}, ("source", "", "invalid")),
        ("attachments", "8f0dc5854d2446b6aa2e6e41a0a2f55c", ("attachment", "9", "invalid")),
        ("attachments", {"attachmentId": "0" * 32}, ("attachment", "9", "invalid")),
        ("attachments", ["0" * 32], ("attachment", "9", "invalid")),
        ("attachments", [{"attachmentId": "0" * 31}], ("attachment", "9", "invalid")),
        ("attachments", [{"attachmentId": "A" * 32}], ("attachment", "9", "invalid")),
        ("attachments", [{"attachmentId": ["0" * 32]}], ("attachment", "9", "invalid")),
        ("attachments", [{"attachmentId": "0" * 32}] * 2, ("attachment", "9", "invalid")),
        ("attachments", [{"attachmentId": f"{number:032x}"} for number in range(6)], ("attachment", "9", "length")),
    ],
    ids=repr,
)
def test_a_failing_member_is_told_by_its_field(member, value, problem):
    assert problems(seed_service(), **{member: value}) == [problem]


@pytest.mark.parametrize(
    "phone", ["13333333333", "010-1234-5678", "+82 10-1234-5678", "(02) 123.4567", "112", "", None]
)
def test_phones_are_written_in_many_ways(phone):
    check_inquiry(seed_service(), InquiryDraft(**{**GOOD, "phone": phone}))


@pytest.mark.parametrize(
    ("user_fields", "expected"),
    [
        ([], [("textbox", "721", "required")]),
        (None, [("textbox", "721", "required")]),
        ("textbox", [("userFields", "", "invalid")]),
        ({"textbox": "x"}, [("userFields", "", "invalid")]),
        (["textbox"], [("userFields", "", "invalid"), ("textbox", "721", "required")]),
        ([{"code": ["textbox"], "value": "x"}], [("userFields", "", "invalid"), ("textbox", "721", "required")]),
        ([{"code": "textbox", "value": "a" * 51}], [("textbox", "721", "length")]),
        ([{"code": "textbox", "value": "x"}, {"code": "unknown", "value": "x"}], [("unknown", "", "invalid")]),
        ([{"code": "textbox", "value": "x"}, {"code": "mail", "value": "x"}], [("mail", "3", "invalid")]),
        ([{"code": "textbox", "value": "x"}, {"code": "n\0", "value": "x"}], [("userFields", "", "invalid")]),
        ([{"code": "textbox", "value": "x"}, {"code": "u" * 99, "value": "x"}], [("u" * 50, "", "invalid")]),
        ([{"code": "textbox", "value": "x"}] * 2, [("textbox", "721", "invalid")]),
        ([{"code": "textbox", "value": "x"}, {"code": "caption", "value": "x"}], [("caption", "720", "invalid")]),
        ([{"code": str(number)} for number in range(501)], [("userFields", "", "length")]),
        (
            [
                {"code": "textbox", "value": "x"},
                {"code": "checkbox", "value": "옵션1"},
                {"code": "date", "value": "today"},
            ],
            [("checkbox", "722", "invalid"), ("date", "725", "invalid")],
        ),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_user_fields_are_checked_against_the_form(user_fields, expected):
    assert problems(seed_service(), user_fields=user_fields) == expected


def test_without_a_type_what_is_given_is_checked_all_the_same():
    given = [{"code": "whatever", "value": 1}, {"code": "dropdown", "value": "옵션9"}, {"code": "date", "value": None}]
    assert problems(seed_service(), category_id=1, user_fields=given) == [
        ("category", "1", "invalid"),
        ("whatever", "", "invalid"),
        ("dropdown", "723", "invalid"),
    ]


def test_the_type_of_another_service_is_unknown():
    other = make_submission_type(make_service())
    assert problems(seed_service(), category_id=other.pk) == [("category", "1", "invalid")]


def test_a_type_below_an_inactive_one_is_not_offered():
    service = seed_service()
    with scope(service=service):
        SubmissionType.objects.filter(pk=2538).update(is_active=False)
        raise_configuration_version(service)
    assert problems(find_service(service.service_id)) == [("category", "1", "invalid")]


def test_answers_of_encrypted_fields_are_set_apart():
    service = make_service()
    submission_type = make_submission_type(service)
    fields = [
        add_user_field(
            service=service,
            actor=Actor.system(),
            code=code,
            type=type,
            names={"ko": code},
            is_encrypted=True,
            options=["a", "b"] if type == "checkbox" else None,
        )
        for code, type in (("secret", "text"), ("choice", "checkbox"), ("consent", "agree"))
    ]
    place_fields(service=service, submission_type=submission_type, fields=fields, actor=Actor.system())
    answers = {"secret": "x", "choice": ["a", "b"], "consent": False}
    inquiry = check_inquiry(
        find_service(service.service_id),
        InquiryDraft(
            **{
                **GOOD,
                "category_id": submission_type.pk,
                "user_fields": [{"code": code, "value": value} for code, value in answers.items()],
            }
        ),
    )
    assert inquiry.values == {"name": "이름"}
    assert inquiry.personal == {"mail": "a@example.com", "secret": "x", "choice": ["a", "b"], "consent": False}


def test_a_service_without_fields_still_encrypts_what_is_personal():
    service = make_service(fields=False)
    submission_type = make_submission_type(service)
    draft = InquiryDraft(
        **{**GOOD, "category_id": submission_type.pk, "user_fields": None, "phone": "010-1234-5678", "type_one": "x"}
    )
    inquiry = check_inquiry(find_service(service.service_id), draft)
    assert inquiry.values == {"name": "이름", "typeOne": "x"}
    assert set(inquiry.personal) == {"mail", "phone"}
