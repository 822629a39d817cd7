"""Facts derived from a model, each computed once and on demand (`facts.py`)."""
