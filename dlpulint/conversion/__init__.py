"""Models as a converter would write them, for targets that do not accept them unconverted."""
