"""The forms of passkeys, apart from the others: allauth loads them, and what passkeys are made of, when someone first comes."""

from __future__ import annotations

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext_lazy as _

from relais.people.forms import Plain


class PasskeyNameForm(Plain, EditWebAuthnForm):
    labels = {"name": _("Name of the passkey")}


class PasskeyForm(Plain, AddWebAuthnForm):
    labels = {"name": _("Name of the passkey")}
