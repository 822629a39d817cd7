"""Rule packs, one TOML file a target; data only."""
