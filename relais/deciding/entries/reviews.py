"""Groups of notes, reviews, the rates that are reckoned with."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from relais.acts.types import EntryData, Sentence, entry_type
from relais.deciding.models import Every, ItemOutcome


@entry_type("group.confirmed")
class GroupConfirmed(EntryData):
    private = True

    notes: int

    def sentence(self) -> Sentence:
        return _("%(who)s confirmed a group of %(notes)s notes.")


@entry_type("group.split")
class GroupSplit(EntryData):
    private = True

    notes: int
    out: int

    def sentence(self) -> Sentence:
        return _("%(who)s split a group of %(notes)s notes: %(out)s did not belong to it.")


@entry_type("group.merged")
class GroupMerged(EntryData):
    private = True

    groups: int
    notes: int

    def sentence(self) -> Sentence:
        return _("%(who)s merged %(groups)s groups, %(notes)s notes in all.")


@entry_type("group.attached")
class GroupAttached(EntryData):
    private = True

    notes: int
    activity: str

    def sentence(self) -> Sentence:
        return _("%(who)s said what notes are about: “%(activity)s” (notes: %(notes)s).")


@entry_type("regrouping.undone")
class RegroupingUndone(EntryData):
    private = True

    kind: str

    def sentence(self) -> Sentence:
        return {
            "confirmed": _("%(who)s took back that a group was confirmed."),
            "split": _("%(who)s took back that a group was split."),
            "merged": _("%(who)s took back that groups were merged."),
            "attached": _("%(who)s took back what a group is about."),
        }.get(self.kind, _("%(who)s took back what was said of a group."))


@entry_type("review_rhythm.set")
class ReviewRhythmSet(EntryData):
    private = True

    every: str
    starts_on: str

    def sentence(self) -> Sentence:
        return _("%(who)s set the rhythm of the review: %(every)s, from %(starts_on)s on.")

    def values(self) -> dict[str, object]:
        label = str(Every(self.every).label) if self.every in Every.values else self.every
        return {"every": label[:1].lower() + label[1:]}


@entry_type("review_rhythm.ended")
class ReviewRhythmEnded(EntryData):
    private = True

    def sentence(self) -> Sentence:
        return _("%(who)s ended the rhythm of the review.")


@entry_type("review.opened")
class ReviewOpened(EntryData):
    private = True

    first_on: str
    last_on: str
    points: int

    def sentence(self) -> Sentence:
        return _("%(who)s opened the review from %(first_on)s to %(last_on)s (points: %(points)s).")


@entry_type("review.gone_through")
class ReviewGoneThrough(EntryData):
    private = True

    position: int
    outcome: str

    def sentence(self) -> Sentence:
        return {
            ItemOutcome.JUDGED: _("%(who)s looked again at a decision, point %(position)s of the review."),
            ItemOutcome.DECIDED: _("%(who)s decided on point %(position)s of the review."),
            ItemOutcome.SKIPPED: _("%(who)s skipped point %(position)s of the review."),
        }.get(self.outcome, _("%(who)s took up point %(position)s of the review again."))  # type: ignore[call-overload]

    def together(self, count: int) -> Sentence:
        return _("%(who)s went through %(count)s points of the review.")


@entry_type("review.finished")
class ReviewFinished(EntryData):
    private = True

    first_on: str
    last_on: str
    decided: int
    judged: int
    skipped: int

    def sentence(self) -> Sentence:
        return _(
            "%(who)s finished the review from %(first_on)s to %(last_on)s (decided: %(decided)s, looked at again: %(judged)s,"
            " left: %(skipped)s)."
        )


@entry_type("rates.set")
class RatesSet(EntryData):
    owner_hour: int
    owner_hour_currency: str
    delegate_hour: int
    delegate_hour_currency: str

    def sentence(self) -> Sentence:
        return _(
            "%(who)s set what is reckoned with: %(owner_hour)s for an hour of the owner, %(delegate_hour)s for one of a delegate."
        )


@entry_type("brief.begun")
class BriefBegun(EntryData):
    activity: str

    def sentence(self) -> Sentence:
        return _("%(who)s began a brief from the activity “%(activity)s”.")


@entry_type("brief.taken_back")
class BriefTakenBack(EntryData):
    activity: str

    def sentence(self) -> Sentence:
        return _("%(who)s took back that “%(activity)s” is delegated.")
