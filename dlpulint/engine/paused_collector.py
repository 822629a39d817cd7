"""A pause of Python's search for reference cycles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused_collector() -> Iterator[None]:
    """Pauses the search for reference cycles, and restores it afterwards.

    A large model is millions of objects that all live until it is judged. Searching them again and
    again takes a quarter of the time, and a larger part the larger the model is.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
