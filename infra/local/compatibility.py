"""`just compatible`: nothing that the last release promised to callers is taken away.

Compares the OpenAPI document of this code with that of the last release, `docs/api/released.json`
(`--release` writes it). Answers may grow, requests may become laxer; all else is a break.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from infra.local.paths import ROOT
from infra.local.specification import document

RELEASED = ROOT / "docs" / "api" / "released.json"
_ALLOWED = ROOT / "docs" / "api" / "allowed-breaks.txt"
_METHODS = ("get", "put", "post", "patch", "delete")
_SAID_TO_PEOPLE = {"description", "summary", "title", "examples", "example", "tags", "info"}
_DEEPEST = 12

Schema = Mapping[str, Any]


class _Comparison:
    """Two documents, and what is walked in both."""

    def __init__(self, old: Schema, new: Schema) -> None:
        self.old, self.new = old, new

    def operations(self) -> Iterator[str]:
        for path, item in self.old["paths"].items():
            for method in (one for one in _METHODS if one in item):
                now = self.new["paths"].get(path, {}).get(method)
                place = f"{method.upper()} {path}"
                if now is None:
                    yield f"{place}: the operation is gone"
                else:
                    yield from self._operation(place, item[method], now)

    def _operation(self, place: str, old: Schema, new: Schema) -> Iterator[str]:
        if old.get("operationId") != new.get("operationId"):
            yield f"{place}: its operationId was {old.get('operationId')}"
        yield from self._parameters(place, old, new)
        yield from self._bodies(place, old, new)
        for status, answer in old["responses"].items():
            if status[0] == "2":
                yield from self._answer(f"{place} {status}", answer, new["responses"].get(status))

    def _parameters(self, place: str, old: Schema, new: Schema) -> Iterator[str]:
        before, now = _by_name(old), _by_name(new)
        for name in before.keys() - now.keys():
            yield f"{place}: the parameter {name[1]} is gone"
        for name, parameter in now.items():
            if name not in before:
                if parameter.get("required"):
                    yield f"{place}: the new parameter {name[1]} is required"
                continue
            if parameter.get("required") and not before[name].get("required"):
                yield f"{place}: the parameter {name[1]} is required now"
            given, taken = before[name].get("schema", {}), parameter.get("schema", {})
            yield from self._taken(f"{place} {name[1]}", given, taken, 0)

    def _bodies(self, place: str, old: Schema, new: Schema) -> Iterator[str]:
        before, now = old.get("requestBody"), new.get("requestBody")
        if before is None:
            if now and now.get("required"):
                yield f"{place}: a body is required now"
            return
        for kind, media in before["content"].items():
            taken = (now or {"content": {}})["content"].get(kind)
            if taken is None:
                yield f"{place}: a body of {kind} is not taken any more"
            else:
                given = media.get("schema", {})
                yield from self._taken(f"{place} body", given, taken.get("schema", {}), 0)

    def _answer(self, place: str, old: Schema, new: Schema | None) -> Iterator[str]:
        if new is None:
            yield f"{place}: it is not answered any more"
            return
        for kind, media in old.get("content", {}).items():
            now = new.get("content", {}).get(kind)
            if now is None:
                yield f"{place}: {kind} is not answered any more"
            else:
                told = media.get("schema", {})
                yield from self._told(place, told, now.get("schema", {}), 0)

    def _told(self, place: str, old: Schema, new: Schema, depth: int) -> Iterator[str]:
        """Compare what is answered: nothing may vanish, nothing new may be null or another type."""
        before, now = _resolved(self.old, old), _resolved(self.new, new)
        if depth > _DEEPEST:
            return
        if _types(self.new, now) - _types(self.old, before):
            grown = sorted(_types(self.new, now) - _types(self.old, before))
            yield f"{place}: may be {', '.join(grown)} now"
            return
        fields = now.get("properties", {})
        for name, field in before.get("properties", {}).items():
            if name not in fields:
                yield f"{place}.{name}: the field is gone"
            else:
                yield from self._told(f"{place}.{name}", field, fields[name], depth + 1)
        for name in set(before.get("required", ())) & fields.keys():
            if name not in now.get("required", ()):
                yield f"{place}.{name}: may be missing now"
        for old_one, new_one in _paired(self, before, now):
            yield from self._told(place, old_one, new_one, depth + 1)

    def _taken(self, place: str, old: Schema, new: Schema, depth: int) -> Iterator[str]:
        """Compare what is accepted: all that was must be still."""
        before, now = _resolved(self.old, old), _resolved(self.new, new)
        if depth > _DEEPEST:
            return
        if lost := _types(self.old, before) - _types(self.new, now):
            yield f"{place}: may not be {', '.join(sorted(lost))} any more"
            return
        if "enum" in now and (gone := set(before.get("enum", ())) - set(now["enum"])):
            yield f"{place}: does not take {', '.join(map(str, sorted(gone)))} any more"
        yield from _narrowed(place, before, now)
        fields = before.get("properties", {})
        for name, field in fields.items():
            if name in now.get("properties", {}):
                taken = now["properties"][name]
                yield from self._taken(f"{place}.{name}", field, taken, depth + 1)
            elif now.get("additionalProperties") is False:
                yield f"{place}.{name}: the field is not taken any more"
        for name in sorted(set(now.get("required", ())) - set(before.get("required", ()))):
            yield f"{place}.{name}: is required now"
        for old_one, new_one in _paired(self, before, now):
            yield from self._taken(place, old_one, new_one, depth + 1)


def breaks(old: Schema, new: Schema) -> list[str]:
    """Return everything that callers of the old document would stumble over."""
    return list(dict.fromkeys(_Comparison(old, new).operations()))


def _by_name(operation: Schema) -> dict[tuple[str, str], Schema]:
    return {(one["in"], one["name"]): one for one in operation.get("parameters", ())}


def _resolved(document: Schema, schema: Schema) -> Schema:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _options(document: Schema, schema: Schema) -> list[Schema]:
    return [_resolved(document, one) for one in _alternatives(schema) or [schema]]


def _types(document: Schema, schema: Schema) -> set[str]:
    """Return the types a value may have; none are known where anything may come."""
    found = {one.get("type", "") for one in _options(document, schema)}
    return found - {""}


def _paired(both: _Comparison, old: Schema, new: Schema) -> Iterator[tuple[Schema, Schema]]:
    """Yield parts that correspond: items, values, and options of one type in their order."""
    for key in ("items", "additionalProperties"):
        if isinstance(old.get(key), dict) and isinstance(new.get(key), dict):
            yield old[key], new[key]
    now = {_name(one): one for one in _alternatives(new)}
    for one in _alternatives(old):
        if _name(one) in now:
            yield _resolved(both.old, one), _resolved(both.new, now[_name(one)])


def _alternatives(schema: Schema) -> list[Schema]:
    found: list[Schema] = schema.get("anyOf") or schema.get("oneOf") or []
    return found


def _name(alternative: Schema) -> str:
    return str(alternative.get("$ref") or alternative.get("type"))


def _narrowed(place: str, old: Schema, new: Schema) -> Iterator[str]:
    for name in ("minLength", "minimum", "minItems"):
        if name in new and new[name] > old.get(name, float("-inf" if name == "minimum" else 0)):
            yield f"{place}: {name} is {new[name]} now"
    for name in ("maxLength", "maximum", "maxItems"):
        if name in new and new[name] < old.get(name, float("inf")):
            yield f"{place}: {name} is {new[name]} now"


def slim(node: object, *, named: bool = False) -> object:
    """Return a document without what is said to people only; names of fields are kept."""
    if isinstance(node, list):
        return [slim(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {
        key: slim(one, named=key in ("properties", "schemas"))
        for key, one in node.items()
        if named or not (key in _SAID_TO_PEOPLE or key.startswith("x-"))
    }


def _allowed() -> set[str]:
    lines = _ALLOWED.read_text(encoding="utf-8").splitlines() if _ALLOWED.exists() else []
    return {line for line in lines if line and not line.startswith("#")}


def main() -> None:
    """Compare, and exit 1 with what breaks; or write the document of a release."""
    now = json.loads(document())
    if sys.argv[1:] == ["--release"]:
        kept = json.dumps(slim(now), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        RELEASED.write_text(kept + "\n", encoding="utf-8")
        return
    released = json.loads(RELEASED.read_text(encoding="utf-8"))
    found = [one for one in breaks(released, now) if one not in _allowed()]
    if found:
        hint = f"callers of the last release would stumble over:\n{chr(10).join(found)}\n"
        sys.exit(hint + "Keep it beside the new one and declare it `deprecated(…)` (docs/api).")


if __name__ == "__main__":
    main()
