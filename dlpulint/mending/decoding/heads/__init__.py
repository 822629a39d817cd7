"""Detection heads, recognized by what their tails compute."""
