"""Reads and writes whole .tflite files."""
