"""Reading of TFLite files."""
