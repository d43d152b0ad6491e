from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ActsConfig(AppConfig):
    name = "relais.acts"
    label = "acts"

    def ready(self) -> None:
        from relais.acts.moments import read_moments_once

        read_moments_once()
        post_migrate.connect(_tell_the_planner, sender=self)


def _tell_the_planner(using: str, **_: Any) -> None:
    from relais.acts.planner import tell

    tell(using)
