from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "relais.people"
    label = "people"

    def ready(self) -> None:
        from . import entries, notices, reasons  # noqa: F401  (they register themselves)
