"""Hits, the findings they are grouped into, and their sources."""
