"""Constructions of several operators; `registry.py` lists them, each has a module."""
