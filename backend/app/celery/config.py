"""Celery's settings. Messages carry a job's id only, so losing one loses nothing."""

from typing import Any

from kombu import Queue as KombuQueue
from kombu.serialization import register

from app.celery.queues import Queue
from app.celery.transport import use_transport
from app.core import json
from app.core.settings import Settings

# They only hand work to the loop of the process (see `loop`), so few do.
_THREADS = 4
_CONTENT_TYPE = "application/x-orjson"


def _text(value: object) -> str:
    return json.dumps(value).decode()


def configuration(settings: Settings) -> dict[str, Any]:
    """Build Celery's configuration: JSON by orjson, a pool of threads, no results kept."""
    use_transport()
    register("orjson", _text, json.loads, content_type=_CONTENT_TYPE, content_encoding="utf-8")
    return {
        "broker_url": settings.celery_broker_url,
        "broker_connection_retry_on_startup": True,
        "broker_transport_options": {"socket_connect_timeout": 2, "socket_timeout": 10},
        "task_ignore_result": True,
        "task_serializer": "orjson",
        "accept_content": ["orjson"],
        "task_default_queue": Queue.DEFAULT.value,
        "task_queues": [KombuQueue(queue.value) for queue in Queue],
        "worker_pool": "threads",
        "worker_concurrency": _THREADS,
        "worker_prefetch_multiplier": 1,
        "worker_send_task_events": True,
        "worker_hijack_root_logger": False,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "timezone": "UTC",
        "beat_scheduler": "redbeat.RedBeatScheduler",
        "redbeat_redis_url": settings.redis_url,
        "redbeat_lock_timeout": 10,
        "beat_max_loop_interval": 1,
    }
