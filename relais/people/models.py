"""Persons, the businesses they work in, and the links that let them in."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from relais.acts.prepared import Prepared
from relais.config.ids import new_id

from .querysets import BusinessQuerySet, InvitationQuerySet, MembershipQuerySet
from .roles import MANAGEMENT, Right, Role, may

INKS = 8


class Language(models.TextChoices):
    FRENCH = "fr", "Français"
    ENGLISH = "en", "English"


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get(self, *args: Any, **kwargs: Any) -> Person:
        """As ever; who is signed in, which every page asks, by a prepared query."""
        if not args and list(kwargs) == ["pk"] and isinstance(kwargs["pk"], UUID):
            found: Person | None = _signed_in.first(pk=kwargs["pk"])
            if found is None:
                raise self.model.DoesNotExist
            return found
        return super().get(*args, **kwargs)


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone who signs in. `mail_hour` is the local hour at which the digest comes; nothing interrupts at another time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, choices=Language.choices, default=Language.FRENCH)
    timezone = models.CharField(max_length=60, default="Europe/Paris")
    mail_hour = models.TimeField(default=time(15, 0))
    theme = models.CharField(
        max_length=5,
        choices=[("", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))],
        default="",
        blank=True,
    )
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    last_business = models.ForeignKey("people.Business", models.SET_NULL, null=True, related_name="+")
    last_digest_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = PersonManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email_once")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


_signed_in = Prepared(lambda pk: Person.objects.filter(pk=pk), pk=UUID)


class Business(models.Model):
    """A small internet business: everything else belongs to one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    timezone = models.CharField(max_length=60)
    language = models.CharField(max_length=5, choices=Language.choices)
    is_example = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    objects = BusinessQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person in a business, with a role and an ink. Ended, never deleted: the log names it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey(Business, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    title = models.CharField(
        max_length=80, blank=True, default="", help_text=_("What they do here: webmaster, support…")
    )
    ink = models.PositiveSmallIntegerField(default=1)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    only_reads: bool = False
    """Set by the web door for a request that changes nothing: what was read of this member may be kept for the page."""
    matters_read: tuple[UUID, ...] | None = None

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "person"], name="membership_once"),
            models.CheckConstraint(condition=Q(ink__gte=1, ink__lte=INKS), name="membership_ink"),
        ]

    def __str__(self) -> str:
        return self.person.name

    @property
    def is_management(self) -> bool:
        return self.role in MANAGEMENT

    @property
    def sees_rates(self) -> bool:
        """A reviewer sees the work and no rate; everyone else sees the money of what they may see."""
        return self.role != Role.REVIEWER

    @property
    def is_current(self) -> bool:
        return self.left_at is None

    def may(self, right: Right) -> bool:
        return self.is_current and may(self.role, right)


class MatterGrant(models.Model):
    """Lets a reviewer or a mediator see one delegation and nothing else."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="grants")
    delegation_id = models.UUIDField()
    granted_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership", "delegation_id"], name="matter_grant_once")
        ]


class Invitation(models.Model):
    """An e-mailed link that lets a person in, once. Only the digest of the link is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    business = models.ForeignKey(Business, models.PROTECT, related_name="invitations")
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=10, choices=Role.choices)
    title = models.CharField(max_length=80, blank=True, default="")
    language = models.CharField(max_length=5, choices=Language.choices, help_text="of the mail and the page")
    delegation_id = models.UUIDField(null=True, help_text="the delegation whose brief is shown first")
    by_hand = models.BooleanField(
        default=False,
        help_text="the link was shown to someone, so that it does not prove who reads the mailbox",
    )
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    membership = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="invitations")
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "business",
                Lower("email"),
                condition=Q(accepted_at=None, revoked_at=None),
                name="invitation_open_once",
            )
        ]

    token = ""
    """The secret of the link, only on the instance that the act which made it returns: it is not kept."""

    def __str__(self) -> str:
        return self.email

    def is_open(self, now: datetime) -> bool:
        return self.accepted_at is None and self.revoked_at is None and now < self.expires_at


class Origin(models.TextChoices):
    """How a sign-in link reaches its person."""

    MAIL = "mail", _("By e-mail")
    OWNER = "owner", _("Handed over by the owner")
    CONSOLE = "console", _("Printed on the server’s console")


class SignInLink(models.Model):
    """A link that signs a person in, once, for a short time. Only its digest is kept.

    Without a person it is the setup link: the first person who comes by it owns the house.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="sign_in_links")
    origin = models.CharField(max_length=7, choices=Origin.choices)
    next_path = models.CharField(max_length=500, blank=True, default="", help_text="where it leads")
    token_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    token = ""
    """The secret of the link, only on the instance that the act which made it returns: it is not kept."""

    class Meta:
        indexes = [models.Index(fields=["person", "-made_at"], name="sign_in_link_person")]

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at
