"""Letters and colours that tell colleagues apart."""

import pytest

from sangdam.doors.console.faces import HUES, hue_of, initial, initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("김도윤", "도윤"),
        ("이도윤", "도윤"),
        ("김서연", "서연"),
        ("김 도윤", "도윤"),
        ("김구", "김구"),
        ("남궁민수", "민수"),
        ("남궁민", "민"),
        ("김빛나라", "빛나"),
        ("김도윤 (결제)", "도윤"),
        ("高橋 美咲", "美咲"),
        ("高橋美咲", "美咲"),
        ("王小明", "小明"),
        ("Morgan Reyes", "MR"),
        ("Ju-yeon Grace Kim", "JK"),
        ("Madonna", "MA"),
        ("q", "Q"),
        ("(결제)", ""),
        ("- Ann", "AN"),
        ("", ""),
        ("· —", ""),
        (None, ""),
    ],
)
def test_a_name_is_shortened_to_what_tells_colleagues_apart(name, letters):
    assert initials(name) == letters


def test_a_service_has_its_first_letter():
    assert [initial("Acme 고객지원"), initial("고객지원"), initial("(주) 한빛"), initial(""), initial(None)] == [
        "A",
        "고",
        "주",
        "",
        "",
    ]


def test_those_who_joined_one_after_the_other_have_different_colours_and_keep_them():
    colours = [hue_of(person) for person in range(1, HUES + 1)]
    assert sorted(colours) == list(range(HUES))
    assert hue_of(3) == hue_of(3)
    assert hue_of(None) is None
