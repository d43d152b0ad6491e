"""Addresses of what recurs, reviews and "delegate next", under /b/<slug>/decide/."""

from __future__ import annotations

from django.urls import path

from relais.deciding.views import next as delegate_next
from relais.deciding.views import recurring, reviews

GROUP = "recurring/groups/<uuid:highlight_id>/"
REVIEW = "reviews/<uuid:review_id>/"
POINT = f"{REVIEW}<int:position>/"
urlpatterns = [
    # what recurs
    path("recurring/", recurring.index, name="recurring"),
    path("recurring/export.csv", recurring.export, name="recurring-export"),
    path("recurring/merging/", recurring.merging, name="group-merging"),
    path("recurring/said/<uuid:regrouping_id>/undoing/", recurring.undo, name="regrouping-undoing"),
    path(GROUP, recurring.group, name="group"),
    path(f"{GROUP}confirmation/", recurring.confirmation, name="group-confirmation"),
    path(f"{GROUP}split/", recurring.split, name="group-split"),
    path(f"{GROUP}activity/", recurring.activity, name="group-activity"),
    # the review
    path("reviews/", reviews.index, name="reviews"),
    path("reviews/export.csv", reviews.export, name="reviews-export"),
    path("reviews/rhythm/", reviews.rhythm, name="review-rhythm"),
    path("reviews/rhythm/end/", reviews.rhythm_end, name="review-rhythm-end"),
    path("reviews/review.ics", reviews.calendar, name="review-calendar"),
    path(REVIEW, reviews.review, name="review"),
    path(f"{REVIEW}finish/", reviews.finish, name="review-finish"),
    path(POINT, reviews.point, name="review-point"),
    path(f"{POINT}skip/", reviews.skip, name="review-skip"),
    path(f"{POINT}reconsideration/", reviews.reconsider, name="review-reconsideration"),
    # delegate next
    path("next/", delegate_next.index, name="next"),
    path("next/export.csv", delegate_next.export, name="next-export"),
    path("next/rates/", delegate_next.rates, name="next-rates"),
    path("next/activities/<uuid:activity_id>/", delegate_next.completion, name="next-completion"),
    path("next/activities/<uuid:activity_id>/brief/", delegate_next.brief, name="next-brief"),
    path("briefs/<uuid:delegation_id>/taking-back/", delegate_next.taking_back, name="brief-taking-back"),
]
