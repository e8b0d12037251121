"""An Engine that answers what a test says, for the moments a real one shows too rarely."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

Answers = dict[str, list[tuple[int, Any]]]


@asynccontextmanager
async def scripted_engine(path: Path, answers: Answers) -> AsyncIterator[str]:
    """Give the address of an Engine that answers `"METHOD end-of-path"` by the list, in order.

    The last answer of a list is repeated.
    """

    async def answer(request: web.Request) -> web.Response:
        if request.path.endswith("/version"):
            return web.json_response({"ApiVersion": "1.41"})
        for key, script in answers.items():
            method, _, end = key.partition(" ")
            if request.method == method and request.path.endswith(end):
                status, body = script.pop(0) if len(script) > 1 else script[0]
                return web.json_response(body, status=status)
        return web.json_response({"message": f"nothing for {request.path}"}, status=404)

    application = web.Application()
    application.router.add_route("*", "/{rest:.*}", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.UnixSite(runner, str(path)).start()
    try:
        yield f"unix://{path}"
    finally:
        await runner.cleanup()
