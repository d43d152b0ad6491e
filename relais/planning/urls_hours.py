"""Addresses of the working week, what comes back, days off, calendars and the feed."""

from __future__ import annotations

from django.urls import path

from relais.planning.views import calendars, hours

urlpatterns = [
    path("pattern/", hours.pattern, name="pattern"),
    path("recurring/", hours.recurring, name="recurring"),
    path("recurring/<uuid:recurring_id>/", hours.recurring_page, name="recurring-page"),
    path("recurring/<uuid:recurring_id>/end/", hours.recurring_end, name="recurring-end"),
    path("days-off/", hours.days_off, name="days-off"),
    path("days-off/<uuid:day_off_id>/removal/", hours.day_off_removal, name="day-off-removal"),
    path("calendars/", calendars.index, name="calendars"),
    path("calendars/files/", calendars.files, name="calendar-files"),
    path("calendars/addresses/", calendars.addresses, name="calendar-addresses"),
    path("calendars/<uuid:calendar_id>/refreshing/", calendars.refreshing, name="calendar-refreshing"),
    path("calendars/<uuid:calendar_id>/removal/", calendars.removal, name="calendar-removal"),
    path("feed/", calendars.feed, name="feed"),
    path("feed/making/", calendars.feed_making, name="feed-making"),
    path("feed/end/", calendars.feed_end, name="feed-end"),
]
