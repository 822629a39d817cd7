"""The source of decode functions, put together."""
