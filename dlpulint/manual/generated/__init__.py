"""Pages and schemas under docs/ that are made from packs, checks and structs."""
