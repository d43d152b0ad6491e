"""What the tests need from the machine: a PostgreSQL server, a Chromium. No Django, nothing of ours."""
