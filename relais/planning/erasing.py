"""The copies that this room keeps of texts: blanked when the text of their entry is erased by law."""

from __future__ import annotations

from relais.acts.models import Entry
from relais.log import matters
from relais.planning.models import Highlight, Recurring, Task


@matters.when_erased
def blank_copies(entry: Entry) -> None:
    """Titles of tasks and recurring tasks, tops and flops."""
    Task.objects.filter(entry=entry).update(title="", words="")
    Recurring.objects.filter(entry=entry).update(title="")
    Highlight.objects.filter(entry=entry).update(text="")
