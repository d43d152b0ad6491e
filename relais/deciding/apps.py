from django.apps import AppConfig


class DecidingConfig(AppConfig):
    name = "relais.deciding"
    label = "deciding"

    def ready(self) -> None:
        from relais.deciding import actions, entries, erasing, reasons, review_events, waiting  # noqa: F401  (they register themselves)
