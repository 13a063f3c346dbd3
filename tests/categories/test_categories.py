import pytest
from django_scopes import scope

from sangdam.categories.errors import CategoryError
from sangdam.categories.models import SubmissionType
from sangdam.categories.selectors import submission_types_of
from sangdam.organizations.selectors import find_service
from tests.factories import make_service, make_submission_type

pytestmark = pytest.mark.django_db


def tree_of(service):
    return submission_types_of(find_service(service.service_id))


def test_a_type_knows_its_level_and_path():
    service = make_service()
    parent = None
    line = [parent := make_submission_type(service, parent=parent) for _ in range(5)]
    nodes = tree_of(service).nodes
    assert [node.level for node in nodes] == [1, 2, 3, 4, 5]
    assert nodes[0].path == "\\"
    assert nodes[2].path == f"\\{line[0].pk}\\{line[1].pk}\\"


def test_there_are_five_levels():
    service = make_service()
    parent = None
    for _ in range(5):
        parent = make_submission_type(service, parent=parent)
    with pytest.raises(CategoryError) as refused:
        make_submission_type(service, parent=parent)
    assert refused.value.code == "too_deep"


def test_siblings_share_no_name_in_any_language_but_cousins_may():
    service = make_service()
    top = make_submission_type(service, names={"ko": "배송", "en": "Delivery"})
    make_submission_type(service, names={"ko": "배송", "en": "Delivery"}, parent=top)
    with pytest.raises(CategoryError) as refused:
        make_submission_type(service, names={"ko": "택배", "en": "Delivery"})
    assert refused.value.code == "name_taken"
    with scope(service=service):
        assert SubmissionType.objects.count() == 2


def test_siblings_stand_in_the_order_they_were_added():
    service = make_service()
    added = [make_submission_type(service) for _ in range(3)]
    assert [(node.id, node.position) for node in tree_of(service).nodes] == [
        (row.pk, position) for position, row in enumerate(added)
    ]


def test_below_an_inactive_type_nothing_is_offered():
    service = make_service()
    closed = make_submission_type(service, is_active=False)
    below = make_submission_type(service, parent=closed)
    open_type = make_submission_type(service)
    tree = tree_of(service)
    assert [node.id for node in tree.active()] == [open_type.pk]
    offered = {item: tree.is_offered(item) for item in (closed.pk, below.pk, open_type.pk, 0)}
    assert offered == {closed.pk: False, below.pk: False, open_type.pk: True, 0: False}


def test_a_full_name_goes_from_the_root_down_in_the_language():
    service = make_service()
    top = make_submission_type(service, names={"ko": "배송", "en": "Delivery"})
    leaf = make_submission_type(service, names={"ko": "지연"}, parent=top)
    tree = tree_of(service)
    assert tree.full_name(leaf.pk, "en", "ko") == "Delivery>지연"
    assert (tree.full_name(None, "en", "ko"), tree.name(10**9, "en", "ko")) == ("", "")
