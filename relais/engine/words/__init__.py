"""Words as people write them, French and English mixed: `fold` for search, `recurring` for what comes back, `finding`."""
