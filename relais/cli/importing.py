"""`relais import`: an exported business into this instance."""

from __future__ import annotations

import argparse
import sys

from relais.cli import door
from relais.cli.words import gettext_now as _


def run(asked: argparse.Namespace) -> int:
    door.enter_up_to_date()
    from django.utils import timezone

    from relais.acts.models import Chain
    from relais.cli.parcel.bring import bring_in

    business = bring_in(asked.file, slug=asked.slug, now=timezone.now())
    head = Chain.objects.get(business=business)
    sys.stdout.write(
        _("%(name)s is here, as “%(slug)s”: %(entries)s entries of the log, head of the chain %(digest)s\n")
        % {"name": business.name, "slug": business.slug, "entries": head.seq, "digest": head.digest}
    )
    return 0
