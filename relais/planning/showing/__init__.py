"""What the pages of the plan show: rows read in few queries, every string ready in the reader's language."""
