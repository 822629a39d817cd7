"""Patterns of several operators; `registry.py` lists them, a module per pattern."""
