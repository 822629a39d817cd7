"""A fuzz target per reader: what it begins with, how it reads, and what must not come of it."""
