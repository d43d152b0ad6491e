"""What a case asks, in the owner's words; numbers, times and amounts as people type and read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from relais.config.dates import NB, duration_text, number_text
from relais.config.money import format_money, minor_digits
from relais.engine.values import Money
from relais.planning.showing.words import percent_text


@dataclass(frozen=True, slots=True)
class Key:
    """One input of a case. `kind`: hours, money, share, count, or halving (after how many times half of it is gone).

    `phrase` names it inside "It depends most on: …". Texts are translated where they are shown."""

    name: str
    kind: str
    label: Any
    help: Any
    phrase: Any


KEYS: Final[Mapping[str, Key]] = {
    key.name: key
    for key in (
        Key("owner_h", "hours", _("How long does one time take you?"), _("45 min, 1 h 30, 2 h."), _("how long it takes you")),
        Key("per_week", "count", _("How many times a week?"), _("0.25 is about once a month."), _("how often it comes back")),
        Key("owner_rate", "money", _("What is an hour of yours worth?"),
            _("What you earn, or could, in an hour of your most important work."), _("what your hour is worth")),
        Key("deleg_rate", "money", _("What does the delegate's hour cost?"), _("All included, before taxes that you get back."),
            _("the delegate's rate")),
        Key("first_h", "hours", _("How long will their first time take?"), _("Beginners often take twice your time."),
            _("how long their first time takes")),
        Key("floor_h", "hours", _("And once they know it well?"), _("What it never gets below."),
            _("how quick they get in the end")),
        Key("learning_rate", "learning", _("How quickly will they learn it?"),
            _("At each doubling of the times done, what is still to be learnt shrinks by 30 % "
"(quick), 20 % (usual) or 10 % (slow)."),
            _("how quickly they learn")),
        Key("train_h", "hours", _("How many hours of teaching, in all?"),
            _("You show, they watch; then they do, you watch. Counted for both of you."), _("your hours of teaching")),
        Key("handover_cost", "money", _("What must be bought once?"), _("Access, software, a course."),
            _("what is bought once")),
        Key("review_h", "hours", _("How long do you look over one piece of work?"), _("Each time, and again when it is redone."),
            _("how long you look each one over")),
        Key("redo_first", "share", _("How much is redone at first?"), _("In percent: 30 is three times in ten."),
            _("how often it must be redone at first")),
        Key("redo_last", "share", _("And in the end?"), _("In percent."), _("how often it is still redone in the end")),
        Key("redo_decay", "halving", _("After how many times is half of that gone?"),
            _("Leave it empty if it stays as at first."), _("how soon less is redone")),
        Key("rework_h", "hours", _("How long does redoing take them?"), "", _("how long redoing takes")),
        Key("discount_per_year", "share", _("How much less is money worth in a year?"),
            _("In percent; most leave this empty."), _("the discount")),
    )
}  # fmt: skip


def typed(kind: str, value: float, language: str) -> str:
    """A value of an input as it is typed again."""
    if kind == "hours":
        minutes = value * 60
        if abs(minutes - round(minutes)) < 1e-6:
            return duration_text(round(minutes), language)
        return f"{_plain(value, language)}{NB}h"
    if kind == "share":
        return _plain(round(value * 100, 6), language)
    if kind == "halving":
        return "" if value == 0 else _plain(round(log(2) / value, 3), language)
    return _plain(value, language)


def _plain(value: float, language: str) -> str:
    text = f"{round(value, 9):.9f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if language == "fr" else text


def money_text(value: float, currency: str, language: str) -> str:
    """An amount of a forecast: without cents where they say nothing (62 €), with them below ten (8.50 €)."""
    digits = minor_digits(currency)
    if digits and (abs(value) >= 10 or abs(value - round(value)) < 0.005):
        text = format_money(Money(round(value) * 10**digits, currency), language)
        return text.replace(("," if language == "fr" else ".") + "0" * digits, "", 1)
    return format_money(Money(round(value * 10**digits), currency), language)


def hours_text(hours: float, language: str) -> str:
    """Hours of a forecast: 50 min, 3 h 20, and whole hours from ten on."""
    minutes = round(abs(hours) * 60)
    if minutes >= 600:
        minutes = round(minutes / 60) * 60
    sign = "\N{MINUS SIGN}" if hours < 0 and minutes else ""
    return sign + duration_text(minutes, language)


def share_text(share: float, language: str) -> str:
    return percent_text(round(share * 100), language)


def decimal_text(value: float, language: str) -> str:
    """2.1, and 2 where it is whole."""
    kept = round(value, 1)
    return number_text(kept, language, decimals=0 if kept == int(kept) else 1)


def input_text(key: Key, said: Any, currency: str, language: str) -> str:
    """An input as it is read: 3 h – 5 h – 12 h."""
    many = said if isinstance(said, list) else [said]
    return " – ".join(_read(key.kind, one, currency, language) for one in many)


def _read(kind: str, value: Any, currency: str, language: str) -> str:
    if isinstance(value, str):
        return value
    if kind == "money":
        return money_text(value, currency, language)
    text = typed(kind, value, language)
    return f"{text}{NB}%" if kind == "share" else text
