"""The garbage collector of programs that stay."""

import gc

_YOUNG = 100_000


def settle() -> None:
    """Leave what was loaded alone from now on, and look for garbage among what comes after.

    A full collection of what the imports left would hold every request up.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 20, 50)
