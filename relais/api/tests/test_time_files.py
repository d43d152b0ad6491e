"""Files of time through the API: the same reading, the same refusals, once."""

from __future__ import annotations

import base64
from typing import Any

from relais.activities.models import Activity, TimeImport, TimeSpent
from relais.api.tests.kitchen import Program
from tests.cast import Cast

FILE = "/activities/imports"
SEMICOLONS = "\ufeffDate;Activité;Heures\n23/10/2026;Courrier;1,5\n24/10/2026;Courrier;demain\n;Courrier;2\n"


def program(cast: Cast) -> Program:
    return Program(cast.owner, ["decide:read", "decide:write"])


def test_a_file_is_looked_at_and_nothing_is_written(cast: Cast) -> None:
    seen = program(cast).post(f"{FILE}/previews", {"text": SEMICOLONS, "create": True}, status=200)
    assert [(one["on"], one["minutes"], one["title"]) for one in seen["new"]] == [
        ("2026-10-23", 90, "Courrier")
    ]
    assert [(one["line"], one["code"]) for one in seen["refused"]] == [
        (3, "long_unclear"),
        (4, "day_missing"),
    ]
    assert all(one["sentence"] for one in seen["refused"])
    assert seen["unknown_activities"] == [{"name": "Courrier", "rows": 1}]
    assert not TimeImport.objects.exists()
    assert not Activity.objects.exists()


def test_what_can_be_read_in_two_ways_asks(cast: Cast) -> None:
    unclear: dict[str, Any] = {"text": "Date,Activity,Time\n03/04/2026,Mail,2\n", "create": True}
    seen = program(cast).post(f"{FILE}/previews", unclear, status=200)
    assert (seen["asks_order"], seen["asks_unit"]) == (["03/04/2026"], ["2"])
    assert program(cast).post(FILE, unclear, status=422)["code"] == "time_file_asks"
    assert not TimeImport.objects.exists(), "what is refused leaves no draft"
    done = program(cast).post(FILE, {**unclear, "order": "month", "unit": "hours"})
    assert (done["rows"], done["minutes"]) == (1, 120)
    assert str(TimeSpent.objects.get().on) == "2026-03-04"


def test_a_file_comes_in_once_and_is_undone_as_a_whole(cast: Cast) -> None:
    ours, body = program(cast), {"text": SEMICOLONS, "file_name": "octobre.csv", "create": True}
    done = ours.post(FILE, body, key="october")
    assert (done["rows"], [one["code"] for one in done["refused"]]) == (1, ["long_unclear", "day_missing"])
    assert ours.post(FILE, body, key="october") == done
    assert ours.post(FILE, body, status=422)["code"] == "import_nothing_new"
    assert TimeSpent.objects.count() == 1
    assert ours.get(FILE)["items"] == [done]
    assert ours.get(f"{FILE}/{done['id']}") == done
    assert ours.post(f"{FILE}/{done['id']}/undoing")["undone_at"]
    assert not TimeSpent.objects.exists()
    assert ours.post(f"{FILE}/{done['id']}/undoing", status=409)["code"] == "import_not_done"
    assert ours.post(FILE, body)["rows"] == 1


def test_other_encodings_come_as_base64(cast: Cast) -> None:
    old = base64.b64encode("Date;Activité;Durée\n2026-10-23;Réponses;1h30\n".encode("cp1252")).decode()
    assert program(cast).post(FILE, {"base64": old, "create": True})["minutes"] == 90
    assert Activity.objects.get().title == "Réponses"
    assert program(cast).post(FILE, {"base64": "é"}, status=422)["code"] == "base64_invalid"
    assert program(cast).post(FILE, {"text": "a", "base64": old}, status=422)["code"] == "time_file_twice"


def test_columns_are_said_by_their_number(cast: Cast) -> None:
    said = {"text": "a,b,c\n2026-10-23,Mail,20 min\n", "create": True}
    seen = program(cast).post(f"{FILE}/previews", said, status=200)
    assert seen["missing"] == ["day", "long", "activity"]
    columns = {"day": 0, "activity": 1, "long": 2}
    assert program(cast).post(FILE, {**said, "columns": columns})["minutes"] == 20
    wrong = {**said, "columns": {**columns, "long": 7}}
    assert program(cast).post(FILE, wrong, status=422)["code"] == "import_column_unknown"
    assert program(cast).post(FILE, {"text": "nothing"}, status=422)["code"] == "time_file_no_table"
