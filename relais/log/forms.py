"""The forms of the log: writing, replying, correcting, and the filters."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from relais.acts.files import StoredFile
from relais.acts.forms import ActForm
from relais.acts.refusal import Refused
from relais.config.dates import size_text
from relais.log.matters import Matter
from relais.log.models import ThreadState
from relais.log.reading import Filters
from relais.log.uploads import MAX_FILES, keep
from relais.people.models import Membership
from relais.people.widgets import LongChoice, OpenChoice

KEPT_FOR = 20 * 3600  # seconds: shorter than what is collected without a row
_SALT = "relais.log.kept-file"


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"multiple": True, "data-limit": settings.FILE_LIMIT, **(attrs or {})})


class FilesField(forms.FileField):
    """Any number of files, unchecked: `FilesForm.clean` stores them one by one and says what is wrong with which."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        if isinstance(data, list | tuple):
            return [file for file in data if file]
        return [data] if data else []


class FilesForm(ActForm):
    """A form with files. What arrived is stored at once and comes back, ticked, when the form is refused for something else.

    After `is_valid()`, `stored` is what the verb is handed. Show it with {% include "log/_files.html" with form=form %}.
    """

    files = FilesField(required=False, label=_("Files"))  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.stored: tuple[StoredFile, ...] = ()
        refused: list[Refused] = []
        kept = [*self._received(refused), *self._arrived(cleaned.get("files") or [], refused)]
        unique = {(file.name, file.sha256): file for file in kept}
        self.stored = tuple(unique.values())[:MAX_FILES]
        if len(unique) > MAX_FILES:
            refused.append(Refused("too_many_files", field="files", limit=MAX_FILES))
        for refusal in refused:
            self.add_error("files", forms.ValidationError(refusal.text, code=refusal.code))
        self._refused = refused
        return cleaned

    def is_valid(self) -> bool:
        valid = super().is_valid()
        if not valid and any(refusal.kind == "too_large" for refusal in getattr(self, "_refused", ())):
            self.status = 413
        return valid

    def values(self) -> dict[str, Any]:
        said = super().values()
        said["files"] = self.stored
        return said

    @property
    def limit_in_bytes(self) -> int:
        return int(settings.FILE_LIMIT)

    @property
    def limit(self) -> int:
        """Megabytes of one file."""
        return settings.FILE_LIMIT // 2**20

    @property
    def received(self) -> list[dict[str, str]]:
        """The files already here, to be ticked off if they are not wanted after all."""
        language = "fr" if (get_language() or "").startswith("fr") else "en"
        return [
            {"token": _token(file), "name": file.name, "size": size_text(file.size, language)}
            for file in getattr(self, "stored", ())
        ]

    def _received(self, refused: list[Refused]) -> list[StoredFile]:
        tokens = self.data.getlist("kept") if hasattr(self.data, "getlist") else []
        found = []
        for token in tokens[:MAX_FILES]:
            try:
                found.append(StoredFile(*signing.loads(token, salt=_SALT, max_age=KEPT_FOR)))
            except (signing.BadSignature, TypeError):
                refused.append(Refused("file_gone", field="files"))
        return found

    def _arrived(self, files: Sequence[UploadedFile], refused: list[Refused]) -> list[StoredFile]:
        found = []
        for file in files[: MAX_FILES + 1]:
            try:
                found.append(keep(file))
            except Refused as refusal:
                refused.append(refusal)
        return found


def _token(file: StoredFile) -> str:
    return signing.dumps([file.name, file.sha256, file.size, file.media_type, file.salt], salt=_SALT)


def _area(**attrs: str) -> forms.Textarea:
    return forms.Textarea(
        attrs={"rows": 3, **{name.replace("_", "-"): value for name, value in attrs.items()}}
    )


class WriteForm(FilesForm):
    """A line in the log: whom it asks, by when, about what."""

    text = forms.CharField(
        label=_("What do you ask, or note?"), widget=_area(data_draft="log"), required=False
    )
    to = OpenChoice(label=pgettext_lazy("addressee", "To"), required=False)
    due_on = forms.DateField(
        label=_("Due date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    procedure = OpenChoice(label=_("Procedure"), required=False)
    origin = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        member: Membership,
        members: Sequence[Membership] = (),
        delegations: Sequence[Matter] = (),
        procedures: Sequence[Matter] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].offer(addressees(member, members, delegations))  # type: ignore[attr-defined]
        chosen: list[tuple[str, Any]] = [
            ("", pgettext_lazy("procedure", "None")),
            *((str(one.id), one.title) for one in procedures),
        ]
        self.fields["procedure"].offer(chosen)  # type: ignore[attr-defined]
        if not procedures:
            del self.fields["procedure"]

    def values(self) -> dict[str, Any]:
        """What the verb `write` takes."""
        said = super().values()
        kind, _colon, identifier = said["to"].partition(":")
        return {
            "text": said["text"],
            "to": UUID(identifier) if kind == "member" else None,
            "delegation_id": UUID(identifier) if kind == "delegation" else None,
            "procedure_id": UUID(said["procedure"]) if said.get("procedure") else None,
            "due_on": said["due_on"],
            "files": said["files"],
            "origin_id": said["origin"],
        }

    @property
    def due(self) -> str:
        """The due date as a date input wants it, or as it was typed."""
        said = self["due_on"].value()
        return said.isoformat() if isinstance(said, date) else said or ""

    def clean_to(self) -> str:
        said: str = self.cleaned_data["to"]
        kind, _colon, identifier = said.partition(":")
        if said and not (kind in ("member", "delegation") and _is_id(identifier)):
            raise forms.ValidationError(Refused("addressee_unknown").text, code="addressee_unknown")
        return said

    def clean_procedure(self) -> str:
        said: str = self.cleaned_data["procedure"]
        if said and not _is_id(said):
            raise forms.ValidationError(Refused("not_found").text, code="not_found")
        return said

    def refuse(self, refusal: Refused) -> None:
        names = {"delegation": "to", "delegation_id": "to"}
        if refusal.field in names:
            refusal.field = names[refusal.field]
        super().refuse(refusal)


def _is_id(text: str) -> bool:
    with contextlib.suppress(ValueError):
        return bool(UUID(text))
    return False


def addressees(
    member: Membership, members: Sequence[Membership], delegations: Sequence[Matter]
) -> list[tuple[str, Any]]:
    """Whom a line can ask: nobody in particular, a person, or whoever performs a delegation."""
    nobody = _("A note, to nobody in particular") if member.is_management else _("Management")
    people = [(f"member:{one.id}", _named(one)) for one in members if one.id != member.id]
    about = [(f"delegation:{one.id}", one.title) for one in delegations]
    choices: list[tuple[str, Any]] = [("", nobody)]
    if people:
        choices.append((_("People"), people))  # type: ignore[arg-type]
    if about:
        choices.append((_("About a delegation"), about))  # type: ignore[arg-type]
    return choices


def _named(member: Membership) -> str:
    return f"{member.person} · {member.title or member.get_role_display()}"


class ReplyForm(FilesForm):
    text = forms.CharField(label=_("Your reply"), widget=_area(), required=False)
    settles = forms.BooleanField(label=_("This settles the request"), required=False)

    def __init__(self, *args: Any, draft: str = "", may_settle: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["data-draft"] = draft
        if not may_settle:
            del self.fields["settles"]


class CorrectionForm(ActForm):
    text = forms.CharField(label=_("The text as it should read"), widget=_area(), required=False)


class FilterForm(forms.Form):
    """The filters of the log. What is not understood is left out, for a mistyped address still shows the log."""

    q = forms.CharField(
        label=_("Words"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    person = LongChoice(label=_("Person"), required=False)
    delegation = LongChoice(label=_("Delegation"), required=False)
    state = LongChoice(label=_("Requests"), required=False)
    since = forms.DateField(
        label=pgettext_lazy("day", "From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=pgettext_lazy("day", "To"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self,
        *args: Any,
        members: Sequence[Membership] = (),
        delegations: Sequence[Matter] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        said = [state for state in ThreadState.choices if state[0] != ThreadState.NOTE]
        self._choose("state", _("All lines"), [(value, label) for value, label in said])
        self._choose("person", _("Everyone"), [(str(one.id), str(one.person)) for one in members])
        self._choose(
            "delegation",
            pgettext_lazy("delegations", "All"),
            [(str(one.id), one.title) for one in delegations],
        )

    def _choose(self, name: str, everything: Any, choices: list[tuple[str, Any]]) -> None:
        # A choice that is no longer offered (someone who left, a closed delegation) still filters, under its address.
        asked = str(self.data.get(name, ""))
        if asked and asked not in {value for value, _label in choices} and name != "state":
            with contextlib.suppress(ValueError):
                choices = [*choices, (str(UUID(asked)), _("As in the address"))]
        self.fields[name].offer([("", everything), *choices])  # type: ignore[attr-defined]

    @property
    def filters(self) -> Filters:
        """The filters that were understood."""
        self.is_valid()
        said = self.cleaned_data
        with contextlib.suppress(ValueError):
            return Filters(
                q=said.get("q", ""),
                person=UUID(said["person"]) if said.get("person") else None,
                delegation=UUID(said["delegation"]) if said.get("delegation") else None,
                state=said.get("state", ""),
                since=said.get("since"),
                until=said.get("until"),
            )
        return Filters()
