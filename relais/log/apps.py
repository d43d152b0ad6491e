from django.apps import AppConfig


class LogConfig(AppConfig):
    name = "relais.log"
    label = "log"

    def ready(self) -> None:
        from . import digest, entries, reasons, waiting  # noqa: F401  (they register themselves)
