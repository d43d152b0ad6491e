"""The texts of this room's coded reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from relais.acts.refusal import reasons

reasons(
    "invalid",
    {
        "scope_missing": _("Choose at least one thing that the token may do."),
        "scope_unknown": _("This scope does not exist."),
        "token_expiry_out_of_range": _("A token lives from one day to one year."),
        "idempotency_key_invalid": _("An Idempotency-Key has 1 to 64 printable characters."),
        "after_invalid": _("This is not the key of a page. Use the `next` of the page before."),
        "body_invalid": _("The request does not have the form that is documented."),
        "query_unknown": _("This operation has no such filter. Look at its description."),
        "filters_apart": _("This filter does not go together with a search or a state."),
        "one_file_expected": _("Send one part named “file”, and nothing else."),
        "file_handle_invalid": _("This is not the handle of a file that you sent here. Send the file first."),
    },
)
reasons(
    "forbidden",
    {"scope_not_granted": _("This token may not do that: it lacks the scope %(scope)s.")},
)

WIRE: Final[Mapping[str, tuple[int, Promise | str]]] = {
    "json_malformed": (400, _("The body is not JSON in UTF-8.")),
    "body_unreadable": (400, _("The request did not arrive whole.")),
    "token_missing": (401, _("No valid token. Send `Authorization: Bearer relais_…`.")),
    "nothing_here": (404, _("There is nothing at this address.")),
    "method_not_allowed": (405, _("This address does not do that. `Allow` says what it does.")),
    "body_too_large": (413, _("The request is too large.")),
    "media_type_unsupported": (415, _("Send the content type that is documented.")),
    "too_many_requests": (
        429,
        _("Too many requests in one minute. `Retry-After` says how many seconds to wait."),
    ),
    "server_error": (
        500,
        _("Something broke here. Try again under the same Idempotency-Key: nothing is done twice."),
    ),
}
"""What is refused before it comes to an act: status and text of each code."""
