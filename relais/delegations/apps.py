from django.apps import AppConfig


class DelegationsConfig(AppConfig):
    name = "relais.delegations"
    label = "delegations"

    def ready(self) -> None:
        from relais.delegations import entries, matters, moments, reasons, seams, spending, waiting  # noqa: F401  (they register themselves)
