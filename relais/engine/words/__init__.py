"""Words as people look for them: accents and endings forgiven, French and English mixed. See `fold`."""
