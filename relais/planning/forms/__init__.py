"""The forms of the plan. They read what was typed; the verbs decide."""
