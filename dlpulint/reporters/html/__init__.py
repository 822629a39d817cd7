"""One HTML page that needs nothing else: no network, no font, no script file (`page.py`)."""
