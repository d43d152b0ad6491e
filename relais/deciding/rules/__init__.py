"""Guards: each refuses with a coded reason, or gives back what was meant. Verbs ask them."""
