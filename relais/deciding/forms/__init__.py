"""The forms of this room. They read what was typed; the verbs decide."""
