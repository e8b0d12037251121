"""The least body that a schema of the OpenAPI document takes."""

import re
from datetime import timedelta
from typing import Any

from app.core import clock
from app.core.ids import new_id

_GUESSES = ("123456", "RU")


class UnknownShapeError(LookupError):
    """The schema asks for what cannot be made up: `calls.py` has to say it."""


def least(schema: dict[str, Any], document: dict[str, Any]) -> Any:
    """Return the smallest value that satisfies the schema; raises UnknownShapeError."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return least(document["components"]["schemas"][name], document)
    for given in ("const", "default"):
        if given in schema:
            return schema[given]
    for listed in ("enum", "examples"):
        if schema.get(listed):
            return schema[listed][0]
    for union in ("anyOf", "oneOf", "allOf"):
        if union in schema:
            return least(schema[union][0], document)
    return _made(schema, document)


def _made(schema: dict[str, Any], document: dict[str, Any]) -> Any:
    match schema.get("type"):
        case "object":
            fields = schema.get("properties", {})
            return {name: least(fields[name], document) for name in schema.get("required", ())}
        case "array":
            return [least(schema["items"], document) for _ in range(schema.get("minItems", 0))]
        case "boolean":
            return False
        case "integer" | "number":
            return max(schema.get("minimum", 0), schema.get("exclusiveMinimum", -1) + 1)
        case "null":
            return None
        case "string":
            return _text(schema)
    raise UnknownShapeError(schema)


def _text(schema: dict[str, Any]) -> str:
    match schema.get("format"):
        case "uuid":
            return str(new_id())
        case "email":
            return f"{new_id()}@example.com"
        case "date-time":
            return (clock.now() + timedelta(days=7)).isoformat()
    for guess in ("x" * max(1, schema.get("minLength", 0)), *_GUESSES):
        if re.search(schema.get("pattern", ""), guess):
            return guess
    raise UnknownShapeError(schema)
