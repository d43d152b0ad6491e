"""Addresses of what recurs, its time, its decisions and the notes, under /b/<slug>/activities/."""

from django.urls import path

from relais.activities.views import activities, decisions, hours, imports, notes, times

app_name = "activities"
urlpatterns = [
    path("", activities.index, name="index"),
    path("export.csv", activities.export, name="export"),
    path("new/", activities.new, name="new"),
    path("hours/", hours.page, name="hours"),
    path("time/", times.index, name="time"),
    path("time/export.csv", times.export, name="time-export"),
    path("time/<uuid:spent_id>/removal/", times.removal, name="time-removal"),
    path("timer/", times.timer, name="timer"),
    path("timer/stop/", times.timer_stop, name="timer-stop"),
    path("timer/discarding/", times.timer_discarding, name="timer-discarding"),
    path("imports/", imports.index, name="imports"),
    path("imports/<uuid:import_id>/", imports.page, name="import"),
    path("imports/<uuid:import_id>/refused.csv", imports.refused, name="import-refused"),
    path("imports/<uuid:import_id>/dropping/", imports.dropping, name="import-dropping"),
    path("imports/<uuid:import_id>/undoing/", imports.undoing, name="import-undoing"),
    path("notes/", notes.index, name="notes"),
    path("notes/export.csv", notes.export, name="notes-export"),
    path("notes/new/", notes.new, name="note-new"),
    path("notes/<uuid:note_id>/", notes.page, name="note"),
    path("notes/<uuid:note_id>/change/", notes.change, name="note-change"),
    path("notes/<uuid:note_id>/uses/", notes.uses, name="note-uses"),
    path("notes/<uuid:note_id>/uses/taking-back/", notes.taking_back, name="note-use-taking-back"),
    path("notes/<uuid:note_id>/dropping/", notes.dropping, name="note-dropping"),
    path("notes/<uuid:note_id>/restoration/", notes.restoration, name="note-restoration"),
    path("decisions/<uuid:decision_id>/taking-back/", decisions.taking_back, name="decision-taking-back"),
    path("decisions/<uuid:decision_id>/judgement/", decisions.judgement, name="decision-judgement"),
    path("<uuid:activity_id>/", activities.page, name="page"),
    path("<uuid:activity_id>/change/", activities.change, name="change"),
    path("<uuid:activity_id>/end/", activities.end, name="end"),
    path("<uuid:activity_id>/restoration/", activities.restoration, name="restoration"),
    path("<uuid:activity_id>/times/", times.times, name="times"),
    path("<uuid:activity_id>/timer/", times.timer_start, name="timer-start"),
    path("<uuid:activity_id>/decisions/", decisions.decisions, name="decisions"),
]
