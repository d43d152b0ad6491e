"""The sentence of a log entry, for its reader. The log's own pages say it better (`relais.log.display`) once they are there."""

from __future__ import annotations

import importlib
from typing import Any

from django.utils.translation import gettext as _

from relais.acts.types import data_of


def sentence_of(entry: Any, member: Any) -> str:
    try:
        display = importlib.import_module("relais.log.display")
    except ModuleNotFoundError:
        who = entry.actor.person.name if entry.actor_id else _("Relais")
        data = data_of(entry.type, entry.data)
        return str(data.sentence()) % {**vars(data), "who": who}
    return str(display.sentence(entry, member))
