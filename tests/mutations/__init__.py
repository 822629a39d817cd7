"""Model files as damage and malice make them: the same ones for the same numbers, every time."""
