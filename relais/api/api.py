"""The API: the same acts as the pages, under /api/v1/, described at /api/v1/openapi.json."""

from __future__ import annotations

from ninja import NinjaAPI

from relais.api.parsing import StrictParser
from relais.api.problems import install
from relais.api.routes import (
    activities,
    business,
    captures,
    decide_cases,
    decide_comparisons,
    decide_groups,
    decide_next,
    decide_reviews,
    decide_sheets,
    delegations,
    deliveries,
    files,
    funds,
    gates,
    log,
    me,
    notes,
    outbox,
    plan_calendars,
    plan_days,
    plan_goals,
    plan_pattern,
    plan_tasks,
    procedures,
    runs,
    team,
    time_files,
)

DESCRIPTION = """
The same acts as the pages of Relais, by the same rules.

* **Tokens**: `Authorization: Bearer relais_…`, made under Settings, for one member of one business, narrowed by scopes.
* **Once**: send an `Idempotency-Key` (1 to 64 printable ASCII characters) with any act. A repeat gets the same answer and does
  nothing; the same key with another request is refused; a refused act does not use up its key.
* **Pages**: lists answer `{"items": […], "next": "…"}`, newest first; ask for the next page with `?after=<next>`; it is empty
  at the end.
* **Errors**: `application/problem+json` with a stable `code` and a `title` in the member's language; nothing was done.
* **Money**: whole minor units of the currency beside an ISO 4217 code. **Moments**: ISO 8601 in UTC. **Days**: `YYYY-MM-DD`.
* **Limits**: 600 requests a minute for each token, unless this server says otherwise; past that 429 with `Retry-After`.
"""

api = NinjaAPI(
    title="Relais",
    version="1",
    description=DESCRIPTION.strip(),
    urls_namespace="api-v1",
    openapi_url=None,
    docs_url=None,
    parser=StrictParser(),
)
install(api)

for prefix, room in (
    ("/me", me),
    ("/business", business),
    ("", team),
    ("/log", log),
    ("/files", files),
    ("/captures", captures),
    ("/procedures", procedures),
    ("/runs", runs),
    ("/delegations", delegations),
    ("/delegations", gates),
    ("/deliveries", deliveries),
    ("/funds", funds),
    ("/outbox", outbox),
    ("/activities/imports", time_files),
    ("/activities", activities),
    ("/notes", notes),
    ("/plan/goals", plan_goals),
    ("/plan/tasks", plan_tasks),
    ("/plan", plan_days),
    ("/plan", plan_pattern),
    ("/plan", plan_calendars),
    ("/decide/cases", decide_cases),
    ("/decide/comparisons", decide_comparisons),
    ("/decide", decide_sheets),
    ("/decide/groups", decide_groups),
    ("/decide/reviews", decide_reviews),
    ("/decide/next", decide_next),
):
    api.add_router(prefix, room.room)
