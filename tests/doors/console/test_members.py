"""The way in, language and theme, error pages."""

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.utils import translation

from sangdam.accounts.models import Member
from sangdam.doors.console import errors
from tests.doors.console.screens import HTMX, address, page_of, signed_in, texts
from tests.factories import PASSWORD, make_agent, make_member, make_service, make_ticket

pytestmark = pytest.mark.django_db


def sign_in(client, member, **given):
    form = {"login": member.email, "password": PASSWORD, **given}
    return client.post("/accounts/login/", form)


# --- the way in -------------------------------------------------------------------------------------------------------


def test_from_the_bare_address_to_the_tickets():
    service = make_service()
    agent = make_agent(service)
    client = Client()
    assert client.get("/")["Location"] == "/console/"
    assert client.get("/console/")["Location"].startswith("/accounts/login/?next=")
    assert sign_in(client, agent.member)["Location"] == "/console/"
    assert client.get("/console/")["Location"] == address(service.service_id, "tickets/mine/")


def test_wrong_passwords_are_refused_in_words_and_limited():
    agent = make_agent(make_service())
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    wrong = sign_in(client, agent.member, password="wrong password")
    assert wrong.status_code == 200
    assert len(texts(page_of(wrong), "//*[@role='alert']")) == 1
    answers = [sign_in(client, agent.member, password=f"wrong {number}") for number in range(12)]
    assert any("Too many" in answer.content.decode() for answer in answers)


def test_the_sign_in_pages_speak_two_languages_and_name_every_field():
    korean = Client(HTTP_ACCEPT_LANGUAGE="ko")
    page = page_of(korean.get("/accounts/login/"))
    assert texts(page, "//h1") == ["로그인"]
    assert page.xpath("//html/@lang") == ["ko"]
    assert texts(page, "//label") == ["이메일", "비밀번호"]
    korean.post("/console/language/", {"language": "en", "next": "/accounts/login/"})
    assert texts(page_of(korean.get("/accounts/login/")), "//h1") == ["Sign in"]
    for path in ("/accounts/password/reset/", "/accounts/password/reset/done/", "/accounts/signup/"):
        assert texts(page_of(korean.get(path)), "//h1")
    assert korean.get("/accounts/signup/").status_code == 200
    assert korean.post("/accounts/signup/", {"email": "a@example.com", "password1": PASSWORD}).status_code == 200
    assert not Member.objects.filter(email="a@example.com").exists()


def test_a_language_chosen_before_signing_in_becomes_the_members():
    agent = make_agent(make_service(), member=None)
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.post("/console/language/", {"language": "ko"})
    sign_in(client, agent.member)
    agent.member.refresh_from_db()
    assert agent.member.language == "ko"


def test_the_members_language_follows_the_member_to_another_browser():
    service = make_service()
    agent = make_agent(service, member=make_member(organization=service.organization, language="ko"))
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    sign_in(client, agent.member)
    assert texts(page_of(client.get(address(service.service_id, "tickets/mine/"))), "//h1") == ["내 처리 중"]


def test_a_member_of_several_services_chooses_and_comes_back_to_the_last():
    first = make_service()
    second = make_service(organization=first.organization)
    member = make_member(organization=first.organization)
    make_agent(first, member=member)
    make_agent(second, member=member)
    client = Client()
    client.force_login(member)
    page = page_of(client.get("/console/"))
    assert page.xpath("//ul[@class='choices']//a/@href") == [address(first.service_id), address(second.service_id)]
    client.get(address(second.service_id, "tickets/all/"))
    assert client.get("/console/")["Location"] == address(second.service_id, "tickets/mine/")


def test_a_member_of_no_service_is_told_what_to_wait_for():
    client = Client()
    client.force_login(make_member())
    assert texts(page_of(client.get("/console/")), "//h1") == ["You are not part of a service yet"]
    client.force_login(make_member(is_organization_administrator=True))
    assert "does not give access to its services" in client.get("/console/").content.decode()


# --- preferences ------------------------------------------------------------------------------------------------------


def test_the_density_of_lists_is_kept_and_drawn():
    service = make_service()
    client = signed_in(make_agent(service))
    drawn = "//section[contains(@class, 'list-pane')]/@data-density"
    here = address(service.service_id, "tickets/all/")
    assert page_of(client.get(here)).xpath(drawn) == ["comfortable"]
    assert client.post("/console/preferences/", {"density": "compact", "next": here})["Location"] == here
    assert page_of(client.get(here)).xpath(drawn) == ["compact"]
    assert client.post("/console/preferences/", {"density": "nonsense"}).status_code == 422
    assert client.post("/console/preferences/", {"theme": "dark", "next": here}).status_code == 302
    assert page_of(client.get(here)).xpath(drawn) == ["compact"]


def test_language_and_theme_are_kept():
    agent = make_agent(make_service())
    client = signed_in(agent)
    assert client.post("/console/preferences/", {"language": "ko", "theme": "dark"}).status_code == 302
    page = page_of(client.get("/console/preferences/"))
    assert (page.xpath("//html/@lang"), page.xpath("//html/@data-theme")) == (["ko"], ["dark"])
    assert texts(page, "//*[@data-toast]") == ["저장했습니다."]


def test_the_user_menu_changes_one_thing_and_comes_back():
    service = make_service()
    client = signed_in(make_agent(service))
    here = address(service.service_id, "tickets/all/?x=1")
    answer = client.post("/console/preferences/", {"theme": "light", "next": here})
    assert answer["Location"] == here
    assert page_of(client.get(here)).xpath("//html/@data-theme") == ["light"]
    for elsewhere in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        answer = client.post("/console/preferences/", {"theme": "light", "next": elsewhere})
        assert answer["Location"] == "/console/preferences/"


def test_what_is_not_offered_is_refused_beside_its_field():
    agent = make_agent(make_service())
    answer = signed_in(agent).post("/console/preferences/", {"language": "xx", "theme": "pink"})
    assert answer.status_code == 422
    agent.member.refresh_from_db()
    assert (agent.member.language, agent.member.theme) == ("en", "system")


def test_preferences_keep_the_menu_of_the_last_service():
    service = make_service()
    client = signed_in(make_agent(service))
    assert page_of(client.get("/console/preferences/")).xpath("//nav//a") == []
    client.get(address(service.service_id, "tickets/all/"))
    assert len(page_of(client.get("/console/preferences/")).xpath("//nav//a")) == 3


def test_a_member_changes_the_password_and_stays_signed_in():
    agent = make_agent(make_service())
    client = signed_in(agent)
    change = page_of(client.get("/console/preferences/")).xpath(
        "string(//a[contains(@href, '/password/change/')]/@href)"
    )
    form = {"oldpassword": PASSWORD, "password1": "another horse battery", "password2": "another horse batteri"}
    refused = page_of(client.post(change, form))
    assert len(texts(refused, "//*[@id='password2-error']")) == 1
    changed = client.post(change, {**form, "password2": form["password1"], "next": "/console/preferences/"})
    assert changed["Location"] == "/console/preferences/"
    assert client.get("/console/preferences/").status_code == 200
    again = Client()
    assert sign_in(again, agent.member, password=form["password1"]).status_code == 302


# --- when something is wrong ------------------------------------------------------------------------------------------


def test_error_pages_say_what_happened_in_the_members_language():
    service = make_service()
    client = signed_in(make_agent(service))
    missing = client.get("/nowhere/")
    assert (missing.status_code, texts(page_of(missing), "//h1")) == (404, ["Page not found"])
    forbidden = client.get(address(service.service_id, "deliveries/"))
    assert (forbidden.status_code, texts(page_of(forbidden), "//h1")) == (403, ["For administrators only"])


def test_a_fault_is_told_without_asking_anything_that_may_be_broken(django_assert_num_queries):
    request = RequestFactory().get("/console/", headers={"Accept-Language": "ko"})
    with translation.override("en"), django_assert_num_queries(0):
        answer = errors.server_error(request)
    assert answer.status_code == 500
    assert texts(page_of(answer), "//h1") == ["문제가 발생했습니다"]
    assert errors.bad_request(request).status_code == 400


def test_a_form_without_its_token_is_refused_in_words():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service)
    client = Client(enforce_csrf_checks=True)
    client.force_login(agent.member)
    keep = address(service.service_id, f"tickets/all/{ticket.ticket_id}/keep/")
    answer = client.post(keep)
    assert (answer.status_code, texts(page_of(answer), "//h1")) == (403, ["This page was open too long"])
    # A script loads the page anew, where the draft waits; one whose member is signed out goes to the sign-in.
    scripted = client.post(keep, headers=HTMX)
    assert (scripted.status_code, scripted["HX-Refresh"]) == (403, "true")
    assert "Please submit again." in client.get(address(service.service_id, "tickets/all/")).content.decode()
    signed_out = Client(enforce_csrf_checks=True).post(keep, headers=HTMX)
    assert (signed_out.status_code, signed_out["HX-Redirect"]) == (401, "/accounts/login/?next=%2Fconsole%2F")


def test_every_form_carries_its_token():
    service = make_service()
    ticket = make_ticket(service)
    client = signed_in(make_agent(service))
    page = page_of(client.get(address(service.service_id, f"tickets/all/{ticket.ticket_id}/")))
    forms = page.xpath("//form[@method='post']")
    assert len(forms) >= 4
    assert [form for form in forms if not form.xpath(".//input[@name='csrfmiddlewaretoken']")] == []


def test_signing_out_asks_and_warns_of_drafts():
    client = signed_in(make_agent(make_service()))
    page = page_of(client.get("/accounts/logout/"))
    assert page.xpath("//*[@id='drafts-left']/@hidden") == ["hidden"] or page.xpath("//*[@id='drafts-left']")
    assert client.post("/accounts/logout/")["Location"] == settings.LOGIN_URL
    assert client.get("/console/")["Location"].startswith(settings.LOGIN_URL)
