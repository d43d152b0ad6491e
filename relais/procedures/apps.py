from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "relais.procedures"
    label = "procedures"

    def ready(self) -> None:
        from . import entries, matters, reasons, waiting  # noqa: F401  (they register themselves)
