"""`relais demo`: the example business, and a link to look around in it."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from relais.cli import door
from relais.cli.serve import address_of, sign_in_address
from relais.cli.words import gettext_now as _
from relais.cli.words import language

if TYPE_CHECKING:
    from relais.people.models import Person


def run(asked: argparse.Namespace) -> int:
    door.enter_up_to_date()
    from django.utils import timezone

    from relais.cli.example import build
    from relais.people.models import Business

    now = timezone.now()
    owner = _owner(asked, now)
    business = Business.objects.of(owner).filter(is_example=True).order_by("made_at").first()
    if business is None:
        business = build(owner, now, asked.lang or owner.language)
        said = _("The example business is built: %(name)s\n")
    else:
        said = _("The example business is here already: %(name)s\n")
    sys.stdout.write(said % {"name": business.name})
    sys.stdout.write(
        _("Sign in, once, while `relais serve` runs: %(link)s\n") % {"link": sign_in_address(address_of())}
    )
    return 0


def _owner(asked: argparse.Namespace, now: datetime) -> Person:
    """The person to whom the console belongs, made as the setup link would make them where there is nobody yet."""
    from relais.acts.actor import Actor
    from relais.people.actions import make_console_link, use_setup_link

    console = Actor(None, "cli")
    link = make_console_link(by=console, now=now)
    if link.person is not None:
        return link.person
    return use_setup_link(
        link.token,
        name=asked.name or "Camille Ferrand",
        email=asked.email,
        language=language(),
        timezone=machine_zone(),
        by=console,
        now=now,
    )


def machine_zone() -> str:
    """The zone of this machine where it says one, for a server's UTC is nobody's day: then Paris."""
    said = os.environ.get("TZ", "").lstrip(":")
    local = Path("/etc/localtime")
    if not said and local.is_symlink():
        said = str(local.readlink()).partition("zoneinfo/")[2]
    utc = {"", "UTC", "Etc/UTC", "Etc/UCT", "UCT", "Zulu", "Universal", "Etc/Universal", "Etc/GMT", "GMT"}
    return "Europe/Paris" if said in utc or said not in available_timezones() else said
