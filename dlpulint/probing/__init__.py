"""Probes: small models whose fate on a camera settles what a pack does not know for certain."""
