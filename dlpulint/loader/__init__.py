"""Readers of model files: they describe a file's content and never judge it."""
