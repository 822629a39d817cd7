"""Places operators on paper: an outline in, boxes and lines out."""

from dlpulint.drawing.picture import pictures

__all__ = ["pictures"]
