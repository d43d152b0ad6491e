"""Writing everything of a business into one sealed zip."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage

from relais import __version__
from relais.acts.models import Chain
from relais.cli.errors import Negative
from relais.cli.parcel.rows import CARRIED, FORMAT, VERSION, lines_of
from relais.cli.parcel.sealed import writing
from relais.cli.snapshot import snapshot
from relais.cli.words import gettext_now as _
from relais.log.models import Attachment
from relais.log.uploads import path_of
from relais.people.models import Business


def export(business: Business, file: Path, *, now: datetime) -> dict[str, Any]:
    """Write the business as it stands at one moment, while others go on writing. Returns the manifest."""
    with snapshot():
        head = Chain.objects.filter(business=business).first()
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "version": VERSION,
            "relais": __version__,
            "made_at": now.astimezone(UTC).isoformat(timespec="seconds"),
            "business": {"id": str(business.id), "slug": business.slug, "name": business.name},
            "chain": {"seq": head.seq if head else 0, "digest": head.digest if head else ""},
            "counts": {},
        }
        moment = (now.year, now.month, now.day, now.hour, now.minute, now.second)
        with writing(file, moment, manifest) as parcel:
            for carried in CARRIED:
                count = 0
                with parcel.part(carried.member) as write:
                    for line in lines_of(carried, business):
                        write(line)
                        count += 1
                manifest["counts"][carried.name] = count
            _files(business, parcel)
    return manifest


def _files(business: Business, parcel: Any) -> None:
    kept = Attachment.objects.filter(business=business, erased_at=None).order_by("sha256")
    for sha256 in kept.values_list("sha256", flat=True).distinct().iterator():
        try:
            with default_storage.open(path_of(sha256)) as source:
                parcel.file(f"files/{path_of(sha256)}", source)
        except FileNotFoundError as error:
            raise Negative(
                _("The file %(sha256)s is missing: `relais verify` says where. Nothing was written.")
                % {"sha256": sha256}
            ) from error
