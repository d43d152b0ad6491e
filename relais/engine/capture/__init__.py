"""One captured line, French or English, read for its date, time, duration and consequence. See `line`."""
