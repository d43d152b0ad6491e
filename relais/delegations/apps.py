from django.apps import AppConfig


class DelegationsConfig(AppConfig):
    name = "relais.delegations"
    label = "delegations"

    def ready(self) -> None:
        from . import entries, reasons  # noqa: F401  (they register themselves)
