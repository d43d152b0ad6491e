from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "relais.planning"
    label = "planning"

    def ready(self) -> None:
        from relais.planning import entries, erasing, moments, reasons, spending  # noqa: F401  (they register themselves)
