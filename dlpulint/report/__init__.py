"""The data of a run's result, and the sentences and figures made of it."""
