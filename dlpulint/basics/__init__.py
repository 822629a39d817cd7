"""Words, errors, versions and files: used by every layer, independent of models."""
