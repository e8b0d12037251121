"""The mails as JSON, for tests."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.mailbox.parsing import parse
from sandbox.mailbox.store import Entry, Store

LIMIT = 500


async def list_mails(request: Request) -> Response:
    """GET /api/messages?to=…: the newest mails first, whole."""
    store: Store = request.app.state.store
    found = store.listed(request.query_params.get("to", ""), limit=LIMIT)
    return JSONResponse([_shown(store, entry) for entry in found])


async def read_mail(request: Request) -> Response:
    """GET /api/messages/{id}."""
    store: Store = request.app.state.store
    entry = store.find(request.path_params["id"])
    if entry is None:
        return JSONResponse({"error": "not_found"}, status_code=404)
    return JSONResponse(_shown(store, entry))


async def delete_mails(request: Request) -> Response:
    """DELETE /api/messages."""
    store: Store = request.app.state.store
    return JSONResponse({"deleted": store.clear()})


def _shown(store: Store, entry: Entry) -> dict[str, object]:
    email = parse(store.content(entry))
    return {
        "id": entry.id,
        "to": list(entry.recipients),
        "from": email.sender or entry.sender,
        "subject": entry.subject,
        "text": email.text,
        "html": email.html,
        "attachments": [
            {"name": file.name, "type": file.kind, "size": file.size} for file in email.attachments
        ],
        "received_at": entry.received_at.isoformat().replace("+00:00", "Z"),
    }


ROUTES = [
    Route("/api/messages", list_mails, methods=["GET"]),
    Route("/api/messages", delete_mails, methods=["DELETE"]),
    Route("/api/messages/{id}", read_mail, methods=["GET"]),
]
