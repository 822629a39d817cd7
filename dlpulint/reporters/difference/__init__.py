"""What has changed between two runs, in each format that tells it; `--diff` of the command line."""
