import pytest

from sangdam.fields.models import FieldType
from sangdam.fields.registry import FieldDefinition, Unacceptable, check_answer, is_plain_text, restore_answer


def make_field(type, *, length=0, required=False, options=None):
    return FieldDefinition(
        field_id=720,
        code="field",
        type=type,
        is_system=False,
        names={},
        descriptions={},
        placeholders={},
        length=length,
        is_required=required,
        is_encrypted=False,
        is_exposed=True,
        is_cleared_on_click=True,
        options=options,
    )


OPTIONS = ("옵션1", "옵션2", "옵션3")


@pytest.mark.parametrize(
    ("type", "value", "stored"),
    [
        ("text", "텍스트", "텍스트"),
        ("text", "a" * 50, "a" * 50),
        ("textarea", "한 줄\n두 줄", "한 줄\n두 줄"),
        ("checkbox", ["옵션1", "옵션2"], ["옵션1", "옵션2"]),
        ("dropdown", "옵션1", "옵션1"),
        ("radio", "옵션3", "옵션3"),
        ("date", "2022-07-11", "2022-07-11"),
        ("date", "2024-02-29", "2024-02-29"),
        ("datetime", "2022-07-11 00:00", "2022-07-11 00:00"),
        ("date_period", "2022-07-01 ~ 2022-07-31", "2022-07-01 ~ 2022-07-31"),
        ("date_period", "2022-07-01 ~ 2022-07-01", "2022-07-01 ~ 2022-07-01"),
        ("datetime_period", "2022-07-01 00:00 ~ 2022-07-31 23:59", "2022-07-01 00:00 ~ 2022-07-31 23:59"),
        ("agree", True, True),
        ("agree", "true", True),
        ("agree", False, False),
        ("agree", "false", False),
    ],
)
def test_answers_in_the_formats_of_the_api_are_stored(type, value, stored):
    assert check_answer(make_field(type, length=50, options=OPTIONS), value) == stored


@pytest.mark.parametrize("type", FieldType.values)
@pytest.mark.parametrize("value", [None, "", "  "])
def test_nothing_is_an_answer_only_where_none_is_required(type, value):
    assert check_answer(make_field(type, options=OPTIONS), value) is None


@pytest.mark.parametrize("type", [type for type in FieldType.values if type != "caption"])
@pytest.mark.parametrize("value", [None, "", "\n"])
def test_a_required_field_wants_an_answer(type, value):
    with pytest.raises(Unacceptable) as refused:
        check_answer(make_field(type, required=True, options=OPTIONS), value)
    assert refused.value.validate == "required"


def test_no_option_chosen_is_no_answer():
    assert check_answer(make_field("checkbox", options=OPTIONS), []) is None
    with pytest.raises(Unacceptable) as refused:
        check_answer(make_field("checkbox", required=True, options=OPTIONS), [])
    assert refused.value.validate == "required"


def test_a_caption_is_never_required():
    assert check_answer(make_field("caption", required=True), None) is None


@pytest.mark.parametrize("value", [False, "false"])
def test_a_required_agreement_must_be_given(value):
    with pytest.raises(Unacceptable) as refused:
        check_answer(make_field("agree", required=True), value)
    assert refused.value.validate == "required"


@pytest.mark.parametrize("type", ["text", "textarea"])
def test_a_text_must_not_be_longer_than_its_field(type):
    with pytest.raises(Unacceptable) as refused:
        check_answer(make_field(type, length=50), "가" * 51)
    assert refused.value.validate == "length"


WRONG = {
    "caption": ["text", True, 1],
    "file": ["text", ["8f0dc5854d2446b6aa2e6e41a0a2f55c"]],
    "text": [1, 1.5, True, [], ["text"], {"a": 1}, "nul \0", "surrogate \ud800"],
    "textarea": [1, ["text"], {}, "\0"],
    "checkbox": ["옵션1", ["옵션4"], ["옵션1", "옵션1"], [["옵션1"]], [1], {"옵션1": True}, ["옵션1"] * 4, [None]],
    "dropdown": ["옵션4", [], ["옵션1"], 1, "옵션1 ", {}, True],
    "radio": ["옵션4", ["옵션1"], 0.0],
    "date": [
        "2022-7-11",
        "2022-02-30",
        "20220711",
        "2022-07-11 00:00",
        "2022/07/11",
        "0000-01-01",
        "２０２２-07-11",
        "2022-07-11\n",
        20220711,
        ["2022-07-11"],
    ],
    "datetime": ["2022-07-11", "2022-07-11 24:00", "2022-07-11T00:00", "2022-07-11 00:00:00", "2022-07-11 0:00", 0],
    "date_period": [
        "2022-07-31 ~ 2022-07-01",
        "2022-07-01~2022-07-31",
        "2022-07-01",
        "2022-07-01 ~ ",
        " ~ 2022-07-31",
        "2022-07-01 ~ 2022-07-31 ~ 2022-08-01",
        {"from": "2022-07-01"},
    ],
    "datetime_period": ["2022-07-01 ~ 2022-07-31", "2022-07-01 00:01 ~ 2022-07-01 00:00", 1],
    "agree": ["yes", "True", 1, 0, [], ["true"], {}],
}


@pytest.mark.parametrize(("type", "value"), [(type, value) for type, values in WRONG.items() for value in values])
def test_anything_else_is_invalid(type, value):
    with pytest.raises(Unacceptable) as refused:
        check_answer(make_field(type, length=50, options=OPTIONS), value)
    assert refused.value.validate == "invalid"


def test_every_type_has_wrong_answers_above():
    assert set(WRONG) == set(FieldType.values)


@pytest.mark.parametrize(
    ("text", "is_plain"), [("한글 😀", True), ("", True), ("a\0", False), ("\udc00", False), ("\ud83d\ude00", False)]
)
def test_what_the_database_cannot_keep_is_told(text, is_plain):
    assert is_plain_text(text) is is_plain


@pytest.mark.parametrize(
    ("type", "options", "stored", "restored"),
    [
        ("agree", None, False, False),
        ("agree", None, "false", False),
        ("agree", None, "true", True),
        ("agree", None, "perhaps", "perhaps"),
        ("text", None, "false", "false"),
        ("dropdown", OPTIONS, "옵션1, 옵션2", "옵션1, 옵션2"),
        ("checkbox", OPTIONS, ["옵션1"], ["옵션1"]),
        ("checkbox", OPTIONS, "옵션1", ["옵션1"]),
        ("checkbox", OPTIONS, "옵션3, 옵션1", ["옵션3", "옵션1"]),
        ("checkbox", ("Seoul, Korea", "Busan"), "Busan, Seoul, Korea", ["Busan", "Seoul, Korea"]),
        ("checkbox", ("a", "a, b", "b, c"), "a, b, c", ["a", "b, c"]),
        ("checkbox", OPTIONS, "옵션1, 옵션9", ["옵션1, 옵션9"]),
        ("checkbox", OPTIONS, "옵션1, 옵션1", ["옵션1, 옵션1"]),
        ("checkbox", None, "옵션1", ["옵션1"]),
    ],
)
def test_answers_that_were_encrypted_as_text_are_read_in_their_type(type, options, stored, restored):
    assert restore_answer(make_field(type, options=options), stored) == restored


def test_a_long_answer_is_taken_apart_without_trying_every_way():
    options = tuple(", ".join(["a"] * count) for count in range(1, 30))
    assert restore_answer(make_field("checkbox", options=options), ", ".join(["a"] * 400) + ", b") != []
