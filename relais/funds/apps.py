from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "relais.funds"
    label = "funds"

    def ready(self) -> None:
        from . import entries, reasons  # noqa: F401  (they register themselves)
