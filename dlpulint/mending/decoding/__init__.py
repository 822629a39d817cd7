"""What the application computes after the tail of a detector was cut off."""
