"""A file of time spent, as other programs export it: read row by row, nothing guessed, every row that cannot be read named."""
