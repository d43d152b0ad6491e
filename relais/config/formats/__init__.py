"""How Django writes dates where no template filter of ours does: the day before the month, 24 hours, in both languages."""
