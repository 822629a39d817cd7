"""The terminal: its width, colours, links and the progress line."""
