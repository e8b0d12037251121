"""An example for every object of the document, made from its fields.

A field that declares `examples` speaks for itself; others get a value that fits their type, their
format and, where it is a well-known one, their name.
"""

from typing import Any

_PREFIX = "#/components/schemas/"
_ID = "01935f2a-7c1e-7b3a-9d51-2f4f0c6f2a11"
_FORMATS: dict[str, str] = {
    "uuid": _ID,
    "date-time": "2026-11-30T09:15:00Z",
    "date": "2026-11-30",
    "email": "anna@example.com",
    "uri": "https://panel.example.com/panel/billing",
    "ipv4": "203.0.113.7",
    "ipv6": "2001:db8::7",
    "binary": "",
    "password": "correct horse battery staple",
}
_PATTERNS = {"^[0-9]{6}$": "123456"}
_NAMES: dict[str, Any] = {
    "email": "anna@example.com",
    "name": "anna-shop",
    "plan_name": "Base",
    "image_name": "nginx",
    "title": "Anna's shop",
    "company": "Anna's Shop Ltd",
    "hostname": "anna-shop",
    "password": "correct horse battery staple",
    "currency": "EUR",
    "amount": 149000,
    "country": "DE",
    "locale": "en",
    "time_zone": "Europe/Berlin",
    "timezone": "Europe/Berlin",
    "ip": "203.0.113.7",
    "phone": "+4915112345678",
    "version": 3,
    "next_cursor": None,
    "image": "nginx",
    "region": "eu-1",
}
_DEEPEST = 12


def add(schemas: dict[str, Any]) -> None:
    """Give every object schema without an example one, in place."""
    for schema in schemas.values():
        if "properties" in schema and "examples" not in schema:
            schema["examples"] = [_sample(schemas, schema, "", 0)]


def _sample(schemas: dict[str, Any], schema: dict[str, Any], name: str, depth: int) -> Any:  # noqa: ANN401  any JSON
    if "$ref" in schema:
        target = schemas[schema["$ref"].removeprefix(_PREFIX)]
        return _sample(schemas, target, name, depth + 1)
    for given in ("examples", "enum"):
        if schema.get(given):
            return schema[given][0]
    if "const" in schema:
        return schema["const"]
    for options in ("anyOf", "oneOf", "allOf"):
        if options in schema:
            return _sample(schemas, _preferred(schema[options]), name, depth)
    return _by_type(schemas, schema, name, depth)


def _preferred(options: list[dict[str, Any]]) -> dict[str, Any]:
    return next((one for one in options if one.get("type") != "null"), options[0])


def _by_type(schemas: dict[str, Any], schema: dict[str, Any], name: str, depth: int) -> Any:  # noqa: ANN401  any JSON
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        return _object(schemas, schema, depth)
    if kind == "array":
        inner = schema.get("items", {})
        empty = depth > _DEEPEST or schema.get("maxItems") == 0
        return [] if empty else [_sample(schemas, inner, name.removesuffix("s"), depth + 1)]
    if kind == "string":
        return _text(schema, name)
    if kind in ("integer", "number"):
        return _number(schema, name)
    return True if kind == "boolean" else None


def _object(schemas: dict[str, Any], schema: dict[str, Any], depth: int) -> dict[str, Any]:
    if depth > _DEEPEST:
        return {}
    fields = schema.get("properties", {})
    return {key: _sample(schemas, one, key, depth + 1) for key, one in fields.items()}


def _text(schema: dict[str, Any], name: str) -> str:
    found = _FORMATS.get(schema.get("format", "")) or _PATTERNS.get(schema.get("pattern", ""))
    found = found or _NAMES.get(name)
    text = found if isinstance(found, str) else name.replace("_", " ") or "text"
    text = text[: schema.get("maxLength", len(text))]
    return text.ljust(schema.get("minLength", 0), "0")


def _number(schema: dict[str, Any], name: str) -> int:
    found = _NAMES.get(name)
    number = found if isinstance(found, int) else 1
    number = max(number, schema.get("minimum", schema.get("exclusiveMinimum", number - 1) + 1))
    return int(min(number, schema.get("maximum", number)))
