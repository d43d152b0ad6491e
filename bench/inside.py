"""Run beside the server, inside Django: who is signed in, which addresses there are, and how many queries each makes.

python -m bench.inside          prints JSON; RELAIS_DATA or DATABASE_URL say where
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import islice
from typing import Any

from bench import planning

SAMPLE = 40
BUSIEST = 10
"""How many different delegations, procedures and runs are looked at in turn."""
DEEP = 1000
"""Pages into a list; where it has fewer, four fifths of them."""


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "relais.config.settings")
    import django

    django.setup()
    from bench.load.people import SLUG

    said: Any
    match sys.argv[1:]:
        case ["people"]:
            said = signed_in(SLUG)
        case ["texts", beginning]:
            said = texts(beginning)
        case _:
            said = look(SLUG)
    sys.stdout.write(json.dumps(said))
    return 0


def look(slug: str) -> dict[str, Any]:
    """All that a measure of the business needs to know beforehand."""
    people = _people(slug)
    pages = [_counted(page, people[page["who"]]) for page in _pages(people["owner"], people["executor"])]
    return signed_in(slug) | {"pages": pages, "plan": planning.acted_on(people["owner"])}


def signed_in(slug: str) -> dict[str, Any]:
    """A session and a token of each of the three who look."""
    people = _people(slug)
    return {
        "slug": slug,
        "cookies": {name: _session(member) for name, member in people.items()},
        "tokens": {name: _token(member) for name, member in people.items()},
    }


def texts(beginning: str) -> dict[str, int]:
    """How often each text that begins so stands in the log."""
    from collections import Counter

    from relais.acts.models import EntryText

    return Counter(EntryText.objects.filter(body__startswith=beginning).values_list("body", flat=True))


def _people(slug: str) -> dict[str, Any]:
    from relais.people.models import Membership

    team = Membership.objects.filter(business__slug=slug).select_related("person", "business").order_by("id")
    return {role: team.filter(role=role)[0] for role in ("owner", "manager", "executor")}


def _session(member: Any) -> str:
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(member.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies["sessionid"].value


def _token(member: Any) -> str:
    from django.utils import timezone

    from relais.acts.actor import Actor
    from relais.api.actions import make_token
    from relais.api.scopes import SCOPES

    made = make_token("bench", list(SCOPES), 2, by=Actor.of(member, "cli"), now=timezone.now())
    return made.secret


def _pages(owner: Any, executor: Any) -> Iterable[dict[str, Any]]:
    """The pages that are measured: name, kind, who looks, and the addresses that are asked in turn."""
    from django.urls import NoReverseMatch, reverse

    from bench.load.words import RARE

    slug = owner.business.slug

    def to(name: str, *args: object) -> str:
        try:
            return reverse(name, args=[slug, *args])
        except NoReverseMatch:
            return ""

    def page(name: str, *addresses: str, who: str = "owner", kind: str = "page") -> dict[str, Any]:
        return {"name": name, "kind": kind, "who": who, "addresses": [one for one in addresses if one]}

    log, found = to("log:index"), _Found(owner, executor)
    yield page("Today", to("today"))
    yield page("Running log", log)
    yield page("Running log, by a person", *(f"{log}?person={one}" for one in found.executors))
    yield page("Running log, of a delegation", *(f"{log}?delegation={one}" for one in found.delegations))
    yield page("Running log, open requests", f"{log}?state=open")
    yield page("Running log, settled requests", f"{log}?state=settled")
    month = f"since={found.month[0]}&until={found.month[1]}"
    yield page("Running log, a month", f"{log}?{month}")
    yield page("Running log, settled requests of a month", f"{log}?state=settled&{month}")
    yield page(
        "Running log, settled requests of a person",
        *(f"{log}?state=settled&person={one}" for one in found.executors),
    )
    yield page("Running log, page 1,000", f"{log}?after={found.deep_seq}")
    yield page("A line of the log", *(to("log:entry", one) for one in found.roots))
    yield page("A delegation", *(to("delegations:page", one) for one in found.delegations))
    delegations = to("delegations:index")
    yield page("Delegations", delegations)
    yield page("Delegations, closed", f"{delegations}?state=closed")
    yield page("Delegations, running", f"{delegations}?state=running")
    yield page(
        "Delegations, of a person", *(f"{delegations}?state=all&person={one}" for one in found.executors)
    )
    yield page("Delegations, page 1,000", f"{delegations}?state=all&after={found.deep_delegation}")
    yield page("Delegations, by a word", f"{delegations}?state=all&q=livraison", kind="search")
    yield page("Delegations, by a word that is nowhere", f"{delegations}?state=all&q={RARE}", kind="search")
    yield page("Procedures", to("procedures:index"))
    yield page("A procedure", *(to("procedures:page", one) for one in found.procedures))
    yield page("Runs of a procedure", to("procedures:runs", found.followed))
    yield page("A run", *(to("procedures:run", one) for one in found.runs))
    yield page("Team", to("people:team"))
    yield page("Held funds", to("funds:index"))
    yield page("Held funds of a person", *(f"{to('funds:index')}?person={one}" for one in found.executors))
    yield page("Movements", to("funds:movements"))
    yield page("Movements, page 1,000", f"{to('funds:movements')}?after={found.deep_transaction}")
    yield page("Movements, executor", to("funds:movements"), who="executor")
    yield page("Activities", to("activities:index"))
    yield page("Activities: hours", to("activities:hours"))
    yield page("Decide: what next", to("deciding:next"))
    yield page("Captured lines", to("captures:index"))
    yield page("Settings", to("people:settings"))
    yield page("Settings, me", reverse("people:me"))
    for who, words in (("owner", ""), ("executor", ", executor")):
        yield page(f"Search: a rare word{words}", f"{log}?q={RARE}", who=who, kind="search")
        yield page(f"Search: a common word{words}", f"{log}?q=commande", who=who, kind="search")
        yield page(f"Search: two words{words}", f"{log}?q=photo+livraison", who=who, kind="search")
        yield page(f"Search: French, accents left out{words}", f"{log}?q=evenements", who=who, kind="search")
    yield page(
        "Search: page 20 of a common word", f"{log}?q=commande&after={found.middle_seq}", kind="search"
    )
    yield page("Search: a common word in a month", f"{log}?q=commande&{month}", kind="search")
    yield page(
        "Search: a common word of a person",
        *(f"{log}?q=commande&person={one}" for one in found.executors),
        kind="search",
    )
    yield page("Search over everything", f"{to('search')}?q=commande", kind="search")
    yield from planning.pages(page, to, owner)
    yield page("Today, executor", to("today"), who="executor")
    yield page("Running log, executor", log, who="executor")
    yield page("Running log, executor, deep", f"{log}?after={found.middle_seq}", who="executor")
    yield page("Delegations, executor", delegations, who="executor")
    yield page(
        "A delegation, executor", *(to("delegations:page", one) for one in found.theirs), who="executor"
    )
    yield page("Held funds, executor", to("funds:index"), who="executor")
    yield page("Procedures, executor", to("procedures:index"), who="executor")


class _Found:
    """Rows to look at, spread over the whole of the business, and keys deep in its lists."""

    def __init__(self, owner: Any, executor: Any) -> None:
        from django.db.models import Count

        from relais.acts.models import Chain, Entry
        from relais.delegations.models import Delegation
        from relais.funds.models import Transaction
        from relais.log.models import Thread
        from relais.people.models import Membership
        from relais.procedures.models import Procedure, Run

        of = {"business": owner.business}
        # Those whose lists are longer than a page at every size, so that growth is of the business and not of the page.
        busy = Membership.objects.filter(**of, role="executor").annotate(count=Count("delegations"))
        busiest = busy.order_by("-count", "id")
        self.executors = [str(one) for one in busiest.values_list("id", flat=True)[:BUSIEST]]
        self.delegations = _spread(Delegation.objects.filter(**of))
        # The newest, as old at every size: spread over the years, those of the smallest would be younger, with less in them.
        theirs = Delegation.objects.filter(executor=executor).exclude(state="draft").order_by("-id")
        self.theirs = [str(one) for one in theirs.values_list("id", flat=True)[:SAMPLE]]
        self.procedures = _spread(Procedure.objects.filter(**of))
        most = Run.objects.filter(**of).values("procedure").annotate(count=Count("*")).order_by("-count")
        self.followed = most.values_list("procedure", flat=True).first()
        self.runs = _spread(Run.objects.filter(**of))
        self.roots = _spread(Thread.objects.filter(**of), "root_id")
        seq = Chain.objects.get(**of).seq
        roots = Entry.objects.filter(**of, thread_id=None)
        self.deep_seq = _deep(roots, "seq", lambda row: row)
        self.middle_seq = seq // 2
        self.deep_delegation = _deep(Delegation.objects.filter(**of), "id", str)
        self.deep_transaction = _deep(Transaction.objects.filter(**of), "id", str)
        day = Entry.objects.get(**of, seq=max(1, seq // 2)).day
        self.month = (day.replace(day=1).isoformat(), (day.replace(day=1) + timedelta(days=27)).isoformat())


def _spread(rows: Any, field: str = "id") -> list[str]:
    """Some rows at equal distances, newest first."""
    ids = list(rows.order_by(f"-{field}").values_list(field, flat=True))
    return [str(one) for one in islice(ids, 0, None, max(1, len(ids) // SAMPLE))][:SAMPLE]


def _deep(rows: Any, field: str, shown: Callable[[Any], Any]) -> Any:
    from relais.acts.paging import PAGE

    count = rows.count()
    place = min(DEEP * PAGE, count * 4 // 5)
    found = rows.order_by(f"-{field}").values_list(field, flat=True)[place : place + 1]
    return shown(found[0]) if found else ""


def _counted(page: dict[str, Any], member: Any) -> dict[str, Any]:
    """The page with its status and the largest number of queries of its first few addresses."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    client.force_login(member.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    queries, status = 0, 404
    for address in page["addresses"][:5]:
        client.get(address)  # what is kept after a first visit is kept for the second
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        if response.streaming:
            b"".join(response.streaming_content)  # type: ignore[arg-type]
        queries, status = max(queries, len(captured)), response.status_code
        if status != 200:
            break
    return page | {"queries": queries, "status": status}


if __name__ == "__main__":
    sys.exit(main())
