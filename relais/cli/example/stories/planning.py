"""The owner's own plan: goals, tasks of every kind, kept weeks, time spent, and three months of tops and flops."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from relais.activities import actions as activities
from relais.cli.example.stage import Stage, Story
from relais.planning import actions as planning
from relais.planning import lines
from relais.planning.actions import Due
from relais.planning.models import Goal, Piece, Task
from relais.planning.planner import minutes_left

#: Working days ago: was the important task done (None: there was none), the mail handled, done as decided, did it work?
CLOSINGS: dict[int, tuple[bool | None, bool, bool, bool | None]] = {
    62: (None, True, True, True), 60: (None, True, True, True), 57: (None, True, False, None), 55: (None, True, False, False),
    52: (None, True, True, True), 50: (None, False, False, None), 47: (None, True, True, True), 45: (None, True, False, True),
    42: (None, True, True, True), 40: (None, False, False, False), 37: (None, True, True, True), 35: (None, True, False, None),
    32: (None, True, True, True), 30: (None, False, False, True), 27: (None, True, True, True), 25: (None, True, False, False),
    22: (None, True, True, True), 20: (None, False, True, True), 14: (True, True, True, True), 13: (False, True, False, None),
    12: (True, True, True, None), 11: (False, True, True, True), 9: (True, True, True, True), 8: (False, True, False, False),
    7: (True, True, True, True), 6: (False, False, False, None), 4: (True, True, True, True), 3: (False, True, False, None),
    2: (True, True, True, True), 1: (True, True, True, None),
}  # fmt: skip
#: Time taken on a task: working days ago, from, to, and whether it was then done.
TAKEN = (
    (14, "09:04", "11:20", "lesson_4", True), (12, "09:03", "11:10", "page", False), (9, "09:06", "11:25", "lesson_5", True),
    (7, "09:02", "10:35", "page", False), (5, "09:04", "10:02", "interview", True), (4, "09:05", "10:30", "page", True),
    (2, "09:01", "10:40", "lesson_6", False), (1, "09:03", "11:20", "lesson_6", False),
)  # fmt: skip
#: Important work in the order in which it is written down, on Fridays: what, minutes, for which goal.
IMPORTANT: tuple[tuple[str, int, str | None], ...] = (
    ("lighthouse", 210, None), ("welcome", 120, "sales"), ("questions", 150, None), ("tides", 210, None),
    ("exercises", 180, "course"), ("readers", 75, None), ("ideas", 60, None), ("lesson_7", 200, "course"),
    ("offer", 240, "sales"), ("anchors", 240, None), ("workshop", 90, "sales"), ("articles", 120, None),
    ("prices", 75, "sales"), ("opinions", 50, "course"), ("captions", 60, None), ("lesson_8", 240, "course"),
    ("launch", 210, "sales"), ("fog", 240, None), ("answers", 120, "course"), ("gallery", 90, None),
)  # fmt: skip
#: The Friday of so many weeks ago: minutes of important work that the week after is given.
GIVEN = {3: 900, 2: 1000, 1: 1450, 0: 1450}


def goals(stage: Stage) -> Story:
    """Positioning is left without one: its podcast was dropped."""
    yield stage.at(50, "09:30")
    course = _set_goal(stage, "course", "offer", 0, 8)
    sales = _set_goal(stage, "sales", "selling", 3200, 5000)
    podcast = _set_goal(stage, "podcast", "positioning", 0, 6)
    for days, goal, value in (
        (47, course, 1), (42, sales, 3450), (37, course, 2), (27, course, 3), (22, sales, 3900), (20, podcast, None),
        (14, course, 4), (9, course, 5), (2, sales, 4350),
    ):  # fmt: skip
        yield stage.at(days, "16:50")
        if value is None:
            planning.drop_goal(goal.pk, by=stage.by("owner"), now=stage.time)
        else:
            planning.read_goal(goal.pk, value, by=stage.by("owner"), now=stage.time)


def _set_goal(stage: Stage, key: str, stake: str, start: int, end: int) -> Goal:
    title, unit = stage.texts["plan"]["goals"][key]
    first = stage.local_day()
    goal = planning.set_goal(
        title, stake=stake, starts_on=first, due_on=first + timedelta(days=98), unit=unit, from_value=start, to_value=end,
        by=stage.by("owner"), now=stage.time,
    )  # fmt: skip
    stage.goals[key] = goal
    return goal


def weeks(stage: Stage) -> Story:
    """Three weeks ago proposed and kept on Monday. Since then each next week is prepared on Friday, with work enough to be full
    whatever day the story is told on, and kept on Monday. On a weekend the coming week is there to be looked at."""
    today = stage.now.astimezone(stage.zone).date()
    this_monday = today - timedelta(days=today.weekday())
    for weeks_ago in (3, 2, 1, 0):
        monday = this_monday - timedelta(weeks=weeks_ago)
        morning = datetime.combine(monday, time(8, 40), tzinfo=stage.zone)
        if morning > stage.now:
            return
        yield morning
        planning.propose_week(monday, by=stage.by("owner"), now=stage.time)
        yield stage.later(6)
        planning.keep_week(monday, by=stage.by("owner"), now=stage.time)
        planning.see_changes(by=stage.by("owner"), now=stage.time)
        friday = datetime.combine(monday + timedelta(days=4), time(16, 20), tzinfo=stage.zone)
        if friday > stage.now:
            return
        yield friday
        _prepare_week(stage, GIVEN[weeks_ago])
        planning.propose_week(monday + timedelta(weeks=1), by=stage.by("owner"), now=stage.time)
        planning.see_changes(by=stage.by("owner"), now=stage.time)


def _prepare_week(stage: Stage, given: int) -> None:
    """Write down what comes next, until there is as much to do as this."""
    live = Task.objects.filter(member=stage.owner, ended_at=None, moves_business=True)
    there = sum(minutes_left(task) for task in live)
    for key, minutes, goal in IMPORTANT:
        if there < given and key not in stage.tasks:
            _write_important(stage, key, minutes, goal)
            there += minutes


def work(stage: Stage) -> Story:
    """What is important and has a story of its own: written down, begun, finished."""
    yield stage.at(16, "10:10")
    for key, minutes, goal in (
        ("lesson_4", 140, "course"), ("lesson_5", 140, "course"), ("page", 300, "sales"), ("interview", 60, None),
    ):  # fmt: skip
        _write_important(stage, key, minutes, goal)
    yield stage.at(5, "10:05")
    _write_important(stage, "lesson_6", 360, "course")


def _write_important(stage: Stage, key: str, minutes: int, goal: str | None) -> None:
    goal_id = stage.goals[goal].pk if goal else None
    _write(stage, key, minutes=minutes, moves_business=True, goal_id=goal_id)


def time_taken(stage: Stage) -> Story:
    """Chosen at nine as the task of that day, and worked on."""
    for days, start, end, key, is_done in TAKEN:
        yield stage.at(days, "08:55")
        planning.choose_most_important(
            stage.local_day(), stage.tasks[key].pk, by=stage.by("owner"), now=stage.time
        )
        yield stage.at(days, start)
        planning.start(stage.tasks[key].pk, by=stage.by("owner"), now=stage.time)
        yield stage.at(days, end)
        planning.stop(by=stage.by("owner"), now=stage.time)
        if is_done:
            planning.finish_task(stage.tasks[key].pk, by=stage.by("owner"), now=stage.time)


def dated(stage: Stage) -> Story:
    """Urgent (a date and a consequence), a wish (a date alone), not answered yet, some day; what comes back."""
    consequences = stage.texts["plan"]["consequences"]
    yield stage.at(17, "16:10")
    for key, when in (
        ("invoices", {"weekdays": (3,)}),
        ("review", {"weekdays": (4,)}),
        ("letter", {"month_day": 1}),
    ):
        title = stage.texts["plan"]["recurring"][key]
        planning.set_recurring(title, minutes=25, **when, by=stage.by("owner"), now=stage.time)
    yield stage.at(10, "16:20")
    _write(stage, "printer", minutes=15, moves_business=False, due=Due(on=_days_ahead(stage, -2)))
    _write(stage, "boxes", minutes=180, moves_business=False)
    yield stage.at(6, "15:20")
    _write(
        stage, "insurance", minutes=40, moves_business=False, due=Due(on=_days_ahead(stage, 9)),
        consequence=consequences["insurance"],
    )  # fmt: skip
    _write(stage, "fair", minutes=20, moves_business=False, due=Due(on=_days_ahead(stage, 6)))
    yield stage.at(3, "11:40")
    line = activities.capture(text=stage.texts["plan"]["lines"]["vat"], by=stage.by("owner"), now=stage.time)
    read = lines.read(stage.texts["plan"]["lines"]["vat"], stage.owner, now=stage.time)
    said = lines.said_in(read, stage.owner)
    said["due"], said["moves_business"] = Due(on=_days_ahead(stage, 3)), False
    yield stage.at(3, "15:10")
    stage.tasks["vat"] = planning.write_task_from_line(
        line.pk, read.title, **said, by=stage.by("owner"), now=stage.time
    )
    yield stage.at(1, "15:25")
    _write(stage, "paper")
    _write(stage, "logo")


def _write(stage: Stage, key: str, **said: object) -> None:
    title = stage.texts["plan"]["tasks"][key]
    stage.tasks[key] = planning.write_task(title, **said, by=stage.by("owner"), now=stage.time)  # type: ignore[arg-type]


def _days_ahead(stage: Stage, days: int) -> date:
    return stage.now.astimezone(stage.zone).date() + timedelta(days=days)


def time_lost(stage: Stage) -> Story:
    """Half a day at the dentist's; and a day at sea, said in advance."""
    titles = stage.texts["plan"]["days_off"]
    yield stage.at(8, "16:30")
    planning.add_day_off(
        _days_ahead(stage, 12), title=titles["sailing"], by=stage.by("owner"), now=stage.time
    )
    yield stage.at(6, "12:55")
    planning.lose_time(
        stage.at(6, "13:00"),
        stage.at(6, "17:00"),
        title=titles["dentist"],
        by=stage.by("owner"),
        now=stage.time,
    )


def closings(stage: Stage) -> Story:
    """At five, at noon on the short Wednesday."""
    for days, (important, mail, decided, worked) in CLOSINGS.items():
        moment = stage.at(days, "17:06")
        yield stage.at(days, "12:08") if moment.weekday() == 2 else moment
        said = stage.texts["plan"]["closings"][f"d{days}"]
        planning.close_day(
            stage.local_day(), important_done=important, mail_done=mail, did_as_decided=decided, it_worked=worked,
            tops=[text for kind, text in said if kind == "top"], flops=[text for kind, text in said if kind == "flop"],
            finished=_over(stage), by=stage.by("owner"), now=stage.time,
        )  # fmt: skip


def _over(stage: Stage) -> list[UUID]:
    """What is finished at a close: what came back, and important work whose time ended today. What goes on has its time noted."""
    today = stage.local_day()
    live = Task.objects.filter(member=stage.owner, ended_at=None)
    finished = list(live.filter(recurring__isnull=False, recurs_on__lte=today).values_list("pk", flat=True))
    told = {stage.tasks[key].pk for _days, _start, _end, key, _done in TAKEN if key in stage.tasks}
    midnight = datetime.combine(today, time(), tzinfo=stage.zone)
    important = live.filter(moves_business=True).exclude(pk__in=told)
    pieces = Piece.objects.filter(task__in=important, starts_at__gte=midnight)
    gone = [piece for piece in pieces if piece.ends_at <= stage.time]
    ahead = {piece.task_id for piece in pieces if piece.ends_at > stage.time}
    for piece in gone:
        if piece.task_id in ahead:
            planning.record_time(
                piece.task_id, started_at=piece.starts_at, ended_at=piece.ends_at, by=stage.by("owner"), now=stage.time
            )  # fmt: skip
    return list({*finished, *(piece.task_id for piece in gone if piece.task_id not in ahead)})


STORIES = (goals, weeks, work, dated, time_taken, time_lost, closings)
