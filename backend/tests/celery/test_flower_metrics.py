"""Flower's metrics are for those who signed in."""

from types import SimpleNamespace
from typing import Any

import pytest
from flower.views.monitor import Metrics
from tornado.web import HTTPError

from app.celery import flower_metrics
from app.celery.worker import app as celery


def _asked(**options: Any) -> Any:
    chosen = {"basic_auth": None, "auth": None} | options
    return SimpleNamespace(application=SimpleNamespace(options=SimpleNamespace(**chosen)))


async def test_nobody_reads_them_where_nobody_signs_in() -> None:
    flower_metrics.close_metrics()
    with pytest.raises(HTTPError) as refused:
        await Metrics.get(_asked())
    assert refused.value.status_code == 403


async def test_who_signed_in_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    answered: list[object] = []

    async def answer(handler: object) -> None:
        answered.append(handler)

    monkeypatch.setattr(flower_metrics, "_answer", answer)
    flower_metrics.close_metrics()
    asked = _asked(basic_auth=["owner:secret"])
    await Metrics.get(asked)
    assert answered == [asked]


def test_they_are_closed_once_flower_has_loaded_its_pages() -> None:
    celery.loader.import_default_modules()
    assert not flower_metrics.close_metrics()
