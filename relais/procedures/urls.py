"""Addresses of procedures, versions and runs, under /b/<slug>/procedures/."""

from __future__ import annotations

from django.urls import path

from .views import importing, reading, running, writing

app_name = "procedures"
urlpatterns = [
    path("", reading.index, name="index"),
    path("export.csv", reading.export, name="export"),
    path("new/", writing.new, name="new"),
    path("import/", importing.import_file, name="import"),
    path("import/creation/", importing.import_creation, name="import-creation"),
    path("runs/<uuid:run_id>/", running.run, name="run"),
    path("runs/<uuid:run_id>/steps/<uuid:step_id>/tick/", running.tick, name="tick"),
    path("runs/<uuid:run_id>/steps/<uuid:step_id>/untick/", running.untick, name="untick"),
    path("runs/<uuid:run_id>/finish/", running.finish, name="finish"),
    path("runs/<uuid:run_id>/give-up/", running.give_up, name="give-up"),
    path("<uuid:procedure_id>/", reading.page, name="page"),
    path("<uuid:procedure_id>/draft/", writing.draft, name="draft"),
    path("<uuid:procedure_id>/publication/", writing.publication, name="publication"),
    path("<uuid:procedure_id>/discard/", writing.discard, name="discard"),
    path("<uuid:procedure_id>/archive/", writing.archive, name="archive"),
    path("<uuid:procedure_id>/unarchive/", writing.unarchive, name="unarchive"),
    path("<uuid:procedure_id>/export.md", reading.export_md, name="export-md"),
    path("<uuid:procedure_id>/versions/", reading.versions, name="versions"),
    path("<uuid:procedure_id>/versions/<int:number>/", reading.version, name="version"),
    path("<uuid:procedure_id>/runs/", running.runs, name="runs"),
    path("<uuid:procedure_id>/runs.csv", running.runs_export, name="runs-export"),
]
