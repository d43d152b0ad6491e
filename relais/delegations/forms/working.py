"""Forms of the work: milestones, deliveries, verdicts, lines, the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from relais.acts.forms import ActForm
from relais.config.dates import moment_text
from relais.delegations.forms.fields import EMPTY, area, date_input, identifier
from relais.delegations.judging import Stop
from relais.delegations.models import Cause, Outcome
from relais.delegations.reading import Part
from relais.delegations.rules import TITLE_LIMIT
from relais.delegations.wording import CAUSES
from relais.funds.forms import AmountField
from relais.log.forms import FilesForm
from relais.procedures.models import Run


class MilestoneForm(ActForm):
    """One more part of the work."""

    title = forms.CharField(label=_("Part of the work"), max_length=TITLE_LIMIT)
    due_on = forms.DateField(label=_("Due on"), required=False, widget=date_input())

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = AmountField(
            currency=currency,
            required=False,
            label=_("Agreed price in %(currency)s") % {"currency": currency},
        )
        self.order_fields(["title", "amount", "due_on"])


class EndForm(ActForm):
    text = forms.CharField(label=_("A last word"), required=False, widget=area(3))


class DeliverForm(FilesForm):
    """Work handed in: what it is, the time spent, the run that led to it, files."""

    milestone = forms.ChoiceField(label=_("What do you deliver?"))
    text = forms.CharField(
        label=_("What is done, and where can it be seen?"),
        error_messages=EMPTY,
        widget=area(6, data_draft="delivery"),
    )
    hours = forms.IntegerField(
        label=_("Hours"),
        required=False,
        min_value=0,
        max_value=8784,
        widget=forms.NumberInput(attrs={"min": 0}),
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        required=False,
        min_value=0,
        max_value=59,
        widget=forms.NumberInput(attrs={"min": 0, "max": 59}),
    )
    run = forms.ChoiceField(
        label=_("The run that led to it"),
        required=False,
        help_text=_("With it, whoever judges sees each step and what you noted."),
    )

    def __init__(
        self, *args: Any, parts: Sequence[Part], runs: Sequence[Run], whole: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(p.milestone.id), p.milestone.title or whole) for p in parts]
        self.fields["milestone"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["milestone"].widget = forms.HiddenInput()
            self.initial["milestone"] = choices[0][0]
        if runs:
            language = "fr" if (get_language() or "").startswith("fr") else "en"
            named = [(str(r.id), f"{r.version.title} · {moment_text(r.started_at, language)}") for r in runs]
            self.fields["run"].choices = [*named, ("", _("None"))]  # type: ignore[attr-defined]
            self.initial["run"] = named[0][0]
        else:
            del self.fields["run"]

    @property
    def time_spent(self) -> tuple[forms.BoundField, forms.BoundField]:
        """Either will do, so neither is marked as optional."""
        return self["hours"], self["minutes"]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        is_silent = said.get("hours") is None and said.get("minutes") is None
        if is_silent and not (self.errors.get("hours") or self.errors.get("minutes")):
            self.add_error("hours", _("Say how long it took: it is what the next price is made from."))
        return said

    def values(self) -> dict[str, Any]:
        said = super().values()
        return {
            "milestone_id": identifier(said["milestone"]),
            "text": said["text"],
            "minutes": 60 * (said["hours"] or 0) + (said["minutes"] or 0),
            "run_id": identifier(said.get("run", "")),
            "files": said["files"],
        }


class LineForm(FilesForm):
    """A line in the thread of a delegation: management asks the executor, the executor asks management."""

    text = forms.CharField(label=_("What do you ask, or note?"), widget=area(3), error_messages=EMPTY)
    due_on = forms.DateField(label=_("Due date"), required=False, widget=date_input())


RELEASES = (
    ("all", _("Release all of it")),
    ("part", _("Release a part; the rest stays held")),
    ("nothing", _("Release nothing now; all of it stays held")),
)


class VerdictForm(ActForm):
    """The judgement: accepted with what is released, or not, with the cause and the step."""

    outcome = forms.ChoiceField(
        label=_("Your verdict"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the work is accepted, to redo or refused.")},
    )
    release = forms.ChoiceField(
        label=_("The money held for it"),
        choices=RELEASES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what becomes of the money held.")},
        initial="all",
    )
    transferred_on = forms.DateField(label=_("Day of the transfer"), required=False, widget=date_input())
    reference = forms.CharField(label=_("Reference of the transfer"), required=False, max_length=140)
    cause = forms.ChoiceField(label=_("Where it came from"), widget=forms.RadioSelect, required=False)
    step = forms.ChoiceField(label=_("At which step"), widget=forms.RadioSelect, required=False)
    note = forms.CharField(
        label=_("What you saw"),
        required=False,
        widget=area(4, data_draft="verdict"),
        help_text=_("They read it in the log. What went well is worth a line too."),
    )

    def __init__(
        self,
        *args: Any,
        stops: Sequence[Stop],
        currency: str,
        held: int,
        may_move: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.stops, self.held, self.may_move = stops, held, may_move
        self._choose("outcome", Outcome.choices)
        named = Cause.choices if stops else [c for c in Cause.choices if c[0] in ("brief_unclear", "outside")]
        self._choose("cause", named)
        self._choose("step", [(str(stop.step.id), stop.step.title) for stop in stops])
        self.fields["amount"] = AmountField(currency=currency, required=False, label=_("How much"))
        if not (held and may_move):
            for name in ("release", "amount", "transferred_on", "reference"):
                del self.fields[name]

    def _choose(self, name: str, choices: Any) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    @property
    def causes(self) -> list[dict[str, Any]]:
        """Each cause with the sentence that says what it does."""
        chosen = self["cause"].value() or ""
        return [
            {"value": value, "label": label, "text": CAUSES[value], "chosen": value == chosen}
            for value, label in self.fields["cause"].choices  # type: ignore[attr-defined]
        ]

    @property
    def chosen_step(self) -> str:
        return str(self["step"].value() or "")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        is_part = said.get("outcome") == Outcome.ACCEPTED and said.get("release") == "part"
        if is_part and said.get("amount") is None and not self.errors.get("amount"):
            self.add_error("amount", _("Write how much you release."))
        return said

    def values(self) -> dict[str, Any]:
        """What `judge` takes. What belongs to the other verdict is left out: the form shows both."""
        said = self.cleaned_data
        values: dict[str, Any] = {"outcome": said["outcome"], "note_text": said["note"]}
        if said["outcome"] == Outcome.ACCEPTED:
            return values | self._released(said)
        step = said["step"] if said["cause"] in ("procedure_wrong", "not_followed") else ""
        followed = None
        if said["cause"] == Cause.PROCEDURE_WRONG:
            followed = next(
                (s.outcome == "done" for s in self.stops if s.outcome and str(s.step.id) == step), None
            )
        return values | {"cause": said["cause"], "step_id": identifier(step), "step_followed": followed}

    def _released(self, said: dict[str, Any]) -> dict[str, Any]:
        if "release" not in self.fields:
            return {"release_minor": 0 if self.held else None}
        minor = {"all": None, "part": said.get("amount"), "nothing": 0}[said["release"]]
        return {
            "release_minor": minor,
            "transferred_on": said["transferred_on"],
            "reference": said["reference"],
        }

    def refuse(self, refusal: Any) -> None:
        if refusal.field == "release" and "amount" in self.fields:
            refusal.field = "amount"
        super().refuse(refusal)
