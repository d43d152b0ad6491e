"""The copies that this room keeps of texts: blanked when the text of their entry is erased by law."""

from __future__ import annotations

from relais.acts.models import Entry
from relais.deciding.models import Sheet
from relais.log import matters


@matters.when_erased
def blank_answers(entry: Entry) -> None:
    """The worst and the best case as they were last written."""
    Sheet.objects.filter(entry=entry).update(answers={})
