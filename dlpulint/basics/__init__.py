"""Words, errors, versions and files: what every layer may use, and knows no model."""
