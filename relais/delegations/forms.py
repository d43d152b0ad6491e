"""The forms of delegations. They read what was typed; the verbs decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from relais.acts.forms import ActForm
from relais.config.money import currency_choices, currency_known, decimal_text
from relais.delegations.actions import MilestoneTerms
from relais.delegations.models import Brief, Cause, Delegation, Milestone, Outcome
from relais.delegations.reading import Part, Stop
from relais.delegations.rules import MILESTONES_MOST, TITLE_LIMIT
from relais.delegations.wording import CAUSES, PARTS, SECTIONS
from relais.engine.values import Money
from relais.funds.forms import AmountField
from relais.log.forms import FilesForm
from relais.people.models import Membership
from relais.procedures.models import Procedure, Run

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _area(rows: int, **attrs: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **{name.replace("_", "-"): v for name, v in attrs.items()}})


def executor_choices(members: Sequence[Membership], nobody: Any) -> list[tuple[str, Any]]:
    return [("", nobody), *((str(m.id), f"{m.person} · {m.title or m.get_role_display()}") for m in members)]


def procedure_choices(procedures: Sequence[Procedure]) -> list[tuple[str, Any]]:
    """Those not published yet are offered too, and say so: they can be chosen before they are ready."""
    unready = _("%(title)s (not published yet)")
    named = [(str(p.id), p.title if p.current_id else unready % {"title": p.title}) for p in procedures]
    return [("", _("None yet")), *named]


def _uuid(value: str) -> UUID | None:
    return UUID(value) if value else None


class NewForm(ActForm):
    """What is handed over, in a few words; the rest comes after."""

    title = forms.CharField(
        label=_("What do you hand over?"),
        max_length=TITLE_LIMIT,
        help_text=_("A few words by which both of you know it: “Answer shop support mail”."),
        widget=forms.TextInput(attrs={"data-draft": "delegation", "autocomplete": "off"}),
    )
    executor = forms.ChoiceField(
        label=_("To whom?"), required=False, help_text=_("You can choose or invite someone later.")
    )
    procedure = forms.ChoiceField(
        label=_("By which procedure?"),
        required=False,
        help_text=_("With one, a verdict names the step that went wrong, and not the person."),
    )
    origin = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, members: Sequence[Membership], procedures: Sequence[Procedure], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["executor"].choices = executor_choices(members, _("Not chosen yet"))  # type: ignore[attr-defined]
        self.fields["procedure"].choices = procedure_choices(procedures)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "title": said["title"],
            "executor_id": _uuid(said["executor"]),
            "procedure_id": _uuid(said["procedure"]),
            "from_entry_id": said["origin"],
        }


class BriefForm(ActForm):
    """The brief in its five parts; each may be left for later."""

    stamp = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, brief: Brief, **kwargs: Any) -> None:
        initial = {part: getattr(brief, part) for part in Brief.PARTS} | {"stamp": brief.stamp}
        super().__init__(*args, initial=initial, **kwargs)
        for name in Brief.PARTS:
            part = PARTS[name]
            self.fields[name] = forms.CharField(
                label=part.name,
                required=False,
                strip=True,
                widget=_area(4, data_draft=f"brief-{brief.delegation_id}-{name}"),
            )

    @property
    def sections(self) -> list[dict[str, Any]]:
        """The five parts with their fields, helps and examples."""
        return [
            {
                "section": section,
                "number": number,
                "fields": [(self[name], PARTS[name]) for name in section.fields],
                "is_one": len(section.fields) == 1,
            }
            for number, section in enumerate(SECTIONS, start=1)
        ]

    def take_stamp(self, brief: Brief) -> None:
        """Saved by another meanwhile: shown again with what was typed; sent once more, it replaces what they saved."""
        self.data = self.data.copy()
        self.data["stamp"] = brief.stamp

    def values(self) -> dict[str, Any]:
        said = super().values()
        return {"parts": {name: said[name] for name in Brief.PARTS}, "stamp": said["stamp"] or None}


class TermsForm(ActForm):
    """Who, how, in which currency, what silence means, and the milestones: a row each."""

    executor = forms.ChoiceField(label=_("Who does the work"), required=False)
    procedure = forms.ChoiceField(
        label=_("Procedure"),
        required=False,
        help_text=_("The executor may read and run it from the proposal until the end."),
    )
    currency = forms.ChoiceField(label=_("Currency"), help_text=_("Fixed once money is held for this work."))
    silence_days = forms.IntegerField(
        label=_("Days of silence"),
        required=False,
        help_text=_(
            "After so many days without a verdict a delivery counts as accepted, and what is held for it is released. Two"
            " reminders come before. Empty: never."
        ),
        widget=forms.NumberInput(attrs={"min": 1, "max": 365}),
    )
    rows = forms.IntegerField(
        required=False, widget=forms.HiddenInput, min_value=1, max_value=MILESTONES_MOST + 1
    )

    def __init__(
        self,
        *args: Any,
        delegation: Delegation,
        milestones: Sequence[Milestone],
        members: Sequence[Membership],
        procedures: Sequence[Procedure],
        is_agreed: bool = False,
        more: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.delegation, self.is_agreed = delegation, is_agreed
        waits = _("Whoever accepts the invitation") if delegation.invitation_id else _("Not chosen yet")
        self.fields["executor"].choices = executor_choices(members, waits)  # type: ignore[attr-defined]
        self.fields["procedure"].choices = procedure_choices(procedures)  # type: ignore[attr-defined]
        self.fields["currency"].choices = currency_choices((get_language() or "en")[:2])  # type: ignore[attr-defined]
        self.initial |= {
            "executor": str(delegation.executor_id or ""),
            "procedure": str(delegation.procedure_id or ""),
            "currency": delegation.currency,
            "silence_days": delegation.silence_days,
        }
        self.count = self._count(len(milestones), more)
        self._add_rows(milestones)
        if is_agreed:
            for name in ("executor", "currency", "silence_days"):
                del self.fields[name]

    def _count(self, existing: int, more: bool) -> int:
        typed = self.data.get("rows", "") if self.is_bound else ""
        count = int(typed) if typed.isdecimal() and len(typed) < 4 else existing
        count = min(count + more, MILESTONES_MOST + 1)
        self.initial["rows"] = max(count, existing, 1)
        # The form shows one row more than what it was sent with when asked to.
        if self.is_bound:
            self.data = self.data.copy()
            self.data["rows"] = str(self.initial["rows"])
        return int(self.initial["rows"])

    def _add_rows(self, milestones: Sequence[Milestone]) -> None:
        typed = self.data.get("currency", "") if self.is_bound else ""
        currency = typed if currency_known(typed) and not self.is_agreed else self.delegation.currency
        for n in range(self.count):
            known = milestones[n] if n < len(milestones) else None
            self._add_row(n, known, currency)

    def _add_row(self, n: int, known: Milestone | None, currency: str) -> None:
        self.fields[f"id_{n}"] = forms.UUIDField(
            required=False, widget=forms.HiddenInput, initial=known.id if known else None
        )
        self.fields[f"due_on_{n}"] = forms.DateField(
            label=_("Due on"), required=False, widget=DATE, initial=known.due_on if known else None
        )
        if self.is_agreed:
            return
        self.fields[f"title_{n}"] = forms.CharField(
            label=_("Part of the work"),
            required=False,
            max_length=TITLE_LIMIT,
            initial=known.title if known else "",
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
        amount = decimal_text(Money(known.amount, currency)) if known and known.amount else ""
        self.fields[f"amount_{n}"] = AmountField(
            currency=currency, required=False, label=_("Agreed price"), initial=amount
        )
        self.fields[f"drop_{n}"] = forms.BooleanField(label=_("Take it out"), required=False)

    @property
    def milestone_rows(self) -> list[dict[str, Any]]:
        names = ("id", "title", "amount", "due_on", "drop")
        return [
            {"number": n + 1, **{name: self[f"{name}_{n}"] for name in names if f"{name}_{n}" in self.fields}}
            for n in range(self.count)
        ]

    def milestones(self, existing: Sequence[Milestone]) -> list[MilestoneTerms]:
        """The whole list as typed: empty new rows and those taken out are left out."""
        said = self.cleaned_data
        if self.is_agreed:
            days = {said[f"id_{n}"]: said[f"due_on_{n}"] for n in range(self.count)}
            return [MilestoneTerms(m.title, m.amount, days.get(m.id, m.due_on), m.id) for m in existing]
        terms = []
        for n in range(self.count):
            one = MilestoneTerms(
                said[f"title_{n}"], said[f"amount_{n}"], said[f"due_on_{n}"], said[f"id_{n}"]
            )
            if not said[f"drop_{n}"] and one != MilestoneTerms():
                terms.append(one)
        return terms

    def terms(self, existing: Sequence[Milestone]) -> dict[str, Any]:
        """What `set_terms` takes."""
        said = self.cleaned_data
        terms: dict[str, Any] = {
            "procedure_id": _uuid(said["procedure"]),
            "milestones": self.milestones(existing),
        }
        if self.is_agreed:
            return terms
        if said["executor"] or self.delegation.executor_id is not None:
            terms["executor_id"] = _uuid(said["executor"])
        return terms | {"currency": said["currency"], "silence_days": said["silence_days"]}


class InviteForm(ActForm):
    """Someone who is not in the team yet."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    title = forms.CharField(
        label=_("What they do here"), required=False, max_length=80, help_text=_("Webmaster, support…")
    )


class ChangeForm(ActForm):
    text = forms.CharField(
        label=_("What would you change?"),
        required=False,
        widget=_area(4, data_draft="change"),
        help_text=_("Say what you would agree to. The brief comes back to you with a new number."),
    )


class MilestoneForm(ActForm):
    """One more part of the work."""

    title = forms.CharField(label=_("Part of the work"), max_length=TITLE_LIMIT)
    due_on = forms.DateField(label=_("Due on"), required=False, widget=DATE)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = AmountField(
            currency=currency,
            required=False,
            label=_("Agreed price in %(currency)s") % {"currency": currency},
        )
        self.order_fields(["title", "amount", "due_on"])


class EndForm(ActForm):
    text = forms.CharField(label=_("A last word"), required=False, widget=_area(3))


class DeliverForm(FilesForm):
    """Work handed in: what it is, the time spent, the run that led to it, files."""

    milestone = forms.ChoiceField(label=_("What do you deliver?"))
    text = forms.CharField(
        label=_("What is done, and where can it be seen?"),
        required=False,
        widget=_area(6, data_draft="delivery"),
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
            from relais.config.dates import moment_text

            language = "fr" if (get_language() or "").startswith("fr") else "en"
            named = [(str(r.id), f"{r.version.title} · {moment_text(r.started_at, language)}") for r in runs]
            self.fields["run"].choices = [*named, ("", _("None"))]  # type: ignore[attr-defined]
            self.initial["run"] = named[0][0]
        else:
            del self.fields["run"]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if not self.errors.get("hours") and not self.errors.get("minutes"):
            if said.get("hours") is None and said.get("minutes") is None:
                self.add_error("hours", _("Say how long it took: it is what the next price is made from."))
        return said

    def values(self) -> dict[str, Any]:
        said = super().values()
        return {
            "milestone_id": _uuid(said["milestone"]),
            "text": said["text"],
            "minutes": 60 * (said["hours"] or 0) + (said["minutes"] or 0),
            "run_id": _uuid(said.get("run", "")),
            "files": said["files"],
        }


class LineForm(FilesForm):
    """A line in the thread of a delegation: management asks the executor, the executor asks management."""

    text = forms.CharField(label=_("What do you ask, or note?"), widget=_area(3), required=False)
    due_on = forms.DateField(label=_("Due date"), required=False, widget=DATE)


RELEASES = (
    ("all", _("Release all of it")),
    ("part", _("Release a part; the rest stays held")),
    ("nothing", _("Release nothing now; all of it stays held")),
)


class VerdictForm(ActForm):
    """The judgement: accepted with what is released, or not, with the cause and the step."""

    outcome = forms.ChoiceField(label=_("Your verdict"), widget=forms.RadioSelect, required=False)
    release = forms.ChoiceField(
        label=_("The money held for it"),
        choices=RELEASES,
        widget=forms.RadioSelect,
        required=False,
        initial="all",
    )
    transferred_on = forms.DateField(label=_("Day of the transfer"), required=False, widget=DATE)
    reference = forms.CharField(label=_("Reference of the transfer"), required=False, max_length=140)
    cause = forms.ChoiceField(label=_("Where it came from"), widget=forms.RadioSelect, required=False)
    step = forms.ChoiceField(label=_("At which step"), widget=forms.RadioSelect, required=False)
    note = forms.CharField(
        label=_("What you saw"),
        required=False,
        widget=_area(4, data_draft="verdict"),
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
        self._choose(
            "outcome",
            (
                (Outcome.ACCEPTED, _("Accepted")),
                (Outcome.REDO, _("To redo")),
                (Outcome.REFUSED, _("Refused")),
            ),
        )
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
        if (
            said.get("outcome") == Outcome.ACCEPTED
            and said.get("release") == "part"
            and said.get("amount") is None
        ):
            if not self.errors.get("amount"):
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
                (s.outcome == "done" for s in self.stops if s.tick and str(s.step.id) == step), None
            )
        return values | {"cause": said["cause"], "step_id": _uuid(step), "step_followed": followed}

    def _released(self, said: dict[str, Any]) -> dict[str, Any]:
        if "release" not in self.fields:
            return {"release_minor": 0 if self.held else None}
        minor = {"all": None, "part": said.get("amount"), "nothing": 0}[said["release"] or "all"]
        return {
            "release_minor": minor,
            "transferred_on": said["transferred_on"],
            "reference": said["reference"],
        }

    def refuse(self, refusal: Any) -> None:
        if refusal.field == "release" and "amount" in self.fields:
            refusal.field = "amount"
        super().refuse(refusal)
