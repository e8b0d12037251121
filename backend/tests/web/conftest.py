"""Tests of the HTTP kit add operations to the API: each gets one of its own."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI

from app.core import json
from app.core.logging import _State
from app.core.settings import Settings
from app.main import create_app
from tests.one_transaction import OneTransaction

LogLines = Callable[[], list[dict[str, Any]]]
"""Return the lines of the requests so far, as production writes them."""


@pytest.fixture
def app(settings: Settings, database: OneTransaction) -> FastAPI:
    return create_app(settings, database)


@pytest.fixture
def log_lines(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> LogLines:
    written: list[str] = []
    monkeypatch.setattr(_State, "level", 20)
    monkeypatch.setattr(_State, "json", True)
    monkeypatch.setattr("app.web.access.write", written.append)

    def lines() -> list[dict[str, Any]]:
        app.state.access.flush()
        return [json.loads(line) for line in "".join(written).splitlines()]

    return lines
