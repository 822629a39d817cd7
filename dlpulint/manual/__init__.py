"""The texts of --explain, --list-targets, --list-rules and --show-target."""
