import pytest

from sangdam.accounts.actions import change_preferences, create_member
from sangdam.accounts.errors import AccountError
from sangdam.accounts.models import Member
from sangdam.foundation.events import Actor
from tests.factories import PASSWORD, make_member, make_organization

pytestmark = pytest.mark.django_db


def test_a_member_is_found_whatever_the_case_of_the_address():
    member = make_member(email="Kim@Example.com")
    assert member.email == "kim@example.com"
    assert Member.objects.get_by_natural_key("KIM@example.com") == member
    assert member.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"email": "nobody"}, "email_invalid"),
        ({"email": "a@b\n.com"}, "email_invalid"),
        ({"password": "short"}, "password_weak"),
        ({"password": "password1234"}, "password_weak"),
        ({"password": "x" * 257}, "password_weak"),
    ],
)
def test_a_member_that_cannot_be_is_refused(given, code):
    values = {"organization": make_organization(), "email": "a@b.com", "name": "A", "password": PASSWORD}
    with pytest.raises(AccountError) as refused:
        create_member(**{**values, **given}, actor=Actor.system())
    assert refused.value.code == code
    assert not Member.objects.exists()


def test_an_address_is_one_member_in_the_whole_installation():
    make_member(email="kim@example.com")
    with pytest.raises(AccountError) as refused:
        make_member(email="KIM@example.com")
    assert refused.value.code == "email_taken"


def test_unknown_preferences_are_ignored():
    member = make_member(language="ko")
    change_preferences(member=member, actor=Actor.member(member), language="xx", theme="neon")
    member.refresh_from_db()
    assert (member.language, member.theme) == ("ko", "system")
    change_preferences(member=member, actor=Actor.member(member), language="en", theme="dark")
    member.refresh_from_db()
    assert (member.language, member.theme) == ("en", "dark")
