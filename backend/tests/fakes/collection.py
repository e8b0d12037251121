"""A server with one collection of JSON objects, in the grammar that `RemoteStore` speaks."""

from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.core import json


@dataclass
class CollectionServer:
    """Its items by id, in memory."""

    items: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def app(self) -> Starlette:
        item = "/notes/{id}"
        return Starlette(
            routes=[
                Route("/notes", self.page),
                Route("/notes", self.add, methods=["POST"]),
                Route(item, self.get),
                Route(item, self.patch, methods=["PATCH"]),
                Route(item, self.remove, methods=["DELETE"]),
            ]
        )

    async def page(self, request: Request) -> Response:
        after, limit = request.query_params.get("cursor"), int(request.query_params["limit"])
        if after is not None and after not in self.items:
            return Response(status_code=422)
        keys = [key for key in sorted(self.items) if key > (after or "")]
        more = keys[limit - 1] if len(keys) > limit else None
        items = [self.items[key] for key in keys[:limit]]
        return JSONResponse({"items": items, "next_cursor": more})

    async def add(self, request: Request) -> Response:
        item = json.loads(await request.body())
        if item["id"] in self.items:
            return Response(status_code=409)
        self.items[item["id"]] = item
        return JSONResponse(item, status_code=201)

    async def get(self, request: Request) -> Response:
        found = self.items.get(request.path_params["id"])
        return JSONResponse(found) if found else Response(status_code=404)

    async def patch(self, request: Request) -> Response:
        found = self.items.get(request.path_params["id"])
        if found is None:
            return Response(status_code=404)
        found.update(json.loads(await request.body()))
        return JSONResponse(found)

    async def remove(self, request: Request) -> Response:
        found = self.items.pop(request.path_params["id"], None)
        return Response(status_code=204 if found else 404)
