"""What the pages of this room show, in words and figures."""
