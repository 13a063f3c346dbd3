import pytest

from sangdam.answer_mails.labels import LAYOUT_LABELS, labels_in
from sangdam.answer_mails.layouts import built_in_layout, find_unsafe, has_content, ready_for_mail
from sangdam.deliveries.models import Purpose
from sangdam.foundation.templating import codes_in


@pytest.mark.parametrize("language", ["ko", "en", "ja", "zh", "th"])
@pytest.mark.parametrize("purpose", list(Purpose))
def test_the_built_in_layout_obeys_the_rules_for_layouts(purpose, language):
    layout = built_in_layout(purpose, language, "ko")
    assert has_content(layout)
    assert find_unsafe(layout) is None
    assert codes_in(layout) == {"content", "question", "subject", "ticketId", "username", "serviceName"}
    assert "#{=" not in layout
    assert LAYOUT_LABELS[language].opening(purpose) in layout


def test_styles_stand_where_mail_programmes_look_for_them():
    ready = ready_for_mail(built_in_layout(Purpose.RESOLVED, "ko", "ko"), "http://acme.localhost:8000")
    assert '<td class="content" dir="auto" style="' in ready
    assert "prefers-color-scheme: dark" in ready


def test_nothing_is_fetched_for_a_layout():
    ready = ready_for_mail(
        "<html><head><link rel='stylesheet' href='http://127.0.0.1:9/x.css'></head><body>#{content}</body></html>", ""
    )
    assert "#{content}" in ready


def test_own_addresses_become_absolute_and_others_stay():
    layout = (
        '<a href="/x">1</a><a href="//cdn.example/x">2</a>'
        '<a href="https://e.example/x">3</a><a href="#{ticketUrl}">4</a>'
    )
    ready = ready_for_mail(layout, "https://acme.example")
    assert '<a href="https://acme.example/x">1</a><a href="//cdn.example/x">2</a>' in ready
    assert '<a href="https://e.example/x">3</a><a href="#{ticketUrl}">4</a>' in ready


def test_words_fall_back_to_the_default_language_and_then_to_english():
    assert labels_in("vi", "ja") == ("ja", LAYOUT_LABELS["ja"])
    assert labels_in("vi", "fr") == ("en", LAYOUT_LABELS["en"])
