from django.urls import path

from relais.log import views

app_name = "log"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("export.csv", views.export, name="export"),
    path("entries/", views.entries, name="entries"),
    path("entries/<uuid:entry_id>/", views.entry, name="entry"),
    path("entries/<uuid:entry_id>/replies/", views.replies, name="replies"),
    path("entries/<uuid:entry_id>/corrections/", views.corrections, name="corrections"),
    path("entries/<uuid:entry_id>/settlement/", views.settlement, name="settlement"),
    path("entries/<uuid:entry_id>/reopening/", views.reopening, name="reopening"),
    path("entries/<uuid:entry_id>/erasure/", views.erasure, name="erasure"),
    path("files/<uuid:file_id>/", views.file, name="file"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<uuid:notice_id>/sending/", views.sending, name="sending"),
]
