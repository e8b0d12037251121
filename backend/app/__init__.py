"""Hostwright: the control panel a hosting company runs on."""

import gc
import sys

# Nearly all that imports make stays: looking for garbage among it took a tenth of the start.
# Programs that stay set a lower threshold once they are loaded (see `core.garbage`).
gc.set_threshold(1_000_000, 20, 50)
# redis loads OpenTelemetry's metrics wherever they are installed; tracing gives them back on use.
sys.modules.setdefault("opentelemetry.sdk.metrics", None)  # type: ignore[arg-type] # as importlib has it
