"""A model as typed operators and tensors, and the vocabulary for both formats."""
