"""The specification, completed: every operation says what it asks of its caller, and its errors."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from pydantic import BaseModel

from app.auth.dependencies import Policy
from app.auth.tokens import API_TOKEN_PREFIX
from app.core.errors import error_codes
from app.core.vocabulary import VOCABULARY, EventType
from app.events.audit import audit_actions
from app.events.base import event_types
from app.web.policies import operations
from app.web.problems import MEDIA_TYPE, TRANSPORT_CODES, Problem

_ERRORS = {
    "401": "Not signed in, or the token no longer counts",
    "403": (
        "Signed in, without the permission; `step_up_required` where a recent credential"
        " is missing, `oneself_required` where only the person may do it"
    ),
    "404": "Not there, or somebody else's",
    "409": "Not possible in the current state",
    "422": "The request is malformed; `errors` names the fields",
    "429": "Too many requests; `Retry-After` says when to come again",
    "default": "Any other refusal, for one of too large a request",
}
_PERSON = "OAuth2PasswordBearer"
_PROGRAM = "ApiToken"
_SCHEMES: dict[str, Any] = {
    _PERSON: {
        "type": "oauth2",
        "description": (
            "Signing in with e-mail and password, and a second factor where the person has one."
            " First party only: no client ids, no scopes. The access token lives for minutes and"
            " is renewed with `grant_type=refresh_token`; a browser that sends"
            " `X-Refresh-Transport: cookie` gets the refresh token as a cookie no script reads."
        ),
        "flows": {
            "password": {
                "tokenUrl": "/api/v1/auth/token",
                "refreshUrl": "/api/v1/auth/token",
                "scopes": {},
            }
        },
    },
    _PROGRAM: {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": f"{API_TOKEN_PREFIX}…",
        "description": (
            "An API token of a person or of an account (`POST /api/v1/me/tokens`,"
            " `POST /api/v1/tokens`): its permissions, services, networks and end are chosen when"
            " it is made. One of a person never has more than the person has at the moment."
            " It opens neither the admin tree nor what asks for the person themselves."
        ),
    },
}
_STEP_UP = "a proof of identity within the last five minutes (`POST /api/v1/me/step-up`)"
_ANYBODY = {"404", "409", "422", "429", "default"}


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}


def _asks(policy: Policy) -> list[str]:
    """Say in words what a caller has to bring."""
    asked = {
        f"the staff permission `{policy.permission}`": policy.staff,
        f"the permission `{policy.permission}`": policy.permission and not policy.staff,
        "the person themselves, no API token and nobody acting for them": policy.oneself,
        _STEP_UP: policy.recent_auth,
    }
    return [words for words, wanted in asked.items() if wanted] or ["any signed-in caller"]


def _describe(entry: dict[str, Any], policy: Policy | None) -> None:
    """Write a policy into an operation, for people and for programs."""
    entry["x-permission"] = str(policy.permission) if policy and policy.permission else None
    entry["x-staff"] = bool(policy and policy.staff)
    entry["x-oneself"] = bool(policy and policy.oneself)
    entry["x-step-up"] = bool(policy and policy.recent_auth)
    if policy is None:
        entry["security"] = []
        return
    people_only = policy.staff or policy.oneself
    entry["security"] = [{_PERSON: []}] if people_only else [{_PERSON: []}, {_PROGRAM: []}]
    words = f"Asks for: {'; '.join(_asks(policy))}."
    entry["description"] = f"{entry.get('description', '')}\n\n{words}".strip()


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
        "ErrorCode": error_codes() | TRANSPORT_CODES,
        "EventType": {one.type for one in event_types()},
    }
    _refer(document)
    for title, values in names.items():
        listed = {"type": "string", "title": title, "enum": sorted(values)}
        document["components"]["schemas"][title] = listed


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


def complete(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document with policies and problem documents filled in; made once."""
    if app.openapi_schema is not None:
        return app.openapi_schema
    document = FastAPI.openapi(app)
    components = document.setdefault("components", {})
    components["securitySchemes"] = _SCHEMES
    schemas = components.setdefault("schemas", {})
    for model in (Problem, StreamEvent):
        _add_model(schemas, model)
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for operation in operations(app):
        entry = document["paths"][operation.path][operation.method.lower()]
        policy = operation.policy
        applicable = _ERRORS if policy else {k: v for k, v in _ERRORS.items() if k in _ANYBODY}
        for status, description in applicable.items():
            entry["responses"][status] = _problem(description)
        _describe(entry, policy)
    _name_vocabularies(document)
    return document
