"""Looking at a whole installation: what was seen, whether it is well, and what would help."""
