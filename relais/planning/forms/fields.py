"""The fields that the forms of this room take from below."""

from relais.log.fields import DurationField, MeasureField, date_input, time_input

__all__ = ["DurationField", "MeasureField", "date_input", "time_input"]
