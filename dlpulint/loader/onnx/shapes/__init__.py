"""Shapes that the file does not state: inferred, computed, or products of names."""
