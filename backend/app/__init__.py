"""Hostwright: the control panel a hosting company runs on."""

import gc

# Nearly all that imports make stays: looking for garbage among it took a sixth of the start.
gc.set_threshold(100_000, 20, 50)
