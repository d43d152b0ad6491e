"""What leaves an instance and comes back: a business as an open file, and the whole instance as a backup."""
