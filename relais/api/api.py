"""The API: the same acts as the pages, under /api/v1/, described at /api/v1/openapi.json."""

from __future__ import annotations

from ninja import NinjaAPI

from relais.api.door import Problem, TokenAuth, install

DESCRIPTION = """
The same acts as the pages of Relais, by the same rules.

* **Tokens**: `Authorization: Bearer relais_…`, made under Settings, for one member of one business, narrowed by scopes.
* **Once**: send `Idempotency-Key` (1 to 64 printable characters) with any write; a repeat answers the same and does nothing.
* **Pages**: lists answer `{"items": […], "next": "…"}`; ask the next page with `?after=<next>`; it is empty at the end.
* **Errors**: `application/problem+json` with a stable `code`; nothing was done.
* **Money**: integers of the currency's minor unit beside an ISO 4217 code. **Moments**: ISO 8601 in UTC.
"""

api = NinjaAPI(
    title="Relais",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api-v1",
    docs_url=None,
    auth=TokenAuth(),
)
install(api)
PROBLEMS = dict.fromkeys((401, 403, 404, 409, 413, 422, 429), Problem)

from relais.api.routes import funds  # noqa: E402

api.add_router("/funds", funds.router)
