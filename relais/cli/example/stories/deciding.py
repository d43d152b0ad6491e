"""Before the blog was handed over: what could go wrong, what guards against it, and what came of it."""

from __future__ import annotations

from django.utils import translation

from relais.cli.example.stage import Stage, Story
from relais.deciding import actions as deciding
from relais.deciding.models import Outcome, Safeguard
from relais.delegations import actions as delegations

ANSWERS = (
    "worst_what", "worst_when", "worst_how_much", "worst_signs", "worst_repair", "best_how_much", "nothing_one_year",
)  # fmt: skip


def access(stage: Stage) -> Story:
    """The backup comes first; a page breaks in the second week, and what was forecast stands beside it."""
    said, language = stage.texts["deciding"], stage.business.language
    yield stage.at(60, "09:20")
    about = deciding.About(said["access"], delegation_id=stage.delegations["web"].pk, bearable=150000)
    with translation.override(language):
        sheet = deciding.make_sheet(about, template="access", by=stage.by("owner"), now=stage.time)
        answers = {question: said[question] for question in ANSWERS}
        deciding.write_cases(sheet.pk, answers, by=stage.by("owner"), now=stage.time)
    backup = Safeguard.objects.filter(sheet=sheet).order_by("id")[0]
    gate = deciding.make_gate(backup.pk, kind="backup", by=stage.by("owner"), now=stage.time)
    yield stage.at(59, "09:10")
    delegations.clear_gate(gate.pk, text=said["cleared"], by=stage.by("owner"), now=stage.time)
    yield stage.at(18, "16:40")
    down, lost, leaked = Outcome.objects.filter(sheet=sheet).order_by("id")
    told = {
        down.pk: deciding.Told(happened=True, actual=18000),
        lost.pk: deciding.Told(happened=False),
        leaked.pk: deciding.Told(happened=False),
    }
    deciding.tell_outcomes(sheet.pk, told, lesson=said["lesson"], by=stage.by("owner"), now=stage.time)


def mail(stage: Stage) -> Story:
    """The next decision, still open."""
    yield stage.at(4, "16:30")
    about = deciding.About(stage.texts["deciding"]["mail"], bearable=150000)
    with translation.override(stage.business.language):
        deciding.make_sheet(about, template="mail", by=stage.by("owner"), now=stage.time)


STORIES = (access, mail)
