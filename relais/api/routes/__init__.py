"""The operations of the API, one module a room. None has rules of its own: each calls one verb, or reads what is visible."""
