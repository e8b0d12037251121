"""Who may call an operation, said to people and to programs."""

from typing import Any

from app.auth.dependencies import Policy
from app.auth.tokens import API_TOKEN_PREFIX

_PERSON = "OAuth2PasswordBearer"
_PROGRAM = "ApiToken"
SCHEMES: dict[str, Any] = {
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


def _asks(policy: Policy) -> list[str]:
    """Say in words what a caller has to bring."""
    asked = {
        f"the staff permission `{policy.permission}`": policy.staff,
        f"the permission `{policy.permission}`": policy.permission and not policy.staff,
        "the person themselves, no API token and nobody acting for them": policy.oneself,
        _STEP_UP: policy.recent_auth,
    }
    return [words for words, wanted in asked.items() if wanted] or ["any signed-in caller"]


def describe(entry: dict[str, Any], policy: Policy | None) -> None:
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
