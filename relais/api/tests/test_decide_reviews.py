"""Groups, reviews and Delegate next by a program: the same acts as the pages."""

from __future__ import annotations

from relais.api.tests.kitchen import Program
from relais.deciding.tests import noted
from relais.planning.models import Highlight
from tests.cast import Cast


def test_a_program_reviews_what_keeps_coming_back(cast: Cast, time_machine: object) -> None:
    time_machine.move_to(noted.NOW)  # type: ignore[attr-defined]
    pictures, mail = noted.images(cast.owner), noted.mails(cast.owner)
    owner = Program(cast.owner)
    page = owner.get("/decide/groups", limit=1)
    assert len(page["items"]) == 1
    rest = owner.get("/decide/groups", after=page["next"])
    groups = [*page["items"], *rest["items"]]
    assert [len(group["notes"]) for group in groups] == [3, 3]
    assert rest["next"] == ""
    assert (
        owner.get("/decide/groups", first_on="2026-11-23", last_on="2026-11-01", status=422)["code"]
        == "period_backwards"
    )

    notes = [[note["id"] for note in group["notes"]] for group in groups]
    said = owner.post("/decide/groups/merge", {"groups": notes})
    assert len(owner.get("/decide/groups")["items"]) == 1
    owner.post(f"/decide/groups/said/{said['id']}/undoing")
    assert (
        Program(cast.manager).post(f"/decide/groups/said/{said['id']}/undoing", status=404)["code"]
        == "not_found"
    )

    review = owner.post("/decide/reviews", {"first_on": "2026-11-09"}, key="once")
    assert owner.post("/decide/reviews", {"first_on": "2026-11-09"}, key="once")["id"] == review["id"]
    item = next(one for one in review["items"] if str(pictures[0].id) in one["notes"])
    said = {
        "choice": "delegate",
        "reason": "Nobody needs me for it.",
        "title": "Image search",
        "confidence": 0.8,
    }
    done = owner.post(f"/decide/reviews/items/{item['id']}/decision", said)
    assert (done["outcome"], done["title"]) == ("decided", "Image search")
    assert Highlight.objects.filter(activity_id=done["activity"]).count() == len(pictures)
    assert (
        owner.post(f"/decide/reviews/items/{item['id']}/skip", status=409)["code"] == "item_already_answered"
    )
    assert owner.post(f"/decide/reviews/{review['id']}/finish")["finished_at"] is not None
    assert {str(row.id) for row in mail} <= {id for one in review["items"] for id in one["notes"]}  # noqa: A001


def test_a_program_asks_what_to_delegate_next(cast: Cast) -> None:
    search = noted.activity(cast.owner)
    noted.activity(cast.owner, "Layout", minutes=None)
    owner = Program(cast.owner)
    listed = owner.get("/decide/next")
    assert [row["title"] for row in listed["candidates"]] == ["Image search"]
    assert listed["incomplete"][0]["missing"] == ["minutes"]
    assert (listed["owner_from"], listed["delegate_from"]) == ("assumed", "assumed")
    dearer = owner.post("/decide/next/rates", {"owner_hour": 1000, "delegate_hour": 9000})
    assert dearer["delegate_from"] == "said"
    assert dearer["candidates"][0]["first_year"] < listed["candidates"][0]["first_year"]
    made = owner.post(f"/decide/next/activities/{search.id}/brief")
    assert owner.get("/decide/next")["candidates"][0]["delegation"] == made["delegation"]
    assert Program(cast.executor).get("/decide/next", status=403)["code"] == "not_allowed"
