import pytest

from sangdam.foundation.events import Actor
from sangdam.organizations.actions import create_organization, create_service, read_organization_key
from sangdam.organizations.errors import OrganizationError
from sangdam.organizations.models import Organization, Service
from sangdam.organizations.selectors import languages_of
from tests.factories import make_organization, make_service

pytestmark = pytest.mark.django_db


def test_an_organization_gets_an_id_and_a_key_of_its_own():
    first, second = make_organization(), make_organization()
    assert len(first.organization_id) == 16 and first.organization_id.isalnum()
    assert len(read_organization_key(first)) == 32
    assert (first.organization_id, read_organization_key(first)) != (
        second.organization_id,
        read_organization_key(second),
    )
    assert read_organization_key(first) not in first.encrypted_key


@pytest.mark.parametrize("domain", ["ab", "-abc", "a_b", "a.b", "가나다", "x" * 41, "abc\n", ""])
def test_a_domain_that_cannot_stand_in_a_host_name_is_refused(domain):
    with pytest.raises(OrganizationError) as refused:
        create_organization(name="A", domain=domain, actor=Actor.system())
    assert refused.value.code == "domain_invalid"
    assert not Organization.objects.exists()


def test_a_domain_is_taken_whatever_its_case():
    make_organization(domain="acme")
    with pytest.raises(OrganizationError) as refused:
        make_organization(domain="ACME")
    assert refused.value.code == "domain_taken"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"service_id": "a1"}, "service_id_invalid"),
        ({"service_id": "a-b"}, "service_id_invalid"),
        ({"service_id": "x" * 46}, "service_id_invalid"),
        ({"service_id": "abc\n"}, "service_id_invalid"),
        ({"service_id": "Console"}, "service_id_reserved"),
        ({"languages": ("ko", "ko")}, "languages_invalid"),
        ({"languages": ("ko",), "default_language": "en"}, "languages_invalid"),
        ({"languages": ("k1",)}, "languages_invalid"),
        ({"time_zone": "Asia/Atlantis"}, "time_zone_invalid"),
    ],
)
def test_a_service_that_cannot_be_is_refused(given, code):
    values = {"organization": make_organization(), "service_id": "support", "name": "Support", "actor": Actor.system()}
    with pytest.raises(OrganizationError) as refused:
        create_service(**{**values, **given})
    assert refused.value.code == code
    assert not Service.objects.exists()


def test_a_service_id_is_unique_in_the_installation_whatever_its_case():
    make_service(service_id="Support")
    with pytest.raises(OrganizationError) as refused:
        make_service(service_id="support")
    assert refused.value.code == "service_id_taken"


def test_a_service_has_its_languages_in_order_and_one_default():
    languages = languages_of(make_service(languages=("en", "ko", "th"), default_language="ko"))
    assert (languages.codes, languages.default) == (("en", "ko", "th"), "ko")
    assert [languages.choose(wanted) for wanted in ("th", "fr", None)] == ["th", "ko", "ko"]
