"""Where this room answers the rooms below it, which know nothing of programs."""

from __future__ import annotations

from relais.acts.models import Entry
from relais.api.models import Answer
from relais.log import matters


@matters.when_erased
def forget_answers_about(entry: Entry) -> None:
    """The text of an entry is being erased: no kept answer may still say it."""
    Answer.objects.filter(member__business_id=entry.business_id, body__contains=str(entry.pk)).delete()
