"""Mends finished .tflite files: edits, their proof, and what they ask of the application."""
