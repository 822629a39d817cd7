"""What a converter would make of a model that a target does not take as it is."""
