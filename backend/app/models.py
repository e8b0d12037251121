"""Every table, imported once: what alembic and foreign keys need to know."""

from sqlmodel import SQLModel

from app.celery import hold, job, tick
from app.dao import idempotency, seal
from app.events import models as events
from app.manifest import import_models
from app.realtime import models as realtime

FLOORS = (hold, job, tick, idempotency, seal, events, realtime)
import_models()
metadata = SQLModel.metadata
