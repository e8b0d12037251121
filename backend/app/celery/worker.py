"""The Celery application: `celery -A app.celery.worker worker|beat|flower`.

It finds the features' tasks and handlers by name, so this floor imports nothing above it.
"""

import os
import pkgutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import (
    celeryd_after_setup,
    import_modules,
    setup_logging,
    worker_process_shutdown,
    worker_ready,
    worker_shutdown,
)

from app.celery import loop, records, schedule
from app.celery.config import configuration
from app.core import clock, json
from app.core.logging import configure_logging, json_line, own_process, writes_json
from app.core.settings import get_settings

_FEATURES = Path(__file__).parents[1] / "features"

app = Celery(
    "hostwright",
    include=["app.models", "app.wiring", "app.start", "app.celery.sweep", "app.celery.pull"],
)
app.conf.update(configuration(get_settings()))
app.set_default()  # `current_app` is thread-local: the thread that sends messages needs ours too


def feature_packages() -> list[str]:
    """Return the dotted names of every feature, found by folder."""
    return [f"app.features.{module.name}" for module in pkgutil.iter_modules([str(_FEATURES)])]


app.autodiscover_tasks(["app.events", *feature_packages()], related_name="tasks")
app.autodiscover_tasks(feature_packages(), related_name="handlers")


def load_tasks() -> None:
    """Import every task and handler: a process that enqueues or publishes must know them all."""
    app.loader.import_default_modules()


@app.on_after_finalize.connect
def _schedule(sender: Celery, **_: Any) -> None:  # noqa: ANN401  Celery's own signature
    load_tasks()
    sender.conf.beat_schedule = schedule.beat_schedule()


@import_modules.connect
def _take_in_flower(**_: Any) -> None:  # noqa: ANN401  Celery's own signature
    """Close Flower's metrics and have its log: it asks for our tasks once its pages are loaded."""
    if "flower.views.monitor" in sys.modules:
        from app.celery.flower_metrics import close_metrics  # noqa: PLC0415  others have no Flower

        if close_metrics():
            configure_logging(get_settings())
            own_process()


@setup_logging.connect
def _logging(**_: Any) -> None:  # noqa: ANN401  Celery's own signature
    configure_logging(get_settings(), records.fields)
    own_process()
    if writes_json():
        from celery.apps import worker  # noqa: PLC0415  the API never runs one

        worker.safe_say = _say  # type: ignore[attr-defined] # not in the stubs


def _say(message: str, *_stream: object) -> None:
    """Write what Celery says past every log, from signal handlers: no lock may be taken there."""
    line = json_line(clock.now(), "INFO", "celery.apps.worker", message, {"pid": os.getpid()})
    with suppress(OSError):
        os.write(sys.__stdout__.fileno(), json.dumps(line) + b"\n")  # type: ignore[union-attr] # a worker has one


@celeryd_after_setup.connect
def _learn_queues(instance: Any, **_: Any) -> None:  # noqa: ANN401  Celery's own signature
    loop.serve(instance.app.amqp.queues.consume_from)


@worker_ready.connect
def _tell_of_itself(**_: Any) -> None:  # noqa: ANN401  the same
    """Make the runtime: a worker without jobs lives, too, and says so."""
    loop.runtime()


@worker_shutdown.connect
@worker_process_shutdown.connect
def _close(**_: Any) -> None:  # noqa: ANN401  Celery's own signature
    loop.close_runtime()
