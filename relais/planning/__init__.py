"""The owner's plan: what is busy, what is due, and when it is done."""
