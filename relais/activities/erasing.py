"""The copies that this room keeps of texts: blanked when the text of their entry is erased by law."""

from __future__ import annotations

from django.utils import timezone

from relais.activities.models import Note
from relais.acts.models import Entry
from relais.log import matters


@matters.when_erased
def blank_copies(entry: Entry) -> None:
    """The titles of notes; `changed_at` moves, so that the index of what is found forgets them too."""
    Note.objects.filter(entry=entry).update(title="", changed_at=timezone.now())
