"""The pages of procedures: reading, writing, importing, running."""
