"""Columns that several tables of billing have."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Column, Field


def account(**arguments: Any) -> Any:  # noqa: ANN401  as sqlmodel.Field itself
    """Return a column that names the customer's account."""
    return Field(foreign_key="account.id", **arguments)


def document() -> Column[dict[str, Any]]:
    """Return a column of JSON, empty by default."""
    return Column(JSONB, nullable=False, server_default=text("'{}'"))
