"""Models on both sides of each limit of a pack; never part of a lint run."""
