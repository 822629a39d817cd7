"""SARIF 2.1.0, in the form that GitHub code scanning accepts (`log.py`)."""
