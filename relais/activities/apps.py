from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "relais.activities"
    label = "activities"

    def ready(self) -> None:
        from relais.log import matters

        from . import actions, entries, erasing, reasons, waiting  # noqa: F401  (they register themselves)

        matters.when_made_from_a_line(actions.sorted_into)
        matters.when_made_from_a_line(actions.note_made_into)
