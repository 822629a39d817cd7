"""Shapes that the file leaves out: inferred, computed, or products of names."""
