"""Hostwright: the control panel a hosting company runs on."""

import gc
import sys
import warnings

from pydantic import BaseModel
from pydantic.warnings import UnsupportedFieldAttributeWarning

# Nearly all that imports make stays: looking for garbage among it took a tenth of the start.
# Programs that stay set a lower threshold once they are loaded (see `core.garbage`).
gc.set_threshold(1_000_000, 20, 50)
# redis loads OpenTelemetry's metrics wherever they are installed; tracing gives them back on use.
sys.modules.setdefault("opentelemetry.sdk.metrics", None)  # type: ignore[arg-type] # as importlib has it
# A model's validator is built when first asked for, in about a millisecond: a process asks few of
# its 600 models, and rows, events and the answers that PostgreSQL writes almost never.
BaseModel.model_config["defer_build"] = True
# FastAPI gives its fields an alias and hushes this, but only where they are built at once.
warnings.filterwarnings("ignore", "The 'alias' attribute", UnsupportedFieldAttributeWarning)
