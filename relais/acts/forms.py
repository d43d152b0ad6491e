"""Forms that act: each carries a key, so that it acts once, and shows a refusal beside what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms

from relais.acts.refusal import Refused
from relais.config.ids import new_id

R = TypeVar("R")


def new_key() -> str:
    """A key for a form about to be shown: the act it leads to happens once under it."""
    return new_id().hex


class ActForm(forms.Form):
    """A form whose submission is one act.

        form = ReplyForm(request.POST)
        if form.is_valid() and (entry := form.act(lambda: actions.reply(...))):
            return redirect(entry)
        return render(request, "log/thread.html", {"form": form}, status=form.status)

    A refusal becomes an error of its field; everything typed stays; `status` is the HTTP status to answer with.
    """

    key = forms.CharField(widget=forms.HiddenInput, initial=new_key, required=False, max_length=64)
    status = 200

    def act(self, verb: Callable[[], R]) -> R | None:
        try:
            return verb()
        except Refused as refusal:
            self.refuse(refusal)
            return None

    def refuse(self, refusal: Refused) -> None:
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, forms.ValidationError(refusal.text, code=refusal.code))
        self.status = refusal.status

    def is_valid(self) -> bool:
        valid = super().is_valid()
        if self.is_bound and not valid:
            self.status = 422
        return valid

    def values(self) -> dict[str, Any]:
        """What was typed, cleaned, without the key."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}
