"""`relais export`: everything of a business into one file."""

from __future__ import annotations

import argparse
import sys

from relais.cli import door, schema
from relais.cli.errors import Negative, WrongUse
from relais.cli.words import gettext_now as _


def run(asked: argparse.Namespace) -> int:
    door.enter_existing()
    schema.require_up_to_date()
    from django.utils import timezone

    from relais.cli.parcel.export import export
    from relais.people.models import Business

    if asked.file.exists():
        raise WrongUse(_("%(file)s is there already: choose another name.") % {"file": asked.file})
    business = Business.objects.filter(slug=asked.slug).first()
    if business is None:
        raise Negative(_("There is no business “%(slug)s” here.") % {"slug": asked.slug})
    manifest = export(business, asked.file, now=timezone.now())
    sys.stdout.write(
        _(
            "%(name)s is in %(file)s: %(entries)s entries of the log, %(files)s files, head of the chain %(digest)s\n"
        )
        % {
            "name": business.name,
            "file": asked.file,
            "entries": manifest["counts"]["acts.entry"],
            "files": sum(name.startswith("files/") for name in manifest["members"]),
            "digest": manifest["chain"]["digest"] or "—",
        }
    )
    return 0
