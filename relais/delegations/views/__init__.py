"""The pages of delegations: the list, the page of one, writing it, doing it, judging it."""
