"""Procedures as Markdown files: reading, checking that nothing is lost, writing. See `markdown`."""
