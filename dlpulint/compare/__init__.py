"""Two runs compared (`difference.py`): findings, operators, inputs and outputs."""
