"""Measures of the weights themselves, which a lint run reads only for per-tensor targets."""
