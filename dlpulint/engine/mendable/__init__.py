"""Findings that `--fix` mends: the edits by site, and where they are worth it."""
