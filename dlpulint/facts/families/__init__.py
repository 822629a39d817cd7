"""Which published network a model is built as, from its structure and never its names."""
