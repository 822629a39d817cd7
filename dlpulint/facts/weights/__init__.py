"""Measures of the weights themselves, which a lint run does not read."""
