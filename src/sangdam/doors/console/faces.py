"""Round faces without pictures: letters that tell people apart, and a colour of each one's own."""

import unicodedata

HUES = 12
"""How many colours there are; `.face-hue-0` and its kin in frontend/console/parts.css."""

# Family names of two syllables; all others have one.
_TWO_SYLLABLES = frozenset(
    (
        "남궁",
        "황보",
        "제갈",
        "사공",
        "선우",
        "서문",
        "독고",
        "동방",
        "어금",
        "망절",
        "무본",
        "황목",
        "등정",
        "장곡",
        "강전",
    )
)


def initials(name: str | None) -> str:
    """Shorten a person's name to one or two letters.

    Of a Korean name the given name, because colleagues share family names: 김도윤 is 도윤. Likewise of other names in
    Han or kana; of all others the initials of the first and the last part.
    """
    parts = [part for part in _without_remarks(name or "").split() if part[0].isalnum()]
    if not parts:
        return ""
    if _is_wide(parts[-1][0]):
        # Written apart, the family name comes first: 高橋 美咲.
        return parts[-1][:2] if len(parts) > 1 else _given_name(parts[0])
    if len(parts) == 1:
        return parts[0][:2].upper()
    return (parts[0][0] + parts[-1][0]).upper()


def initial(name: str | None) -> str:
    """Shorten the name of something that is no person, such as a service, to its first letter."""
    return next((letter.upper() for letter in name or "" if letter.isalnum()), "")


def hue_of(person: int | None) -> int | None:
    """Return the number of a person's colour, the same everywhere; None for nobody in particular.

    People who joined one after the other get colours far from each other.
    """
    return None if person is None else person * 5 % HUES


def _given_name(name: str) -> str:
    if len(name) <= 2:
        return name
    if "가" <= name[0] <= "힣":
        return name[2:4] if name[:2] in _TWO_SYLLABLES else name[1:3]
    return name[-2:]


def _without_remarks(name: str) -> str:
    # "김도윤 (결제)": a team or nickname behind the name is no part of it.
    for opening in "([（[":
        head = name.partition(opening)[0]
        if head.strip():
            name = head
    return name


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"
