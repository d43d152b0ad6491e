"""The day plan: important work in the best time, dated work as late as is safe.

`docs/algorithms/day-plan.md` has the problem, the algorithm and its sources. `day.plan` makes a plan, `check.check`
verifies one independently, `differences.differences` says what changed between two.
"""
