import pytest
from django_scopes import scope

from sangdam.categories.models import SubmissionType
from sangdam.organizations.actions import raise_configuration_version
from tests.factories import make_service, make_submission_type, seed_service

pytestmark = pytest.mark.django_db


def get(client, service, tail):
    response = client.get(f"/{service.service_id}/api/v2/{tail}")
    assert response["Content-Type"] == "application/json; charset=utf-8"
    return response


def ids(client, service, query):
    contents = get(client, service, f"ticket/categories.json{query}").json()["result"]["contents"]
    return [category["categoryId"] for category in contents]


def test_a_service_tells_its_languages(client):
    service = make_service(languages=("ja", "zh_TW", "xx"), default_language="zh_TW", name="窓口")
    assert get(client, service, "service.json").json()["result"]["content"] == {
        "serviceId": service.service_id,
        "name": "窓口",
        "profile": {"fileUrl": ""},
        "language": "zh_TW",
        "languages": [
            {"code": "ja", "name": "日本語", "orderNo": 0},
            {"code": "zh_TW", "name": "中文(繁體)", "orderNo": 1},
            {"code": "xx", "name": "xx", "orderNo": 2},
        ],
        "multiLanguage": True,
    }


def test_a_service_of_one_language_is_not_multilingual(client):
    content = get(client, make_service(languages=("en",)), "service.json").json()["result"]["content"]
    assert (content["language"], content["multiLanguage"]) == ("en", False)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [2536, 2537, 2538, 2539, 2540, 2541, 2542]),
        ("?parent=2536", [2538, 2539]),
        ("?parent=0", [2536, 2537]),
        ("?parent=2542", []),
        ("?parent=999999", []),
        ("?child=2542", [2536, 2538, 2540, 2541]),
        ("?child=2536", []),
        ("?child=999999", []),
        ("?parent=2536&child=2542", [2538]),
        ("?parent=&child=", [2536, 2537, 2538, 2539, 2540, 2541, 2542]),
        ("?parent=2536&parent=0", [2538, 2539]),
        ("?unknown=1", [2536, 2537, 2538, 2539, 2540, 2541, 2542]),
    ],
)
def test_types_below_and_above(client, query, found):
    assert ids(client, seed_service(), query) == found


@pytest.mark.parametrize("name", ["parent", "child"])
@pytest.mark.parametrize("value", ["x", "1.5", "-1", "99999999999999999999", "2536%00", "%EF%BC%91x", "[]"])
def test_numbers_that_are_none(client, name, value):
    response = get(client, seed_service(), f"ticket/categories.json?{name}={value}")
    assert response.status_code == 400
    assert response.json()["header"]["resultMessage"].startswith(f"{name}: ")
    assert response.json()["result"] is None


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Type1"), ("th", "พิมพ์1"), ("fr", "유형1"), ("", "유형1"), ("%00", "유형1")]
)
def test_names_in_the_language_asked_for(client, language, name):
    response = get(client, seed_service(), f"ticket/categories.json?language={language}")
    first = response.json()["result"]["contents"][0]
    assert first["name"] == name
    assert first["languages"] == {"ko": "유형1", "en": "Type1", "ja": "タイプ1", "zh": "类型1", "th": "พิมพ์1"}


def test_inactive_types_and_those_below_are_not_offered(client):
    service = seed_service()
    with scope(service=service):
        SubmissionType.objects.filter(pk=2538).update(is_active=False)
        raise_configuration_version(service)
    assert ids(client, service, "") == [2536, 2537, 2539]
    assert get(client, service, "ticket/field/user/2538.json").status_code == 404
    assert get(client, service, "ticket/field/user/2542.json").status_code == 404


def test_a_missing_translation_falls_back_to_the_default_language(client):
    service = make_service()
    make_submission_type(service, names={"ko": "배송", "en": ""})
    (category,) = get(client, service, "ticket/categories.json?language=en").json()["result"]["contents"]
    assert (category["name"], category["languages"]) == ("배송", {"ko": "배송"})


def test_fields_in_the_language_asked_for(client):
    fields = get(client, seed_service(), "ticket/field/user/2542.json?language=en").json()["result"]["contents"]
    assert [field["title"] for field in fields][:3] == ["Type", "E-mail", "Title"]


@pytest.mark.parametrize(
    ("category_id", "status"),
    [("1", 404), ("0", 404), ("-1", 404), ("x", 400), ("2542.5", 400), ("99999999999999999999", 404), ("2542x", 400)],
)
def test_fields_of_a_type_that_is_not_there(client, category_id, status):
    assert get(client, seed_service(), f"ticket/field/user/{category_id}.json").status_code == status


def test_reading_configuration_again_costs_one_query(client, django_assert_num_queries):
    service = seed_service()
    tails = ("service.json", "ticket/categories.json", "ticket/field/user/2542.json")
    for tail in tails:
        get(client, service, tail)
    for tail in tails:
        with django_assert_num_queries(1):
            get(client, service, tail)
