"""The forms of this room. What is refused is refused by the verbs; here is only what a page asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm, SetPasswordForm
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.core import context
from django import forms
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from relais.acts.forms import ActForm
from relais.config.money import currency_choices

from .models import Business, Language, Membership, Person
from .roles import MANAGEMENT, Role
from .roles_text import DOES, INKS
from .widgets import LongChoice, LongSelect
from .zones import zone_choices

THEMES = [("device", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))]
HOURS = [(f"{hour:02}:00", f"{hour:02}:00") for hour in range(24)]


def _language_now() -> str:
    return "fr" if (get_language() or "").startswith("fr") else "en"


class ZoneField(LongChoice):
    """A time zone, chosen among all that are known, each with the hour that it is there now."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Time zone"))
        kwargs.setdefault("help_text", _("Beside each city, the time it is there now."))
        super().__init__(**kwargs)

    def offer_at(self, now: datetime, chosen: str) -> None:
        self.offer(zone_choices(_language_now(), now, chosen=chosen))


class LanguageField(forms.ChoiceField):
    """French or English, each named in its own language."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Language"))
        super().__init__(choices=Language.choices, **kwargs)


class InkField(forms.TypedChoiceField):
    """The ink in which someone writes: a swatch and its name."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Ink"))
        kwargs.setdefault(
            "help_text", _("The colour in which your name stands in the running log of this business.")
        )
        super().__init__(choices=ink_choices, coerce=int, widget=forms.RadioSelect, **kwargs)


def ink_choices() -> list[tuple[int, Any]]:
    return list(INKS.items())


class HourField(forms.TypedChoiceField):
    """The mail hour, a whole hour of the day."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Mail hour"))
        kwargs.setdefault(
            "help_text",
            _("Once a day, at this hour, one mail says what waits for you. Nothing comes at another time."),
        )
        super().__init__(choices=HOURS, coerce=time.fromisoformat, **kwargs)


class ZonedForm(ActForm):
    """A form with a time zone: its choices are made for the hour at which the page is shown.

    With `guesses_zone`, the browser's own zone stands in the form when it is first shown, where scripts run.
    """

    guesses_zone = False

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.fields["timezone"]
        assert isinstance(zone, ZoneField)  # noqa: S101  (for the type checker)
        zone.offer_at(now, str(self["timezone"].value() or ""))
        if self.guesses_zone and not self.is_bound:
            zone.widget.attrs["data-detect"] = "timezone"


class SignInForm(ActForm):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username webauthn", "spellcheck": "false"}),
    )


class SetupForm(ZonedForm):
    """The first person of an empty house."""

    guesses_zone = True
    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("You sign in with it. No mail is sent to it now."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    language = LanguageField()
    timezone = ZoneField()


class BusinessForm(ZonedForm):
    """A business, opened or changed."""

    name = forms.CharField(
        label=_("Name of the business"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=lambda: currency_choices(_language_now()),
        widget=LongSelect,
        help_text=_("For what you agree on from now on. A delegation can use another one."),
    )
    timezone = ZoneField(help_text=_("It decides when a day of the running log begins."))
    language = LanguageField(help_text=_("Of invitations. Each person reads in a language of their own."))


class InvitationForm(ActForm):
    """Whom to invite, as what. `member` is the one who invites."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect, initial=Role.EXECUTOR)
    title = forms.CharField(
        label=_("What they will do"),
        required=False,
        max_length=80,
        help_text=_("Webmaster, support, translation…"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    language = LanguageField(label=_("Language of the invitation"))

    def __init__(self, *args: Any, member: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(member)  # type: ignore[attr-defined]
        self.fields["language"].initial = member.business.language


def role_choices(member: Membership) -> list[tuple[str, str]]:
    """The roles that this member can give, each with what it does."""
    given = [role for role in Role if member.role == Role.OWNER or role not in MANAGEMENT]
    order = (Role.EXECUTOR, Role.MANAGER, Role.REVIEWER, Role.MEDIATOR, Role.OWNER)
    return [
        (role.value, format_html('<strong>{}</strong> <span class="muted">{}</span>', role.label, DOES[role]))
        for role in order
        if role in given
    ]


class RoleForm(ActForm):
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, member: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(member)  # type: ignore[attr-defined]


class TitleForm(ActForm):
    title = forms.CharField(
        label=_("What they do here"),
        required=False,
        max_length=80,
        help_text=_("Webmaster, support, translation… Empty: nothing is shown."),
    )


class GrantForm(ActForm):
    """A delegation to let someone see: one of the latest, or any by its address."""

    delegation = forms.CharField(
        label=_("Delegation"),
        max_length=500,
        help_text=_("Choose one that is under way, or paste the address of any other delegation’s page."),
        widget=forms.TextInput(attrs={"list": "matters", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, options: Iterable[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = list(options)

    def clean_delegation(self) -> UUID:
        """An identifier from the title of a choice, or from anything pasted that contains one."""
        typed = self.cleaned_data["delegation"].strip()
        by_title = [identifier for identifier, title in self.options if title == typed]
        if len(by_title) == 1:
            return by_title[0]
        for part in reversed(typed.replace("#", "/").replace("?", "/").split("/")):
            try:
                return UUID(part)
            except ValueError:
                continue
        raise forms.ValidationError(_("Choose a delegation of this business."), code="matter_unknown")


class JoinForm(ActForm):
    """Coming into a business with an account that exists."""

    ink = InkField()


class InkForm(ActForm):
    """The ink of someone who is there; a page holds one such form per business."""

    ink = InkField(help_text="")

    @classmethod
    def of(cls, membership: Membership) -> InkForm:
        form = cls(initial={"ink": membership.ink}, prefix=cls.prefix_of(membership))
        form.fields["ink"].label = _("My ink in %(business)s") % {"business": membership.business.name}
        return form

    @staticmethod
    def prefix_of(membership: Membership) -> str:
        return f"m{membership.id.hex[-8:]}"


class NewPersonForm(ZonedForm):
    """Coming into a business, and into Relais."""

    guesses_zone = True
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As those you work with will read it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = LanguageField()
    timezone = ZoneField()
    mail_hour = HourField(initial="15:00")
    ink = InkField()


class MeForm(ZonedForm):
    """What a person sets for themselves."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = LanguageField()
    timezone = ZoneField()
    mail_hour = HourField()
    theme = forms.ChoiceField(
        label=_("Theme"),
        choices=THEMES,
        widget=forms.RadioSelect,
    )

    @classmethod
    def of(cls, person: Person, now: datetime) -> MeForm:
        return cls(
            now=now,
            initial={
                "name": person.name,
                "language": person.language,
                "timezone": person.timezone,
                "mail_hour": person.mail_hour.strftime("%H:00"),
                "theme": person.theme or "device",
            },
        )


def settings_form(business: Business, now: datetime) -> BusinessForm:
    fields = ("name", "currency", "timezone", "language")
    return BusinessForm(now=now, initial={field: getattr(business, field) for field in fields})


class Plain:
    """allauth's forms in our words, without hints that vanish once one types."""

    labels: Mapping[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)


class PasswordSignInForm(Plain, LoginForm):
    labels = {"login": _("E-mail address"), "password": _("Password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs.update(autocomplete="username", spellcheck="false")


class PasswordSetForm(Plain, SetPasswordForm):
    labels = {"password1": _("New password"), "password2": _("New password, again")}


class ConfirmForm(Plain, ReauthenticateForm):
    labels = {"password": _("Password")}


class PasswordChangeForm(Plain, ChangePasswordForm):
    """Whoever came in by a link just now need not know the password they forgot."""

    labels = {
        "oldpassword": _("Password until now"),
        "password1": _("New password"),
        "password2": _("New password, again"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if _came_by_link():
            del self.fields["oldpassword"]


def _came_by_link() -> bool:
    request = context.request
    by_link = any(
        record.get("method") == "link" for record in get_authentication_records(request, request.user)
    )
    return by_link and did_recently_reauthenticate(request)
