"""The device itself: what it finds, whatever the way in which a template names it."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template import Context, Engine, Origin
from django.template.base import Template

import sangdam
from tests import complete_contexts

PACKAGE = Path(sangdam.__file__).parent
ROW = SimpleNamespace(id="T1", customer=None)


def draw(source, name=f"{PACKAGE}/templates/row.html", **context):
    engine = Engine(builtins=["django.templatetags.i18n"])
    Template(source, origin=Origin(name, template_name="row.html"), engine=engine).render(
        Context({"row": ROW, **context})
    )
    return complete_contexts.take_missing()


@pytest.mark.parametrize(
    "source",
    [
        "{{ row.files }}",
        "{% if row.files %}x{% endif %}",
        "{% if row.id and row.files %}x{% endif %}",
        "{% if not row.files or row.id %}x{% endif %}",
        "{% for file in row.files %}x{% endfor %}",
        "{% with files=row.files %}x{% endwith %}",
        "{% if row.files == 1 %}x{% endif %}",
        '{{ row.id|default_if_none:"" }}{{ row.files|default:"none" }}',
        '{% if row.files|default:"" %}x{% endif %}',
        "{{ row.id|add:row.files }}",
        "{{ row.customer }}{% if row.files.count %}x{% endif %}",
    ],
)
def test_a_member_that_is_not_there_is_told_however_it_is_named(source):
    try:
        found = draw(source)
    except Exception:  # an argument of a filter that is missing is an error of Django's own
        found = complete_contexts.take_missing()
    assert [line.removesuffix(".count") for line in found] == ["row.html: row.files"]


@pytest.mark.parametrize(
    "source",
    ["{{ absent }}", "{% if absent %}x{% endif %}", "{% blocktranslate %}a {{ absent }}{% endblocktranslate %}"],
)
def test_so_is_a_name_that_is_not_there(source):
    assert draw(source) == ["row.html: absent"]


@pytest.mark.parametrize(
    "source",
    [
        "{{ row.id }}{% if row.customer %}x{% endif %}",
        '{{ absent|default:"" }}{% if absent|default:"" %}x{% endif %}',
        '{{ row.customer.name|upper|default:"nobody" }}',
        "{% for one in row.id %}{{ one }}{{ forloop.counter }}{% endfor %}",
        "{% blocktranslate with name=row.id %}a {{ name }}{% endblocktranslate %}",
        "{% blocktranslate count many=2 %}one{% plural %}{{ many }}{% endblocktranslate %}",
    ],
)
def test_what_is_there_or_may_be_absent_is_not(source):
    assert draw(source) == []


def test_nor_is_what_templates_of_others_leave_open():
    assert draw("{{ absent }}{{ row.files }}", "/elsewhere/row.html") == []
