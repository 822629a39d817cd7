"""A project's config, baseline, ignores and levels; `run.py` is a run with them."""
