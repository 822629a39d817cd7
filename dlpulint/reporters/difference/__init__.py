"""Changes between two runs, in each format of `--diff`."""
