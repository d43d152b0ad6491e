"""The texts of this room's coded reasons."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from relais.acts.refusal import reasons

reasons(
    "invalid",
    {
        "procedure_title_empty": _("Give the procedure a title: the words by which one looks for it."),
        "procedure_without_steps": _(
            "Write at least one step before publishing: a procedure is what one does."
        ),
        "too_many_steps": _(
            "This is too many steps: %(limit)s at most. Split it into procedures that follow each other."
        ),
        "step_title_empty": _("Step %(number)s has no title: say in a few words what is done."),
        "step_title_too_long": _(
            "The title of step %(number)s is too long: %(limit)s characters at most. Put the rest below it."
        ),
        "step_too_long": _("Step %(number)s is too long: %(limit)s characters at most."),
        "step_with_control_characters": _(
            "Step %(number)s has characters that cannot be kept (control characters)."
        ),
        "outcome_unknown": _("A step is done, failed or skipped."),
        "failure_without_note": _(
            "Say in a line what did not work: this note is what corrects the procedure."
        ),
        "import_nothing": _("Choose a file, or paste the text of one."),
        "import_empty": _("This file is empty."),
        "import_binary": _("This is not a text file. Save it as Markdown (.md) or plain text, in UTF-8."),
        "import_line_too_long": _("This file has a line that is too long to be a text."),
    },
)
reasons(
    "too_large",
    {"import_too_large": _("This file is too large: 1 MB at most, and it would be many procedures.")},
)
reasons(
    "conflict",
    {
        "draft_changed_meanwhile": _(
            "Someone else saved this procedure while you were writing. What you wrote is still here:"
            " compare, then save again to keep yours."
        ),
        "procedure_archived": _("This procedure is archived. Take it back out of the archive first."),
        "procedure_not_archived": _("This procedure is not archived."),
        "procedure_not_published": _("This procedure has no published version yet."),
        "draft_alone": _("There is no published version to fall back on: archive the procedure instead."),
        "no_draft": _("There is no draft: it was published or discarded meanwhile."),
        "step_already_ticked": _(
            "This step was already ticked, perhaps on another device. Undo that first to say something else."
        ),
        "step_not_ticked": _("This step is not ticked (any more)."),
        "run_over": _("This run is over: nothing more is ticked in it."),
        "run_has_open_steps": _("Steps of this run are still open: tick them, or finish and skip the rest."),
    },
)
reasons(
    "forbidden",
    {"run_of_someone_else": _("This run is someone else’s: only they tick its steps.")},
)
