"""The specification, completed: what every operation asks of its caller, answers and refuses."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from pydantic import BaseModel

from app.core.errors import AppError
from app.core.settings import Settings
from app.core.vocabulary import VOCABULARY, EventType
from app.dao.version import ETAG
from app.events.audit import audit_actions
from app.events.base import event_types
from app.web.openapi import errors, samples, security
from app.web.policies import operations
from app.web.problems import ERROR_CODES, Problem
from app.web.reads import read_routes

_ABOUT = """\
Everything that the panel does, for programs: order and run services, pay invoices, follow what
happens. Guides and a page for each error code are at [{docs}]({docs}).

Addresses are versioned (`/api/v1`). Within a version fields are added, never taken away or given
another meaning: ignore what you do not know. What is going to end says so beforehand by the
`Deprecation` and `Sunset` headers."""
_TAGS = {
    "admin": "What staff do: everything here asks for a permission among staff.",
    "events": "What happens, live: a stream of server-sent events, and tickets for sockets.",
}
_PAGING = {"page", "size", "limit"}
_HEADERS = {
    "RetryAfter": {
        "description": "In how many seconds to come again",
        "schema": {"type": "integer", "minimum": 0, "examples": [2]},
    },
    "ETag": {
        "description": "The version of what is answered; edits take it as `If-Match`",
        "schema": {"type": "string", "examples": ['"3"']},
    },
    "Link": {
        "description": "Where the other pages are: `first`, `prev`, `next`, `last` (RFC 8288)",
        "schema": {"type": "string", "examples": ['</api/v1/orders?page=2>; rel="next"']},
    },
}


class StreamEvent(BaseModel):
    """One event of the live stream; `payload` is empty for whom may not read it."""

    id: UUID
    type: EventType
    occurred_at: datetime
    account_id: UUID | None
    payload: dict[str, Any]


_REF = "#/components/schemas/{model}"
_STREAM = "text/event-stream"
_STREAM_SCHEMA = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "event": {"type": "string"},
        "retry": {"type": "integer"},
        "data": {
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": {"$ref": _REF.format(model=StreamEvent.__name__)},
        },
    },
}
"""One event of a stream, as OpenAPI 3.2 (section 4.14.4) describes it."""


def _add_model(schemas: dict[str, Any], model: type[BaseModel]) -> None:
    full = model.model_json_schema(ref_template=_REF)
    schemas.update(full.pop("$defs", {}))
    schemas[model.__name__] = full


def _name_vocabularies(document: dict[str, Any]) -> None:
    """List every act of the audit, error code and event, and refer to them wherever one travels."""
    names = {
        "AuditAction": audit_actions(),
        "ErrorCode": errors.catalogue().keys(),
        "EventType": {one.type for one in event_types()},
    }
    _refer(document)
    for title, values in names.items():
        listed = {"type": "string", "title": title, "enum": sorted(values)}
        document["components"]["schemas"][title] = listed
    listed = document["components"]["schemas"]["ErrorCode"]
    known = errors.catalogue()
    listed["x-enum-descriptions"] = {code: words for code, (_, words) in known.items()}
    listed["x-enum-statuses"] = {code: status for code, (status, _) in known.items()}


def _refer(node: object) -> None:
    """Replace marked schemas, in place."""
    if isinstance(node, list):
        for one in node:
            _refer(one)
    elif isinstance(node, dict):
        if name := node.get(VOCABULARY):
            node.clear()
            node["$ref"] = _REF.format(model=name)
        elif _STREAM in node:
            node[_STREAM]["schema"] = _STREAM_SCHEMA
        else:
            for one in node.values():
                _refer(one)


def _name_headers(answer: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Say which headers a good answer has by what is in it."""
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    options = [schema, *schema.get("anyOf", ())]
    names = {one.get("$ref", "").rpartition("/")[2] for one in options}
    fields = {key: one for name in names for key, one in _properties(schemas, name).items()}
    found = {
        "ETag": any(ETAG in one for one in fields.values()),
        "Link": "items" in fields and bool(fields.keys() & {"pages", "next_cursor"}),
    }
    for name in (name for name, there in found.items() if there):
        ref = {"$ref": f"#/components/headers/{name}"}
        answer.setdefault("headers", {})[name] = ref


def _properties(schemas: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = schemas.get(name, {}).get("properties", {})
    return found


def _leave_paging_open(entry: dict[str, Any]) -> None:
    """Keep the defaults of pages out: generated clients would send those of both ways at once."""
    parameters = {one["name"]: one for one in entry.get("parameters", ())}
    if "cursor" in parameters:
        for name in _PAGING & parameters.keys():
            parameters[name]["schema"].pop("default", None)


def _introduce(document: dict[str, Any], settings: Settings, tags: Mapping[str, str]) -> None:
    """Say whose API this is, where it answers, and what its groups of operations are about."""
    site = settings.public_url.rstrip("/")
    document["info"] |= {
        "description": _ABOUT.format(docs=f"{site}/docs"),
        "contact": {"name": settings.company_name, "url": site},
        "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
    }
    document["servers"] = [
        {"url": settings.api_url.rstrip("/"), "description": "This installation"}
    ]
    described = _TAGS | dict(tags)
    document["tags"] = [
        {"name": name, "description": described.get(name, name)} for name in sorted(_tags(document))
    ]


def _tags(document: dict[str, Any]) -> set[str]:
    entries = [one for path in document["paths"].values() for one in path.values()]
    return {tag for entry in entries for tag in entry.get("tags", ())}


def complete(app: FastAPI, tags: Mapping[str, str]) -> dict[str, Any]:
    """Return the OpenAPI document with policies and problem documents filled in; made once.

    `tags` says what each group of operations is about.
    """
    if app.openapi_schema is not None:
        return app.openapi_schema
    settings: Settings = app.state.settings
    for route in read_routes(app).values():
        route.describe()
    document = FastAPI.openapi(app)
    _introduce(document, settings, tags)
    components = document.setdefault("components", {})
    components["securitySchemes"] = security.SCHEMES
    components["headers"] = _HEADERS
    schemas = components.setdefault("schemas", {})
    for model in (Problem, StreamEvent):
        _add_model(schemas, model)
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    codes, answered = errors.by_operation(app), {AppError.code}
    for operation in operations(app):
        entry = document["paths"][operation.path][operation.method.lower()]
        errors.responses(entry, operation, codes[operation.operation_id])
        security.describe(entry, operation.policy)
        _leave_paging_open(entry)
        answered.update(entry[ERROR_CODES])
        for status in ("200", "201", "202"):
            _name_headers(entry["responses"].get(status, {}), schemas)
    components["examples"] = errors.examples(settings.public_url, answered)
    _name_vocabularies(document)
    samples.add(schemas)
    return document
