"""The parts of reading a TFLite file."""
