"""The specification, completed: every operation says its permission and its errors."""

from typing import Any

from fastapi import FastAPI

from app.web.policies import operations
from app.web.problems import MEDIA_TYPE, Problem

_ERRORS = {
    "401": "Not signed in, or the token no longer counts",
    "403": "Signed in, without the permission",
    "404": "Not there, or somebody else's",
    "409": "Not possible in the current state",
    "422": "The request is malformed; `errors` names the fields",
}
_ANYBODY = {"404", "409", "422"}


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}


def complete(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document with policies and problem documents filled in."""
    document = FastAPI.openapi(app)
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    template = "#/components/schemas/{model}"
    full = Problem.model_json_schema(ref_template=template)
    schemas.update(full.pop("$defs", {}))
    schemas["Problem"] = full
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for operation in operations(app):
        entry = document["paths"][operation.path][operation.method.lower()]
        policy = operation.policy
        applicable = _ERRORS if policy else {k: v for k, v in _ERRORS.items() if k in _ANYBODY}
        for status, description in applicable.items():
            entry["responses"][status] = _problem(description)
        entry["x-permission"] = str(policy.permission) if policy and policy.permission else None
        entry["x-staff"] = bool(policy and policy.staff)
    return document
