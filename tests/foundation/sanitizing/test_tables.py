import pytest

from sangdam.foundation.sanitizing import box_tables, render_body

BOX = '<div class="table-box" role="region" tabindex="0" aria-label="Table">'


@pytest.mark.parametrize(
    ("cleaned", "boxed"),
    [
        ("<p>no table</p>", "<p>no table</p>"),
        ("<p>a</p><table></table>b", f"<p>a</p>{BOX}<table></table></div>b"),
        ('<table dir="rtl"></table>', f'{BOX}<table dir="rtl"></table></div>'),
        ("<table></table><table></table>", f"{BOX}<table></table></div>{BOX}<table></table></div>"),
        ("<table>a<table>b</table>c</table>d", f"{BOX}<table>a<table>b</table>c</table></div>d"),
        ('<a title="<table>">a</a>', '<a title="<table>">a</a>'),
    ],
    ids=["none", "one", "with an attribute", "two", "one in another", "in a value"],
)
def test_each_outermost_table_gets_a_box(cleaned, boxed):
    assert box_tables(cleaned, name="Table") == boxed


def test_a_table_of_a_stranger_gets_one_whole_box_however_it_was_written():
    body = "<table><tr><td>a<table><tr><td title='<table>'>b</table><p>c"
    boxed = box_tables(render_body(body), name="Table")
    assert boxed.count("<div") == boxed.count("</div>") == 1


def test_the_name_of_the_box_is_words():
    assert 'aria-label="&quot;&gt;"' in box_tables("<table></table>", name='">')
