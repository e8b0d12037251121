"""What is asked of every statement that a test makes SQLAlchemy execute."""

from typing import Any

from sqlalchemy import UpdateBase
from sqlalchemy.engine.interfaces import CacheStats
from sqlalchemy.sql.selectable import SelectBase


def refuse_uncached(
    _connection: object,
    _cursor: object,
    statement: str,
    _parameters: object,
    context: Any,
    _many: object,
) -> None:
    """Raise AssertionError for a statement without a cache key, which is compiled every time."""
    written = isinstance(getattr(context, "invoked_statement", None), UpdateBase | SelectBase)
    if written and context.cache_hit is CacheStats.NO_CACHE_KEY:
        message = f"has no cache key, and is compiled at every execution: {statement}"
        raise AssertionError(message)
