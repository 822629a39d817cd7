"""Edits of .tflite files, one a module."""
