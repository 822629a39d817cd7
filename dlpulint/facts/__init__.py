"""Answers derived from a model, each worked out once and on demand (`facts.py`)."""
