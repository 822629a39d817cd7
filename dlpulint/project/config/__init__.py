"""A project's config: where it is, what it says, what holds for a file."""
