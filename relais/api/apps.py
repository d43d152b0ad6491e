from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "relais.api"
    label = "api"

    def ready(self) -> None:
        from relais.api import entries, reasons, seams  # noqa: F401  (they register themselves)
