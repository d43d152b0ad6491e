"""The addresses of this room, in and outside a business."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from .views import entrance, joining, member, settings, team, welcome

app_name = "people"

_member = [
    path("", member.member, name="member"),
    path("role/", member.role, name="member-role"),
    path("title/", member.title, name="member-title"),
    path("departure/", member.departure, name="member-departure"),
    path("sign-in-link/", member.sign_in_link, name="member-sign-in-link"),
    path("grants/", member.grants, name="member-grants"),
    path("grants/<uuid:grant_id>/withdrawal/", member.grant_withdrawal, name="grant-withdrawal"),
]

_invitation = [
    path("sending/", team.invitation_sending, name="invitation-sending"),
    path("link/", team.invitation_link, name="invitation-link"),
    path("revocation/", team.invitation_revocation, name="invitation-revocation"),
]

_business: list[URLPattern | URLResolver] = [
    path("team/", team.team, name="team"),
    path("team/export.csv", team.export, name="team-export"),
    path("team/invitations/", team.invitations, name="invitations"),
    path("team/invitations/<uuid:invitation_id>/", include(_invitation)),
    path("team/members/<uuid:membership_id>/", include(_member)),
    path("team/ink/", settings.ink, name="ink"),
    path("settings/", settings.business, name="settings"),
]

urlpatterns = [
    path("sign-in/", entrance.sign_in, name="sign-in"),
    path("sign-in/sent/", entrance.sent, name="sign-in-sent"),
    path("sign-out/", entrance.sign_out, name="sign-out"),
    path("link/<str:token>/", entrance.link, name="link"),
    path("invitation/<str:token>/", joining.invitation, name="invitation"),
    path("welcome/", welcome.welcome, name="welcome"),
    path("welcome/example/", welcome.open_example, name="example"),
    path("businesses/", welcome.businesses, name="businesses"),
    path("settings/", settings.me, name="me"),
    path("settings/language/", settings.language, name="language"),
    path("b/<slug:slug>/", include(_business)),
]
