"""Predictions confronted with what compilers and cameras logged."""
