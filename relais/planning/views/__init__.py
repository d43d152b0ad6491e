"""The pages of the plan, under /b/<slug>/plan/."""
