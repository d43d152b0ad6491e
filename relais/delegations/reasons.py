"""The texts of this room's coded reasons."""
