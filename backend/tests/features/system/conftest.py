"""A store of metrics of their own for these tests, empty at the beginning."""

import os
from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from app.core.metrics import instruments
from app.core.settings import Settings
from app.main import create_app
from tests.faults.worker import empty_broker
from tests.one_transaction import OneTransaction

TOKEN = "a-token-of-the-monitoring"


@pytest.fixture
def measured_settings(settings: Settings) -> Iterator[Settings]:
    """Settings with a token for metrics, and a Redis that nobody else uses."""
    with empty_broker(os.environ["CELERY_BROKER_URL"]) as address:
        changed = {"metrics_token": TOKEN, "redis_url": address}
        instruments.take()
        yield Settings.model_validate(settings.model_dump() | changed)


@pytest.fixture
def app(measured_settings: Settings, database: OneTransaction) -> FastAPI:
    return create_app(measured_settings, database)
