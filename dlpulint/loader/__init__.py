"""Readers of model files: they describe what is in a file and never judge it."""
