"""Forms of the day: its close, time that was lost, what took longer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relais.acts.forms import ActForm
from relais.log.fields import time_input
from relais.planning.rules import HIGHLIGHT_LIMIT, TITLE_LIMIT
from relais.planning.showing.day import LONGER

IMPORTANT: Final = (
    ("yes", _("Yes, it is finished")),
    ("part", _("Its part of the day is done")),
    ("no", pgettext_lazy("answer", "No")),
)
YES_NO: Final = (("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No")))


def _answer(label: Any, choices: Any = YES_NO, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Answer yes or no.")},
        **kwargs,
    )


class CloseForm(ActForm):
    """The close of a day: four answers, what else was finished, a last top and flop."""

    important_done = _answer(_("Is the important task done?"), IMPORTANT)
    mail_done = _answer(_("Is the mail handled?"))
    did_as_decided = _answer(_("I did what I had decided"))
    it_worked = _answer(
        _("It worked"),
        (*YES_NO, ("unknown", _("Not known yet"))),
        help_text=_("One can do all one had decided and it does not work; and the other way round."),
    )
    finished = forms.MultipleChoiceField(
        label=_("Of what was planned, this is done too"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What is left moves to the days after, if it fits."),
    )
    top = forms.CharField(label=_("A top"), required=False, max_length=HIGHLIGHT_LIMIT)
    flop = forms.CharField(label=_("A flop"), required=False, max_length=HIGHLIGHT_LIMIT)

    def __init__(
        self,
        *args: Any,
        important: tuple[UUID, str, bool] | None,
        left: Iterable[tuple[UUID, str]] = (),
        **kwargs: Any,
    ) -> None:
        """`important`: the day's most important task, its title, and whether it is still open."""
        super().__init__(*args, **kwargs)
        self._important = important
        choices = [(str(pk), title) for pk, title in left]
        self.fields["finished"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["finished"]
        if important is None:
            del self.fields["important_done"]
        else:
            _id, title, is_open = important
            self.fields["important_done"].label = _("Is “%(task)s” done?") % {"task": title}
            if not is_open:
                self.initial.setdefault("important_done", "yes")
        for name in ("top", "flop"):
            self.fields[name].widget.attrs.update({"autocomplete": "off", "data-draft": "close"})

    def answers(self) -> dict[str, str]:
        """What was ticked, valid or not: kept in the address while a top or a flop is noted."""
        names = ("important_done", "mail_done", "did_as_decided", "it_worked")
        return {
            name: self.data[name] for name in names if self.data.get(name) in ("yes", "part", "no", "unknown")
        }

    def values(self) -> dict[str, Any]:
        said = super().values()
        worked, finished = said["it_worked"], [UUID(one) for one in said.get("finished", ())]
        if self._important and said["important_done"] == "yes" and self._important[2]:
            finished.append(self._important[0])
        return {
            "important_done": said["important_done"] != "no" if "important_done" in said else None,
            "mail_done": said["mail_done"] == "yes",
            "did_as_decided": said["did_as_decided"] == "yes",
            "it_worked": None if worked == "unknown" else worked == "yes",
            "tops": [said["top"]] if said["top"] else [],
            "flops": [said["flop"]] if said["flop"] else [],
            "finished": finished,
        }


class LostTimeForm(ActForm):
    """From when to when nothing could be done today."""

    starts = forms.TimeField(label=_("From"), widget=time_input())
    ends = forms.TimeField(label=_("To"), widget=time_input())
    title = forms.CharField(label=_("Why"), required=False, max_length=TITLE_LIMIT)

    def period(self, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Two moments of today, where the person is."""
        day = now.astimezone(zone).date()

        def at(clock: time) -> datetime:
            return datetime.combine(day, clock, tzinfo=zone)

        return at(self.cleaned_data["starts"]), at(self.cleaned_data["ends"])


class LongerForm(ActForm):
    """A task takes longer than planned."""

    more = forms.TypedChoiceField(coerce=int, choices=[(str(n), str(n)) for n in LONGER])
