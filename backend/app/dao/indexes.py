"""Indexes that serve lists: the order of names, and search anywhere in a text."""

from sqlalchemy import Index, text


def name_order(column: str) -> str:
    """Return the expression that `keyset.by_name` orders by."""
    return f'sort_key({column}) COLLATE "C"'


def trigrams(name: str, *columns: str, where: str | None = None) -> Index:
    """Index texts for `Search.text`: columns, or expressions over them."""
    expressions = [text(f"({column}) gin_trgm_ops") for column in columns]
    condition = None if where is None else text(where)
    return Index(name, *expressions, postgresql_using="gin", postgresql_where=condition)
