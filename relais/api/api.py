"""The API: the same acts as the pages, under /api/v1/, described at /api/v1/openapi.json.

Its rooms are loaded when the first request to one comes: all of them together are 10 MB, and a program uses a few.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Final

from ninja import NinjaAPI

from relais.api.parsing import StrictParser
from relais.api.problems import install

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

ROOMS: Final = (
    ("/me", "me"),
    ("/business", "business"),
    ("", "team"),
    ("/log", "log"),
    ("/files", "files"),
    ("/captures", "captures"),
    ("/procedures", "procedures"),
    ("/runs", "runs"),
    ("/delegations", "delegations"),
    ("/delegations", "gates"),
    ("/deliveries", "deliveries"),
    ("/funds", "funds"),
    ("/outbox", "outbox"),
    ("/activities/imports", "time_files"),
    ("/activities", "activities"),
    ("/notes", "notes"),
    ("/plan/goals", "plan_goals"),
    ("/plan/tasks", "plan_tasks"),
    ("/plan", "plan_days"),
    ("/plan", "plan_pattern"),
    ("/plan", "plan_calendars"),
    ("/decide/cases", "decide_cases"),
    ("/decide/comparisons", "decide_comparisons"),
    ("/decide", "decide_sheets"),
    ("/decide/groups", "decide_groups"),
    ("/decide/reviews", "decide_reviews"),
    ("/decide/next", "decide_next"),
)
"""Where each room's operations begin, and the module in `routes` that has it as `room`."""
HEADS: Final = frozenset(prefix.split("/")[1] for prefix, _module in ROOMS if prefix)


@cache
def whole() -> NinjaAPI:
    """Every operation: for the description, and whoever walks through all."""
    return _made_of(ROOMS)


@cache
def part(head: str) -> NinjaAPI:
    """The operations whose address begins with `head`, one of HEADS; "" for those that begin with none of them."""
    return _made_of(room for room in ROOMS if room[0].partition("/")[2].partition("/")[0] == head)


def _made_of(rooms: Iterable[tuple[str, str]]) -> NinjaAPI:
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
    for prefix, module in rooms:
        api.add_router(prefix, import_module(f"relais.api.routes.{module}").room)
    return api
