"""A run of many models as one table, in three formats."""
