"""Places operators on paper: an outline in, boxes and lines out."""
