"""Operators and options of a tail for which there is no NumPy code."""


class UnsupportedError(Exception):
    """An operator that is not computed, whose name the caller knows."""
