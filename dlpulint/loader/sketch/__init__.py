"""Models as short text, read and written."""
