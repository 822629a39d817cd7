"""Rule packs: what one target answers, as typed data read from TOML."""
