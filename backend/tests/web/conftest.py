"""Tests of the HTTP kit add operations to the API: each gets one of its own."""

import pytest
from fastapi import FastAPI

from app.core.settings import Settings
from app.main import create_app
from tests.one_transaction import OneTransaction


@pytest.fixture
def app(settings: Settings, database: OneTransaction) -> FastAPI:
    return create_app(settings, database)
