"""Every table of every feature, imported once: what alembic and foreign keys need to know."""

from sqlmodel import SQLModel

metadata = SQLModel.metadata
