"""Forms before the work: what, to whom, the brief, the terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from relais.activities.forms import offer_activities
from relais.acts.forms import ActForm
from relais.config.money import currency_choices, currency_known, typed_text
from relais.delegations.actions import MilestoneTerms
from relais.delegations.forms.fields import EMPTY, area, date_input, identifier, typed
from relais.delegations.models import Brief, Delegation, Milestone
from relais.delegations.rules import MILESTONES_MOST, TITLE_LIMIT
from relais.delegations.wording import PARTS, SECTIONS
from relais.engine.values import Money
from relais.funds.forms import AmountField
from relais.people.models import Membership
from relais.people.widgets import LongChoice
from relais.procedures.models import Procedure

COUNTS = _("The time spent that deliveries say then counts for it.")


def executor_choices(members: Sequence[Membership], nobody: Any) -> list[tuple[str, Any]]:
    return [("", nobody), *((str(m.id), f"{m.person} · {m.title or m.get_role_display()}") for m in members)]


def procedure_choices(procedures: Sequence[Procedure]) -> list[tuple[str, Any]]:
    """Those not published yet are offered too, and say so: they can be chosen before they are ready."""
    unready = _("%(title)s (not published yet)")
    named = [(str(p.id), p.title if p.current_id else unready % {"title": p.title}) for p in procedures]
    return [("", _("None yet")), *named]


class NewForm(ActForm):
    """What is handed over, in a few words; the rest comes after."""

    title = forms.CharField(
        label=_("What do you hand over?"),
        max_length=TITLE_LIMIT,
        help_text=_("A few words by which both of you know it: “Answer shop support mail”."),
        widget=forms.TextInput(attrs={"data-draft": "delegation", "autocomplete": "off"}),
    )
    executor = LongChoice(
        label=_("To whom?"), required=False, help_text=_("You can choose or invite someone later.")
    )
    procedure = LongChoice(
        label=_("By which procedure?"),
        required=False,
        help_text=_("With one, a verdict names the step that went wrong, and not the person."),
    )
    activity = LongChoice(label=_("Of which activity?"), required=False, help_text=COUNTS)
    origin = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        members: Sequence[Membership],
        procedures: Sequence[Procedure],
        activities: Sequence[tuple[str, Any]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_activities(self, activities)
        self.fields["executor"].offer(executor_choices(members, _("Not chosen yet")))  # type: ignore[attr-defined]
        self.fields["procedure"].offer(procedure_choices(procedures))  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "title": said["title"],
            "executor_id": identifier(said["executor"]),
            "procedure_id": identifier(said["procedure"]),
            "from_entry_id": said["origin"],
            "activity_id": identifier(said.get("activity", "")),
        }


class BriefForm(ActForm):
    """The brief in its five parts; each may be left for later."""

    stamp = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, brief: Brief, **kwargs: Any) -> None:
        kwargs["initial"] = {part: getattr(brief, part) for part in Brief.PARTS} | {"stamp": brief.stamp}
        super().__init__(*args, **kwargs)
        for name in Brief.PARTS:
            part = PARTS[name]
            self.fields[name] = forms.CharField(
                label=str(part.name),
                required=False,
                strip=True,
                widget=area(4, data_draft=f"brief-{brief.delegation_id}-{name}"),
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
        self.data = {**typed(self), "stamp": brief.stamp}

    def values(self) -> dict[str, Any]:
        said = super().values()
        return {"parts": {name: said[name] for name in Brief.PARTS}, "stamp": said["stamp"] or None}


class TermsForm(ActForm):
    """Who, how, in which currency, what silence means, and the milestones: a row each."""

    executor = LongChoice(label=_("Who does the work"), required=False)
    procedure = LongChoice(
        label=_("Procedure"),
        required=False,
        help_text=_("The executor may read and run it from the proposal until the end."),
    )
    activity = LongChoice(label=_("Of which activity?"), required=False, help_text=COUNTS)
    currency = LongChoice(label=_("Currency"), help_text=_("Fixed once money is held for this work."))
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
        activities: Sequence[tuple[str, Any]] = (),
        is_agreed: bool = False,
        more: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.delegation, self.is_agreed = delegation, is_agreed
        offer_activities(self, activities)
        waits = _("Whoever accepts the invitation") if delegation.invitation_id else _("Not chosen yet")
        self.fields["executor"].offer(executor_choices(members, waits))  # type: ignore[attr-defined]
        self.fields["procedure"].offer(procedure_choices(procedures))  # type: ignore[attr-defined]
        self.fields["currency"].offer(currency_choices((get_language() or "en")[:2]))  # type: ignore[attr-defined]
        self.initial = {
            **self.initial,
            "executor": str(delegation.executor_id or ""),
            "procedure": str(delegation.procedure_id or ""),
            "activity": str(delegation.activity_id or ""),
            "currency": delegation.currency,
            "silence_days": delegation.silence_days,
        }
        self.count = self._count(len(milestones), more)
        self._add_rows(milestones)
        if is_agreed:
            for name in ("executor", "currency", "silence_days"):
                del self.fields[name]

    def _count(self, existing: int, more: bool) -> int:
        asked = self.data.get("rows", "") if self.is_bound else ""
        count = int(asked) if asked.isdecimal() and len(asked) < 4 else existing
        count = min(count + more, MILESTONES_MOST + 1)
        self.initial["rows"] = max(count, existing, 1)
        # The form shows one row more than what it was sent with when asked to.
        if self.is_bound:
            self.data = {**typed(self), "rows": str(self.initial["rows"])}
        return int(self.initial["rows"])

    def _add_rows(self, milestones: Sequence[Milestone]) -> None:
        asked = self.data.get("currency", "") if self.is_bound else ""
        currency = asked if currency_known(asked) and not self.is_agreed else self.delegation.currency
        for n in range(self.count):
            known = milestones[n] if n < len(milestones) else None
            self._add_row(n, known, currency)

    def _add_row(self, n: int, known: Milestone | None, currency: str) -> None:
        self.fields[f"id_{n}"] = forms.UUIDField(
            required=False, widget=forms.HiddenInput, initial=known.id if known else None
        )
        self.fields[f"due_on_{n}"] = forms.DateField(
            label=_("Due on"), required=False, widget=date_input(), initial=known.due_on if known else None
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
        amount = ""
        if known and known.amount:
            amount = typed_text(Money(known.amount, currency), get_language() or "en")
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
            "procedure_id": identifier(said["procedure"]),
            "milestones": self.milestones(existing),
        }
        if "activity" in said:
            terms["activity_id"] = identifier(said["activity"])
        if self.is_agreed:
            return terms
        if said["executor"] or self.delegation.executor_id is not None:
            terms["executor_id"] = identifier(said["executor"])
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
        error_messages=EMPTY,
        widget=area(4, data_draft="change"),
        help_text=_("Say what you would agree to. The brief comes back to you with a new number."),
    )
