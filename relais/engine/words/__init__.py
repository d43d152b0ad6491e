"""Words as people write and look for them, French and English mixed: `fold` for search, `recurring` for what keeps coming back, `finding`."""
