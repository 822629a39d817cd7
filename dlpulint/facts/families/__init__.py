"""The published network that a model is built as, by its structure and never by names."""
