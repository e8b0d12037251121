"""Every kind of break between two documents is seen, and what is no break is not."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from infra.local.compatibility import breaks, slim

Document = dict[str, Any]
_JSON = "application/json"


def _document() -> Document:
    thing = {
        "type": "object",
        "required": ["id", "state"],
        "properties": {
            "id": {"type": "string"},
            "state": {"type": "string", "enum": ["on", "off"]},
            "size": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
            "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}},
        },
    }
    wish = {
        "type": "object",
        "required": ["name"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string", "maxLength": 60},
            "kind": {"type": "string", "enum": ["small", "large"]},
        },
    }
    part = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
    page = {
        "anyOf": [{"$ref": "#/components/schemas/Thing"}, {"$ref": "#/components/schemas/Part"}]
    }
    return {
        "components": {"schemas": {"Thing": thing, "Wish": wish, "Part": part}},
        "paths": {
            "/things": {
                "get": {
                    "operationId": "things_list",
                    "parameters": [{"in": "query", "name": "q", "schema": {"type": "string"}}],
                    "responses": {"200": {"content": {_JSON: {"schema": page}}}},
                },
                "post": {
                    "operationId": "things_make",
                    "requestBody": {
                        "required": True,
                        "content": {_JSON: {"schema": {"$ref": "#/components/schemas/Wish"}}},
                    },
                    "responses": {
                        "201": {
                            "content": {_JSON: {"schema": {"$ref": "#/components/schemas/Thing"}}}
                        }
                    },
                },
            }
        },
    }


def _schema(document: Document, name: str) -> Document:
    found: Document = document["components"]["schemas"][name]
    return found


def _operation(document: Document, method: str) -> Document:
    found: Document = document["paths"]["/things"][method]
    return found


BREAKS: dict[str, tuple[Callable[[Document], object], str]] = {
    "operation": (lambda d: d["paths"]["/things"].pop("post"), "the operation is gone"),
    "name": (lambda d: _operation(d, "get").update(operationId="other"), "operationId"),
    "parameter": (lambda d: _operation(d, "get")["parameters"].clear(), "parameter q is gone"),
    "required parameter": (
        lambda d: _operation(d, "get")["parameters"].append(
            {"in": "query", "name": "account", "required": True, "schema": {"type": "string"}}
        ),
        "the new parameter account is required",
    ),
    "answered field": (
        lambda d: _schema(d, "Thing")["properties"].pop("size"),
        "the field is gone",
    ),
    "field of a part": (
        lambda d: _schema(d, "Part")["properties"].pop("n"),
        "n: the field is gone",
    ),
    "optional answer": (lambda d: _schema(d, "Thing")["required"].remove("id"), "may be missing"),
    "null answer": (
        lambda d: _schema(d, "Thing")["properties"].update(
            id={"anyOf": [{"type": "string"}, {"type": "null"}]}
        ),
        "may be null now",
    ),
    "type": (
        lambda d: _schema(d, "Thing")["properties"].update(id={"type": "integer"}),
        "may be integer now",
    ),
    "status": (lambda d: _operation(d, "post")["responses"].clear(), "not answered any more"),
    "taken field": (lambda d: _schema(d, "Wish")["properties"].pop("kind"), "not taken any more"),
    "required field": (lambda d: _schema(d, "Wish")["required"].append("kind"), "is required now"),
    "taken value": (
        lambda d: _schema(d, "Wish")["properties"]["kind"]["enum"].remove("small"),
        "does not take small",
    ),
    "limit": (
        lambda d: _schema(d, "Wish")["properties"]["name"].update(maxLength=10),
        "maxLength is 10 now",
    ),
}


@pytest.mark.parametrize("kind", BREAKS)
def test_a_break_is_seen(kind: str) -> None:
    change, words = BREAKS[kind]
    old, new = _document(), _document()
    change(new)
    found = breaks(old, new)
    assert any(words in one for one in found), found


def _grow(document: Document) -> None:
    document["paths"]["/others"] = {"get": {"operationId": "others_list", "responses": {}}}
    _schema(document, "Thing")["properties"]["more"] = {"type": "string"}
    _schema(document, "Thing")["properties"]["state"]["enum"].append("paused")
    _schema(document, "Wish")["properties"]["more"] = {"type": "string"}
    _schema(document, "Wish")["properties"]["kind"]["enum"].append("huge")
    _schema(document, "Wish")["properties"]["name"]["maxLength"] = 90
    parameter = {"in": "query", "name": "size", "schema": {"type": "integer"}}
    _operation(document, "get")["parameters"].append(parameter)


def test_what_only_grows_breaks_nothing() -> None:
    new = _document()
    _grow(new)
    assert breaks(_document(), new) == []


def test_words_are_left_out_but_no_field_of_that_name() -> None:
    document = _document()
    fields = _schema(document, "Thing")["properties"]
    fields["description"] = {"type": "string", "description": "said to people"}
    kept: Any = slim(copy.deepcopy(document))
    found = kept["components"]["schemas"]["Thing"]["properties"]["description"]
    assert found == {"type": "string"}
