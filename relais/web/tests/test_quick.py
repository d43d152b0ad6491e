"""Our quicker templates say what Django's say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, Engine, TemplateDoesNotExist, engines
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from relais.web.quick import Loader

INCLUDED = (
    "{{ label }}|{{ row.title|default:'nothing' }}|{% for one in many %}{% cycle 'a' 'b' %}{% endfor %}"
)
SOURCES = {
    "included.html": INCLUDED,
    "base.html": "<{% block main %}none{% endblock %}>",
    "child.html": "{% extends 'base.html' %}{% block main %}{{ block.super }}, {{ name }}{% endblock %}",
}


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    made_at: datetime

    @property
    def broken(self) -> str:
        raise KeyError("it cannot be told")

    def shout(self) -> str:
        return self.title.upper()

    def delete(self) -> str:
        raise AssertionError("a template never does this")

    delete.alters_data = True  # type: ignore[attr-defined]


class Indexed:
    """Django looks for an index before an attribute."""

    title = "by attribute"

    def __getitem__(self, name: str) -> str:
        return {"title": "by index"}[name]


def values() -> dict[str, Any]:
    row = Row("Réponse <vite> & bien", datetime(2026, 11, 23, 17, 5, tzinfo=UTC))
    return {
        "row": row,
        "rows": [row, row],
        "name": "O'Neill",
        "safe": SafeString("<b>bold</b>"),
        "none": None,
        "count": 12_345,
        "share": 0.5,
        "yes": True,
        "day": date(2026, 11, 23),
        "said": gettext_lazy("Held funds"),
        "lazy": SimpleLazyObject(lambda: row),
        "table": {"title": "in a table", "items": "a key of that name", "row": row},
        "indexed": Indexed(),
        "make": lambda: "made",
        "space": SimpleNamespace(inner=SimpleNamespace(title="deep")),
        "many": [1, 2, 3],
        "empty": "",
    }


TEMPLATES = [
    "{{ row.title }} {{ name }} {{ safe }} {{ none }} {{ count }} {{ share }} {{ yes }} {{ day }}",
    "{{ row.made_at }} {{ row.made_at|date:'Y-m-d H:i' }} {{ row.made_at|time:'H:i' }} {{ said }}",
    "{{ row.missing }}{{ missing }}{{ missing.row }}{{ row.title.missing }}{{ none.title }}{{ table.missing }}",
    "{{ row.shout }} {{ row.title.upper }} {{ make }} {{ rows.0.title }} {{ rows.1.shout }} {{ rows.7 }}[{{ row.delete }}]",
    "{{ table.title }} {{ table.items }} {{ table.row.title }} {{ indexed.title }} {{ space.inner.title }}",
    "{{ lazy.title }} {{ lazy.shout }}",
    "{{ row.title|truncatechars:6 }} {{ missing|default:name }} {{ empty|default:'<none>' }} {{ none|default_if_none:safe }}",
    "{{ safe|upper }} {{ name|upper }} {{ row.title|safe }} {{ name|add:row.title }} {{ many|join:', ' }} {{ many|length }}",
    "{{ 'constant <b>' }} {{ 12 }} {{ _('Held funds') }} {{ 1.5|floatformat:2 }}",
    "{% autoescape off %}{{ row.title }}{{ name }}{{ safe }}{{ row.title|force_escape }}{% endautoescape %}",
    "{% for one in rows %}{{ forloop.counter }}{{ forloop.last }}{{ one.title }}{% endfor %}{{ forloop.counter }}",
    "{% if row.title and not none %}a{% elif missing %}b{% endif %}{% if count > 3 %}c{% endif %}{% if row.shout %}d{% endif %}",
    "{% with name=row.title other=table.row %}{{ name }}{{ other.title }}{% endwith %}{{ name }}",
    "{% load i18n %}{% translate 'Held funds' %} {% translate name %} {% translate 'Held funds' as held %}[{{ held }}]",
    "{% load i18n %}{% translate '100% of it' %} {% translate 'Done' context 'tasks' %} {% translate 'Held funds'|upper %}",
    "{% load i18n %}{% blocktranslate with who=row.title %}By {{ who }}{% endblocktranslate %}",
    "{% load i18n %}{% blocktranslate count n=count %}{{ n }} line{% plural %}{{ n }} lines{% endblocktranslate %}",
    "{% include 'included.html' with label=row.title %}{{ label }}{% include 'included.html' %}",
    "{% include 'included.html' with label=name only %}",
    "{% for one in rows %}{% include 'included.html' with row=one label=forloop.counter %}{% endfor %}",
    "{% with file='included.html' %}{% include file %}{% endwith %}",
    "{% include 'child.html' %}",
    "{% firstof missing empty row.title %}{% now 'Y' %}{% cycle 'x' 'y' as turn %}{{ turn }}",
]


def engine(loader: str) -> Engine:
    builtins = ["relais.web.templatetags.relais"]
    inner = ("django.template.loaders.locmem.Loader", SOURCES)
    return Engine(
        loaders=[(loader, [inner])], builtins=builtins, libraries={"i18n": "django.templatetags.i18n"}
    )


@pytest.fixture(scope="module")
def said() -> Callable[[str, str], str]:
    def say(loader: str, source: str) -> str:
        SOURCES["page.html"] = source
        page = engine(loader).get_template("page.html")
        return "\n".join(str(page.render(Context(values()))) for _again in range(2))

    return say


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("source", TEMPLATES)
def test_a_template_means_what_it_means_anywhere(
    said: Callable[[str, str], str], source: str, language: str
) -> None:
    with translation.override(language):
        theirs = said("django.template.loaders.cached.Loader", source)
        assert said("relais.web.quick.Loader", source) == theirs


def test_words_follow_the_language_of_each_page() -> None:
    SOURCES["page.html"] = "{% load i18n %}{% translate 'Held funds' %}"
    page = engine("relais.web.quick.Loader").get_template("page.html")
    said = []
    for language in ("fr", "en", "fr"):
        with translation.override(language):
            said.append(page.render(Context()))
    assert said == ["Fonds bloqués", "Held funds", "Fonds bloqués"]


def test_what_fails_fails_as_it_does_in_django(said: Callable[[str, str], str]) -> None:
    for loader in ("django.template.loaders.cached.Loader", "relais.web.quick.Loader"):
        with pytest.raises(KeyError, match="cannot be told"):
            said(loader, "{{ row.broken }}")
        with pytest.raises(TemplateDoesNotExist):
            said(loader, "{% include 'nowhere.html' %}")


def test_every_template_of_the_product_is_read_by_it() -> None:
    found = engines["django"].engine  # type: ignore[attr-defined]
    assert isinstance(found.template_loaders[0], Loader)
    package = Path(__file__).parents[2]
    names = [str(path).partition("/templates/")[2] for path in sorted(package.rglob("templates/**/*.html"))]
    assert len(names) > 200
    for name in names:
        assert found.get_template(name).name == name
