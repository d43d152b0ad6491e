"""Dates, amounts, durations and the rest as each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from relais.acts.forms import ActForm
from relais.engine.values import Money

NB, NNB = "\u00a0", "\u202f"
AT = datetime(2026, 11, 1, 22, 30, tzinfo=UTC)


def shown(source: str, language: str = "en", zone: str = "UTC", **values: object) -> str:
    with translation.override(language), timezone.override(ZoneInfo(zone)):
        return Template(source).render(Context(values))


@pytest.mark.parametrize(
    ("source", "english", "french"),
    [
        ("{{ at|day }}", f"1{NB}Nov 2026", f"1er{NB}nov. 2026"),
        ('{{ at|day:"long" }}', f"1{NB}November 2026", f"1er{NB}novembre 2026"),
        ("{{ at|weekday }}", f"Sunday 1{NB}November", f"dimanche 1er{NB}novembre"),
        ('{{ at|weekday:"short" }}', f"Sun 1{NB}Nov", f"dim. 1er{NB}nov."),
        ("{{ at|moment }}", f"1{NB}Nov 2026 at{NB}22:30", f"1er{NB}nov. 2026 à{NB}22:30"),
        ("{{ at|clock }}", "22:30", "22:30"),
        ("{{ 45|duration }}", f"45{NB}min", f"45{NB}min"),
        ("{{ 120|duration }}", f"2{NB}h", f"2{NB}h"),
        ("{{ 70|duration }}", f"1{NB}h{NB}10{NB}min", f"1{NB}h{NB}10"),
        ("{{ 65|duration }}", f"1{NB}h{NB}5{NB}min", f"1{NB}h{NB}05"),
        ("{{ 900|filesize }}", f"900{NB}bytes", f"900{NB}o"),
        ("{{ 1|filesize }}", f"1{NB}byte", f"1{NB}o"),
        ("{{ 1234567|filesize }}", f"1.2{NB}MB", f"1,2{NB}Mo"),
        ("{{ 25000000|filesize }}", f"25{NB}MB", f"25{NB}Mo"),
        ("{{ 1234567|number }}", "1,234,567", f"1{NNB}234{NNB}567"),
        ("{{ 3.42|number:1 }}", "3.4", "3,4"),
        ("{{ price|money }}", "€1,234.50", f"1{NNB}234,50{NB}€"),
        ('{{ 8000|money:"USD" }}', "$80.00", f"80,00{NB}$US"),
        ('{{ nothing|money:"USD" }}', "", ""),
        ("{{ nothing|day }}{{ nothing|moment }}{{ nothing|duration }}{{ nothing|ago }}", "", ""),
    ],
)
def test_each_language_has_its_own_form(source: str, english: str, french: str) -> None:
    values = {"at": AT, "price": Money(123450, "EUR"), "nothing": None}
    assert shown(source, "en", **values) == english
    assert shown(source, "fr", **values) == french


def test_a_moment_is_shown_in_the_zone_of_the_reader() -> None:
    assert shown("{{ at|moment }}", zone="Indian/Antananarivo", at=AT) == f"2{NB}Nov 2026 at{NB}01:30"
    assert shown("{{ at|day }}", zone="America/New_York", at=AT) == f"1{NB}Nov 2026"
    assert shown("{{ on|day }}", zone="America/New_York", on=date(2026, 11, 2)) == f"2{NB}Nov 2026"


@pytest.mark.parametrize(
    ("past", "english", "french"),
    [
        (timedelta(seconds=59), "less than a minute ago", "il y a moins d’une minute"),
        (timedelta(minutes=1), "1 minute ago", f"il y a 1{NB}minute"),
        (timedelta(hours=3, minutes=50), "3 hours ago", f"il y a 3{NB}heures"),
        (timedelta(days=1, hours=2), "1 day ago", f"il y a 1{NB}jour"),
        (timedelta(days=40), "1 month ago", f"il y a 1{NB}mois"),
        (timedelta(days=800), "2 years ago", f"il y a 2{NB}ans"),
        (timedelta(seconds=-30), "less than a minute ago", "il y a moins d’une minute"),
    ],
)
def test_ago_says_no_more_than_is_true(past: timedelta, english: str, french: str) -> None:
    with time_machine.travel(AT, tick=False):
        assert shown("{{ at|ago }}", "en", at=AT - past) == english
        assert shown("{{ at|ago }}", "fr", at=AT - past) == french


def test_when_is_a_time_element_that_a_machine_reads() -> None:
    html = shown('{% when at "clock" %}', zone="Europe/Paris", at=AT)
    assert html == f'<time datetime="2026-11-01T23:30+01:00" title="1{NB}Nov 2026 at{NB}23:30">23:30</time>'
    assert (
        shown('{% when on "day" %}', on=date(2026, 11, 2))
        == f'<time datetime="2026-11-02">2{NB}Nov 2026</time>'
    )


class _Form(ActForm):
    title = forms.CharField(help_text="Short.", max_length=10)
    note = forms.CharField(required=False, widget=forms.Textarea)
    ink = forms.ChoiceField(choices=[("1", "Blue"), ("2", "Green")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(required=False)


def field(name: str, form: forms.Form, more: str = "") -> str:
    return shown(f'{{% include "web/components/field.html" with field=field {more} %}}', field=form[name])


def test_a_field_ties_its_label_its_help_and_its_error_together() -> None:
    html = field("title", _Form({"title": "x" * 11}))
    assert '<label for="id_title">' in html
    assert 'aria-describedby="id_title_help id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_title_help"' in html
    assert 'id="id_title_error"' in html
    assert 'value="xxxxxxxxxxx"' in html, "what was typed stays"


def test_what_need_not_be_filled_in_says_so() -> None:
    assert "optional" in field("note", _Form())
    assert "optional" not in field("title", _Form())


def test_a_help_given_by_the_page_is_described_too() -> None:
    assert 'aria-describedby="id_note_help"' in field("note", _Form(), 'help="Why."')


def test_inks_are_radios_in_a_group_shown_in_their_colour() -> None:
    html = field("ink", _Form())
    assert "<fieldset" in html
    assert "<legend>Ink" in html
    assert 'class="ink ink-2"' in html


def test_the_summary_of_errors_leads_to_the_fields() -> None:
    form = _Form({"title": "", "ink": ""})
    html = shown('{% include "web/components/errors.html" %}', form=form)
    assert 'href="#id_title"' in html
    assert 'href="#id_ink"' in html
    assert "2 things stand in the way" in html
    assert shown('{% include "web/components/errors.html" %}', form=_Form()).strip() == ""


def test_an_act_carries_a_token_and_a_fresh_key_and_keeps_the_key_of_a_form_shown_again() -> None:
    request = RequestFactory().get("/")
    template = Template("{% act %}|{% act form %}")
    form = _Form({"key": "the-key-before"})
    first, again = template.render(Context({"request": request, "form": form})).split("|")
    assert 'name="csrfmiddlewaretoken"' in first
    assert 'name="key"' in first
    assert 'value="the-key-before"' in again


def test_a_query_changes_one_parameter_and_keeps_the_others() -> None:
    request = RequestFactory().get("/?q=a%26b&state=open&after=9")
    html = Template('?{% query after="12" %} ?{% query after="" state=none %}').render(
        Context({"request": request, "none": None})
    )
    assert html == "?q=a%26b&amp;state=open&amp;after=12 ?q=a%26b"


def test_states_have_a_tone_and_are_written_too() -> None:
    html = shown('{% include "web/components/state.html" with state="to_redo" label="To redo" %}')
    assert html.strip() == '<span class="state bad">To redo</span>'
    assert "plain" in shown('{% include "web/components/state.html" with state="unheard_of" %}')
