"""What the reader of a file noticed, in sentences. The reader itself knows only codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from relais.engine.procedures.markdown import Finding

TEXTS: Final[Mapping[str, Promise | str]] = {
    "encoding_guessed": gettext_lazy(
        "The file does not say how its letters are written: it was read as %(words)s. Look at the accents."
    ),
    "front_matter": gettext_lazy("The lines of settings at the top became part of the introduction."),
    "no_steps": gettext_lazy("No steps were found: nothing is numbered, ticked or called a step."),
    "list_of_advice": gettext_lazy("A list was read as advice and not as steps, since nothing says that it is done in order."),
    "list_of_facts": gettext_lazy("A numbered list was read as an enumeration and not as steps: “%(words)s”."),
    "steps_in_code": gettext_lazy("A block of code seems to hold steps; it was left as it is."),
    "html_kept": gettext_lazy("There is HTML in the file: it was kept as it is written, and shown safely."),
    "empty_step": gettext_lazy("An empty item of a list was left out."),
    "title_made": gettext_lazy("A step had no words that make a title: one was made from its first lines."),
    "text_between_lists": gettext_lazy("A text stood between two lists: it now opens the step that follows it."),
    "text_after_steps": gettext_lazy("A text stood after the last step: it is kept after the steps."),
    "long_step": gettext_lazy("This step is very long: perhaps it is several."),
    "numbering_restarts": gettext_lazy("The numbers begin anew here: perhaps this is another procedure."),
    "two_lists_possible": gettext_lazy("Two lists could have been the steps; the other one was left as text: “%(words)s”."),
    "heading_steps_and_lists": gettext_lazy(
        "Headings were read as the steps, and the lists below them as steps under them: “%(words)s”."
    ),
    "numbers_and_boxes": gettext_lazy("Numbered lists and checkboxes were both read as steps: “%(words)s”."),
    "bullets_as_steps": gettext_lazy("Plain bullets were read as steps, because of the heading above them."),
}  # fmt: skip


def sentence(finding: Finding) -> str:
    """The finding in the language now active; one of a newer reader is at least quoted."""
    text = TEXTS.get(finding.code)
    if text is None:
        return _("Look at this place: “%(words)s”.") % {"words": finding.words}
    return str(text) % {"words": finding.words}


def short_sentence(code: str) -> str:
    """The sentence beside a step, where the words are in sight."""
    text = TEXTS.get(code)
    return str(text) % {"words": "…"} if text is not None else _("Look at this step.")
