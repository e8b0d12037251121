"""The Celery application: `celery -A app.celery.worker worker|beat|flower`.

It finds the features' tasks and handlers by name, so this floor imports nothing above it.
"""

import pkgutil
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_process_shutdown, worker_shutdown

from app.celery import loop, schedule
from app.celery.config import configuration
from app.core.logging import configure_logging
from app.core.settings import get_settings

_FEATURES = Path(__file__).parents[1] / "features"

app = Celery(
    "hostwright", include=["app.models", "app.wiring", "app.celery.sweep", "app.celery.pull"]
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


@setup_logging.connect
def _logging(**_: Any) -> None:  # noqa: ANN401  Celery's own signature
    settings = get_settings()
    configure_logging(settings.log_level, settings.log_format)


@worker_shutdown.connect
@worker_process_shutdown.connect
def _close(**_: Any) -> None:  # noqa: ANN401  Celery's own signature
    loop.close_runtime()
