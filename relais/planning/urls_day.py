"""Addresses of the day: time that runs, focus, the close, coming back."""

from __future__ import annotations

from django.urls import path

from relais.planning.views import back, close, day, focus, lines

urlpatterns = [
    path("tasks/<uuid:task_id>/start/", day.start, name="start"),
    path("stop/", day.stop, name="stop"),
    path("tasks/<uuid:task_id>/done/", day.done, name="done"),
    path("tasks/<uuid:task_id>/longer/", day.longer, name="longer"),
    path("lost-time/", day.lost_time, name="lost-time"),
    path("lost-time/<uuid:busy_time_id>/removal/", day.lost_time_removal, name="lost-time-removal"),
    path("replanning/", day.replanning, name="replanning"),
    path("changes/seen/", day.changes_seen, name="changes-seen"),
    path("focus/", focus.page, name="focus"),
    path("focus/end/", focus.end, name="focus-end"),
    path("close/", close.page, name="close"),
    path("close/reopening/", close.reopening, name="close-reopening"),
    path("back/", back.page, name="back"),
    path("lines/<uuid:capture_id>/", lines.task, name="line-task"),
]
