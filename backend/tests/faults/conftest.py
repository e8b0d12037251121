"""A database and a broker of its own for each run of real workers."""

import os
from collections.abc import AsyncIterator

import pytest

from app.celery import dispatch
from app.core.settings import Settings
from app.dao.session import Database
from tests.faults.worker import Broker, empty_broker


@pytest.fixture
async def own(
    committed: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Settings]:
    """Settings that name them; what this process dispatches goes to that broker."""
    with empty_broker(os.environ["CELERY_BROKER_URL"]) as address:
        made = settings.model_copy(
            update={
                "database_url": committed.engine.url.render_as_string(hide_password=False),
                "celery_broker_url": address,
                "redis_url": address,
            }
        )
        sender = Broker(made)
        monkeypatch.setattr(dispatch, "_send", sender.send_group)
        yield made
        sender.close()
