"""The texts of this room's coded reasons."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from relais.acts.refusal import reasons

reasons(
    "conflict",
    {
        "already_settled": _("This request is already settled."),
        "not_settled": _("This request is not settled."),
        "already_corrected": _("This line was corrected in the meantime. Correct its latest text."),
        "already_erased": _("This text is already erased."),
        "notice_not_failed": _("This notice did not fail, so it is not sent again."),
    },
)
reasons(
    "forbidden",
    {
        "not_yours_to_settle": _("Only whoever asked, or management, settles a request."),
        "not_yours_to_correct": _("Only its author corrects a line."),
        "not_yours_to_erase": _("Only its author or the owner erases a text."),
    },
)
reasons(
    "invalid",
    {
        "not_a_request": _("This is a note: there is nothing to settle."),
        "nothing_to_correct": _("This line has no text of a person."),
        "text_unchanged": _("The text is the same as before."),
        "addressee_unknown": _("Choose someone of the list."),
        "addressee_not_in_matter": _(
            "This delegation is in other hands: choose its executor, or no delegation."
        ),
        "file_empty": _("The file “%(name)s” is empty."),
        "too_many_files": _("Attach %(limit)s files at most."),
        "file_gone": _("An attached file was kept for too long without being sent: attach it again."),
    },
)
reasons(
    "too_large",
    {"file_too_large": _("The file “%(name)s” is too large: %(limit)s MB at most. Everything else is kept.")},
)
