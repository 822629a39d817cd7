"""Layout of graphs (`picture.py`): boxes and lines from an outline."""
