"""Inputs made from the grammars of the formats: whole ones, odd ones and ones just beyond sense."""
