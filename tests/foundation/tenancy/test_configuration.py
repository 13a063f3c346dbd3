import pytest

from sangdam.foundation.tenancy.configuration import service_configuration
from sangdam.organizations.actions import raise_configuration_version
from sangdam.organizations.selectors import find_service
from tests.factories import make_service

pytestmark = pytest.mark.django_db


def test_configuration_is_loaded_once_until_the_version_rises():
    loads = []

    @service_configuration
    def settings_of(service):
        loads.append(service.configuration_version)
        return len(loads)

    service = make_service()
    assert (settings_of(service), settings_of(service)) == (1, 1)
    raise_configuration_version(service)
    assert settings_of(service) == 2


def test_configuration_is_kept_apart_by_service():
    @service_configuration
    def name_of(service):
        return service.name

    first, second = make_service(), make_service()
    assert (name_of(first), name_of(second), name_of(first)) == (first.name, second.name, first.name)


def test_finding_a_service_costs_one_small_query_and_sees_a_change_at_once(django_assert_num_queries):
    service = make_service()
    find_service(service.service_id)
    with django_assert_num_queries(1):
        kept = find_service(service.service_id)
    raise_configuration_version(service)
    assert find_service(service.service_id).configuration_version == kept.configuration_version + 1


def test_an_inactive_service_is_not_found():
    service = make_service()
    assert find_service(service.service_id) is not None
    type(service).objects.filter(pk=service.pk).update(is_active=False)
    assert find_service(service.service_id) is None
