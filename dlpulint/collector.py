"""Python's search for cycles among all objects, paused where it finds none and takes time."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused_collector() -> Iterator[None]:
    """Nothing is searched for cycles within; what was on before is on again afterwards.

    A large model is millions of objects that all live until it is judged. To search them again and
    again takes a quarter of the time, and more of it the larger the model is.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
