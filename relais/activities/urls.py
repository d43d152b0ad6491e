from django.urls import path

from relais.activities import views

app_name = "activities"
urlpatterns = [
    path("", views.index, name="index"),
    path("lines/", views.captures, name="captures"),
    path("<uuid:capture_id>/", views.line, name="line"),
    path("<uuid:capture_id>/sorting/", views.sorting, name="sorting"),
]
