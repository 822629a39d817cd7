"""Layout of graphs (`picture.py`): an outline in, boxes and lines out."""
