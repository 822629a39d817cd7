"""Files, packs and rules in; findings, verdicts and placements out."""
