"""Writes a report as one HTML page that needs nothing else: no network, no font, no script file."""

from dlpulint.reporters.html.page import write

__all__ = ["write"]
