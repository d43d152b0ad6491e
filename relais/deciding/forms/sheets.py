"""Forms of scenario sheets: what one is about, its cases, outcomes, safeguards, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relais.acts.forms import ActForm
from relais.acts.refusal import Refused
from relais.deciding.actions import About, OutcomeSaid, SafeguardSaid, Told
from relais.deciding.drawing import SheetRefused, minor_of
from relais.deciding.models import Outcome, Safeguard
from relais.deciding.models.sheets import Kind, Unit
from relais.deciding.rules.sheets import ANSWER_LIMIT, GROUP_LIMIT, LESSON_LIMIT, TITLE_LIMIT
from relais.deciding.sheet_words import ASKED, SECTIONS
from relais.deciding.showing.amounts import factor_text
from relais.deciding.starting import EXAMPLES
from relais.engine.decide.concrete import QUESTIONS
from relais.funds.forms import AmountField
from relais.planning.forms.fields import MeasureField, date_input

AS_BEFORE: Final = "1"
OFTEN: Final = (
    (AS_BEFORE, _("as often as before")),
    ("0.75", _("a quarter less often (× 0.75)")),
    ("0.5", _("half as often (× 0.5)")),
    ("0.25", _("four times rarer (× 0.25)")),
    ("0.1", _("ten times rarer (× 0.1)")),
    ("0", _("never: it is excluded (× 0)")),
)
LARGE: Final = (
    (AS_BEFORE, _("as large as before")),
    ("0.75", _("a quarter smaller (× 0.75)")),
    ("0.5", _("half as large (× 0.5)")),
    ("0.25", _("four times smaller (× 0.25)")),
    ("0.1", _("ten times smaller (× 0.1)")),
)
STRENGTHS: Final = (
    ("", pgettext_lazy("dependence", "none")),
    ("some", pgettext_lazy("dependence", "some: it comes more often with it (rank correlation 0.4)")),
    ("strong", pgettext_lazy("dependence", "strong: it mostly comes with it (rank correlation 0.8)")),
)


class PercentField(MeasureField):
    """A probability as a person types it, 15 or 15 %; cleaned to a share."""

    def clean(self, value: Any) -> Decimal | None:
        found = super().clean(str(value or "").replace("%", ""))
        return None if found is None else (found / 100).quantize(Decimal("0.0001"))


class SheetForm(ActForm):
    """Shows every fault that the engine finds at once, each at its field."""

    def refuse(self, refusal: Refused) -> None:
        for one in getattr(refusal, "all", (refusal,)):
            super().refuse(one)


class AboutForm(SheetForm):
    """What a sheet is about, and what can be borne."""

    title = forms.CharField(
        label=_("Which decision is it?"),
        max_length=TITLE_LIMIT,
        help_text=_("“Hand over the shop’s mail to Eve”, “Move the blog to another host”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    delegation = forms.ChoiceField(
        label=_("For a delegation"),
        required=False,
        help_text=_("Its safeguards can then become gates of the work."),
    )
    activity = forms.ChoiceField(label=_("About an activity"), required=False)
    known_on = forms.DateField(
        label=_("When will you know what happened?"),
        required=False,
        widget=date_input(),
        help_text=_("On that day this page asks; what you said beforehand is then compared."),
    )

    def __init__(
        self, *args: Any, currency: str, activities: Sequence[Any], delegations: Sequence[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bearable"] = AmountField(
            currency=currency, required=False,
            label=_("The greatest loss the business can bear, in %(currency)s") % {"currency": currency},
            help_text=_("Beyond it, bills stay unpaid. The sheet says how likely that is."),
        )  # fmt: skip
        self.fields["hour_rate"] = AmountField(
            currency=currency, required=False,
            label=_("What an hour is worth to you, in %(currency)s") % {"currency": currency},
            help_text=_("Needed as soon as something costs or brings hours."),
        )  # fmt: skip
        for name, rows in (("activity", activities), ("delegation", delegations)):
            self.fields[name].choices = [("", _("none")), *((str(one.id), one.title) for one in rows)]  # type: ignore[attr-defined]

    def about(self) -> About:
        said = self.cleaned_data
        return About(
            title=said["title"], bearable=said["bearable"], hour_rate=said["hour_rate"], known_on=said["known_on"],
            activity_id=UUID(said["activity"]) if said["activity"] else None,
            delegation_id=UUID(said["delegation"]) if said["delegation"] else None,
        )  # fmt: skip


class NewSheetForm(AboutForm):
    """The same, with an example to begin from."""

    template = forms.ChoiceField(
        label=_("Begin from"),
        required=False,
        choices=[("", _("An empty sheet")), *((name, one.title) for name, one in EXAMPLES.items())],
        widget=forms.RadioSelect,
        help_text=_("An example brings outcomes and safeguards with figures: change each to yours."),
    )


class CasesForm(SheetForm):
    """The worst case, the best case, and what doing nothing costs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            asked = ASKED[question]
            self.fields[question] = forms.CharField(
                label=str(asked.ask), required=False, max_length=ANSWER_LIMIT,
                help_text=_("For example: %(example)s") % {"example": asked.example},
                widget=forms.Textarea(attrs={"rows": 2, "data-draft": f"sheet-{question}"}),
            )  # fmt: skip

    @property
    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(name, [self[question] for question in questions]) for _key, name, questions in SECTIONS]

    def answers(self) -> dict[str, str]:
        return {question: self.cleaned_data[question] for question in QUESTIONS}


class OutcomeForm(SheetForm):
    """One thing that may happen."""

    title = forms.CharField(
        label=_("What may happen?"),
        max_length=TITLE_LIMIT,
        help_text=_("One thing that one would see: “The site is down for a day”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_("Then"), choices=Kind.choices, widget=forms.RadioSelect, initial=Kind.LOSS
    )
    probability_low = PercentField(
        label=_("How likely, in %"), help_text=_("One in ten is 10. Not sure? Give the least and the most.")
    )
    probability_high = PercentField(label=_("at most, in %"), required=False)
    unit = forms.ChoiceField(
        label=_("Counted in"), choices=Unit.choices, widget=forms.RadioSelect, initial=Unit.MONEY
    )
    low = MeasureField(label=_("At least"), required=False)
    likely = MeasureField(label=_("Most likely"))
    high = MeasureField(label=_("At most"), required=False)
    group = forms.CharField(
        label=_("Group"),
        required=False,
        max_length=GROUP_LIMIT,
        help_text=_("Give the same word to outcomes of which only one can happen: “delivery”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, currency: str, others: Iterable[Outcome] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency, self.others = currency, tuple(others)
        for one in self.others:
            self.fields[f"depends_{one.id}"] = forms.ChoiceField(
                label=_("Goes with “%(outcome)s”") % {"outcome": one.title}, required=False, choices=STRENGTHS
            )

    @property
    def dependences(self) -> list[forms.BoundField]:
        return [self[f"depends_{one.id}"] for one in self.others]

    def refuse(self, refusal: Refused) -> None:
        found = getattr(refusal, "all", (refusal,))
        for one in found:
            if one.field == "depends" and self.others:
                typed = [
                    f"depends_{other.id}" for other in self.others if self.data.get(f"depends_{other.id}")
                ]
                one.field = typed[0] if typed else "group"
        super().refuse(SheetRefused(found))

    def said(self) -> OutcomeSaid:
        """What the verb takes. One number alone is a point; a missing end is the most likely."""
        said = self.cleaned_data
        least, most = said["probability_low"], said["probability_high"]
        amounts = {
            name: minor_of(said["likely"] if said[name] is None else said[name], said["unit"], self.currency)
            for name in ("low", "likely", "high")
        }
        depends = {one.id: said[f"depends_{one.id}"] for one in self.others if said[f"depends_{one.id}"]}
        return OutcomeSaid(
            title=said["title"], probability_low=least, probability_high=least if most is None else most,
            kind=said["kind"], unit=said["unit"], group=said["group"], depends=depends, **amounts,
        )  # fmt: skip


class SafeguardForm(SheetForm):
    """What guards against losses, at what cost, and what it does to each."""

    title = forms.CharField(
        label=_("What would guard against it?"),
        max_length=TITLE_LIMIT,
        help_text=_("“A backup first”, “Half at the start, half when it is accepted”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    cost = MeasureField(label=_("What it costs"), help_text=_("0 if it is free."))
    unit = forms.ChoiceField(
        label=_("Counted in"), choices=Unit.choices, widget=forms.RadioSelect, initial=Unit.MONEY
    )

    def __init__(self, *args: Any, currency: str, losses: Sequence[Outcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency, self.losses = currency, losses
        for one in losses:
            for name, choices, label in (
                ("often", OFTEN, _("Then it comes")),
                ("large", LARGE, _("and when it comes, it is")),
            ):
                given = (self.initial or {}).get(f"{name}_{one.id}")
                extra = (
                    ()
                    if given is None or given in dict(choices)
                    else ((given, f"× {factor_text(float(given))}"),)
                )
                self.fields[f"{name}_{one.id}"] = forms.ChoiceField(
                    label=label, choices=[*choices, *extra], required=False, initial=AS_BEFORE
                )

    @property
    def effects(self) -> list[tuple[Outcome, forms.BoundField, forms.BoundField]]:
        return [(one, self[f"often_{one.id}"], self[f"large_{one.id}"]) for one in self.losses]

    def said(self) -> SafeguardSaid:
        said = self.cleaned_data

        def factor(name: str) -> Decimal:
            return Decimal(said[name] or AS_BEFORE)

        return SafeguardSaid(
            title=said["title"], cost=minor_of(said["cost"], said["unit"], self.currency), unit=said["unit"],
            effects={one.id: (factor(f"often_{one.id}"), factor(f"large_{one.id}")) for one in self.losses},
        )  # fmt: skip


HAPPENED: Final = (("", _("not known yet")), ("yes", _("it happened")), ("no", _("it did not")))


class TellForm(SheetForm):
    """What came of each outcome, and what was learned."""

    lesson = forms.CharField(
        label=_("What do you take from it?"),
        required=False,
        max_length=LESSON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3, "data-draft": "sheet-lesson"}),
    )

    def __init__(self, *args: Any, currency: str, outcomes: Sequence[Outcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency, self.outcomes = currency, outcomes
        for one in outcomes:
            self.fields[f"happened_{one.id}"] = forms.ChoiceField(
                label=one.title, required=False, choices=HAPPENED, widget=forms.RadioSelect
            )
            label = _("What it cost") if one.kind == Kind.LOSS else _("What it brought")
            self.fields[f"actual_{one.id}"] = MeasureField(
                label=label, required=False, help_text=_("In hours.") if one.unit == Unit.HOURS else currency
            )

    @property
    def rows(self) -> list[tuple[Outcome, forms.BoundField, forms.BoundField]]:
        return [(one, self[f"happened_{one.id}"], self[f"actual_{one.id}"]) for one in self.outcomes]

    def told(self) -> Mapping[UUID, Told]:
        said = self.cleaned_data
        found = {}
        for one in self.outcomes:
            actual = said[f"actual_{one.id}"]
            found[one.id] = Told(
                {"yes": True, "no": False}.get(said[f"happened_{one.id}"]),
                None if actual is None else minor_of(actual, one.unit, self.currency),
            )
        return found


def strength_initial(dependences: Iterable[Any], outcome: Outcome) -> dict[str, str]:
    """What the form of an outcome begins with: how much it goes with each other one."""
    return {
        f"depends_{one.other_id if one.one_id == outcome.id else one.one_id}": one.strength
        for one in dependences
        if outcome.id in (one.one_id, one.other_id)
    }


def effect_initial(effects: Iterable[Any], safeguard: Safeguard) -> dict[str, str]:
    """Likewise for a safeguard: factors as the choices write them."""
    found = {}
    for one in effects:
        if one.safeguard_id == safeguard.id:
            found[f"often_{one.outcome_id}"] = f"{one.probability.normalize():f}"
            found[f"large_{one.outcome_id}"] = f"{one.size.normalize():f}"
    return found
