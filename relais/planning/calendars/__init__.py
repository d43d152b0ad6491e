"""Calendars of other programs (iCalendar, RFC 5545): fetched, read, and the plan written as one. No Django here."""
