from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "relais.activities"
    label = "activities"

    def ready(self) -> None:
        from . import entries, reasons  # noqa: F401  (they register themselves)
