"""Every address. What belongs to a business lives under /b/<slug>/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from relais.planning.views import feed as plan_feed
from relais.web import health, views

handler400 = "relais.web.views.error_400"
handler403 = "relais.web.views.error_403"
handler404 = "relais.web.views.error_404"
handler429 = "relais.people.views.entrance.too_many"  # asked for by allauth's rate limits
handler500 = "relais.web.views.error_500"

business: list[URLPattern | URLResolver] = [
    path("", views.today, name="today"),
    path("search/", views.search, name="search"),
    path("log/", include("relais.log.urls")),
    path("captures/", include("relais.activities.urls_captures")),
    path("procedures/", include("relais.procedures.urls")),
    path("funds/", include("relais.funds.urls")),
    path("delegations/", include("relais.delegations.urls")),
    path("plan/", include("relais.planning.urls")),
    path("decide/", include("relais.deciding.urls")),
    path("settings/tokens/", include("relais.api.urls_tokens")),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("relais.people.urls")),
    path("account/", include("relais.people.urls_account")),
    path("help/", views.help_page, name="help"),
    path("help/<slug:page>/", views.help_page, name="help-page"),
    path("manifest.webmanifest", views.web_manifest, name="manifest"),
    path("robots.txt", views.robots, name="robots"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("api/v1/", include("relais.api.urls")),
    path("feeds/plan/<str:token>.ics", plan_feed.feed, name="plan-feed"),
    path("b/<slug:slug>/", include(business)),
]
