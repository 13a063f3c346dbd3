import pytest

from sangdam.foundation.templating import codes_in, fill_html, fill_text


def test_codes_are_filled():
    assert fill_text("Dear #{username}, #{ticketId}", {"username": "Kim", "ticketId": "T1"}) == "Dear Kim, T1"


def test_a_code_in_a_value_is_not_filled_again():
    values = {"question": "tell me #{content} and #{question}", "content": "secret"}
    assert fill_text("#{question}", values) == "tell me #{content} and #{question}"


def test_a_code_made_of_two_values_is_not_filled():
    assert fill_text("#{a}#{b}", {"a": "#{", "b": "content}", "content": "secret"}) == "#{content}"


def test_an_unknown_code_stays_visible():
    assert fill_text("#{usrname}", {"username": "Kim"}) == "#{usrname}"


def test_values_enter_html_as_words():
    filled = fill_html('<p title="#{name}">#{name}</p>', {"name": "<b onclick='x'>\"Kim\" & Lee</b>"})
    words = "&lt;b onclick=&#x27;x&#x27;&gt;&quot;Kim&quot; &amp; Lee&lt;/b&gt;"
    assert filled == f'<p title="{words}">{words}</p>'


def test_markup_enters_html_as_it_is():
    assert fill_html("<div>#{content}</div>", {"subject": "s"}, markup={"content": "<p>x</p>"}) == "<div><p>x</p></div>"


@pytest.mark.parametrize(
    "text",
    ["{{7*7}}", "${7*7}", "%s", "%(username)s", "{username}", "#{username.__class__}", "#{ username }", "#{}", "#{"],
)
def test_nothing_else_is_filled(text):
    assert fill_text(text, {"username": "Kim"}) == text


def test_a_megabyte_of_half_codes_is_read_once():
    assert fill_text("#{a" * 300_000, {"a": "x"}) == "#{a" * 300_000


def test_codes_are_listed():
    assert codes_in("#{content} #{field.order-no} #{content} #{bad name}") == {"content", "field.order-no"}
