"""The plan of one member: goals of three months, the week, the day, and the close."""
