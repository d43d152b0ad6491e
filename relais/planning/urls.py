"""Addresses of the plan, under /b/<slug>/plan/."""

from __future__ import annotations

from django.urls import path

from relais.planning import urls_day, urls_hours
from relais.planning.views import quarter, task, tasks, weeks

app_name = "planning"
TASK = "tasks/<uuid:task_id>/"
PIECE = "pieces/<uuid:piece_id>/"
GOAL = "quarter/goals/<uuid:goal_id>/"
urlpatterns = [
    # the week
    path("", weeks.index, name="week"),
    path("weeks/<str:monday>/", weeks.week, name="week-of"),
    path("weeks/<str:monday>/proposal/", weeks.proposal, name="week-proposal"),
    path("weeks/<str:monday>/keeping/", weeks.keeping, name="week-keeping"),
    path("days/<str:on>/most-important/", weeks.most_important, name="day-most-important"),
    path(PIECE, weeks.piece, name="piece"),
    path(f"{PIECE}release/", weeks.release, name="piece-release"),
    # tasks
    path("tasks/", tasks.index, name="tasks"),
    path("tasks/export.csv", tasks.export, name="tasks-export"),
    path("tasks/new/", tasks.new, name="task-new"),
    path(TASK, task.page, name="task"),
    path(f"{TASK}change/", task.change, name="task-change"),
    path(f"{TASK}answers/", task.answers, name="task-answers"),
    path(f"{TASK}due/", task.due, name="task-due"),
    path(f"{TASK}later/", task.later, name="task-later"),
    path(f"{TASK}pieces/", weeks.pieces, name="task-pieces"),
    path(f"{TASK}times/", task.times, name="task-times"),
    path(f"{TASK}finish/", tasks.finish, name="task-finish"),
    path(f"{TASK}reopening/", tasks.reopen, name="task-reopening"),
    path(f"{TASK}drop/", tasks.drop, name="task-drop"),
    path(f"{TASK}hand-over/", tasks.hand_over, name="task-hand-over"),
    # the day
    *urls_day.urlpatterns,
    # the working week and calendars
    *urls_hours.urlpatterns,
    # three months
    path("quarter/", quarter.index, name="quarter"),
    path("quarter/goals/new/", quarter.new, name="goal-new"),
    path(GOAL, quarter.page, name="goal"),
    path(f"{GOAL}readings/", quarter.readings, name="goal-readings"),
    path(f"{GOAL}drop/", quarter.drop, name="goal-drop"),
    path(f"{GOAL}restore/", quarter.restore, name="goal-restore"),
]
