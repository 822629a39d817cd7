"""Logs of compilers and cameras, read into plain data; nothing here knows a model."""
