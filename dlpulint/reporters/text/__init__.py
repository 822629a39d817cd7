"""The text report, in parts that share one screen."""
