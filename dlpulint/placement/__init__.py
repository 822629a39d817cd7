"""Where operators run: the result, the partitions, and what blocks the DLPU."""
