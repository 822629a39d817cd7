"""The parts of a network that have names, such as `C2f` and `Detect head`, by structure alone."""
