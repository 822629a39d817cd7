"""Models of training code, exported in memory by their frameworks (`training_code.py`)."""
