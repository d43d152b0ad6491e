"""What we offer of django-allauth, and nothing else: passwords, passkeys and the devices that are signed in.

Signing up, social accounts, several addresses for one person and resets by mail are not offered: a sign-in link does what they
would do. The names are allauth's own, since it looks its pages up by them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from django.http import HttpRequest, HttpResponseBase
from django.urls import path, reverse_lazy
from django.utils.module_loading import import_string
from django.views.generic.base import RedirectView

from .views.devices import devices
from .views.entrance import sign_out


def _later(name: str) -> Callable[..., HttpResponseBase]:
    """A view of allauth's second factors, loaded when someone first comes: what passkeys are made of takes 6 MB."""

    def view(request: HttpRequest, **named: Any) -> HttpResponseBase:
        answer: HttpResponseBase = import_string(f"allauth.mfa.{name}")(request, **named)
        return answer

    return view


_to_passkeys = RedirectView.as_view(url=reverse_lazy("mfa_list_webauthn"))

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", sign_out, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("password/", account.password_set, name="account_set_password"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path(
        "confirm/passkey/",
        _later("webauthn.views.reauthenticate_webauthn"),
        name="mfa_reauthenticate_webauthn",
    ),
    path("login/confirm/", _later("base.views.authenticate"), name="mfa_authenticate"),
    path("login/passkey/", _later("webauthn.views.login_webauthn"), name="mfa_login_webauthn"),
    path("passkeys/", _later("webauthn.views.list_webauthn"), name="mfa_list_webauthn"),
    path("passkeys/all/", _to_passkeys, name="mfa_index"),
    path("passkeys/new/", _later("webauthn.views.add_webauthn"), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/removal/", _later("webauthn.views.remove_webauthn"), name="mfa_remove_webauthn"),
    path("passkeys/<int:pk>/name/", _later("webauthn.views.edit_webauthn"), name="mfa_edit_webauthn"),
    path("devices/", devices, name="usersessions_list"),
]
