"""Comparison of mended files with their originals in LiteRT."""
