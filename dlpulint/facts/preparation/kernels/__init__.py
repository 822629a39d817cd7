"""Preconditions of TFLite's kernels, a module per family of operators."""
