"""No request changes what the process keeps: asked again, all answer alike and leave nothing."""

import gc
import tracemalloc
from dataclasses import dataclass, replace

from app.core import clock
from app.web.policies import operations
from tests.authz.asking import Answer, ask
from tests.authz.calls import Request, request_of
from tests.authz.matrix import Matrix

_DOCUMENT = Request("GET", "/api/v1/openapi.json", {}, b"", frozenset())
_KNOWN = {"x-request-id": "the-same-request"}
# Each of these is written down itself, so the next answer of the audit has one line more.
_RECORDED = {"audit_export", "admin_audit_export"}
_WARM_UP, _TIMES = 2, 8
# The test's own session keeps up to 2.3 kB of a request; the document once left 12 kB each time.
_BYTES_A_REQUEST = 4_000


@dataclass
class Asked:
    """A request that somebody may make, and its first answer."""

    name: str
    matrix: Matrix
    request: Request
    authorization: str | None
    first: Answer

    async def again(self) -> Answer:
        return await ask(self.matrix.app, self.request, self.authorization)

    async def growth(self) -> int:
        """Return the bytes that stay after it was asked some more times."""
        for _ in range(_WARM_UP):
            await self.again()
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(_TIMES):
            await self.again()
        gc.collect()
        return tracemalloc.get_traced_memory()[0] - before


async def _asked(matrix: Matrix) -> list[Asked]:
    """Ask every GET as the first caller who may; streams have tests of their own."""
    document = matrix.app.openapi()
    requests = {
        one.operation_id: request_of(one, document, matrix.world.ours)
        for one in operations(matrix.app)
        if one.method == "GET" and one.operation_id not in _RECORDED
    }
    found = []
    for name, request in {**requests, "openapi": _DOCUMENT}.items():
        if request.streams:
            continue
        known = replace(request, headers=request.headers | _KNOWN)
        for caller in matrix.callers:
            authorization = None if request is _DOCUMENT else caller.authorization
            first = await ask(matrix.app, known, authorization)
            if first.status < 300:
                break
        found.append(Asked(name, matrix, known, authorization, first))
    return found


async def test_every_get_answers_the_same_bytes_twice(matrix: Matrix) -> None:
    with clock.freeze(clock.now()):
        asked = await _asked(matrix)
        for one in asked:
            second = await one.again()
            assert (one.name, second.status, second.body) == (
                one.name,
                one.first.status,
                one.first.body,
            )
    assert sum(one.first.status < 300 for one in asked) > 50


async def test_asking_again_leaves_nothing_in_memory(matrix: Matrix) -> None:
    with clock.freeze(clock.now()):
        asked = await _asked(matrix)
        tracemalloc.start()
        try:
            # What is made once, whenever that falls, grows one of the two times; a leak grows both.
            for _ in range(2):
                growth = [(one, await one.growth()) for one in asked]
                asked = [one for one, left in growth if left > _TIMES * _BYTES_A_REQUEST]
        finally:
            tracemalloc.stop()
    assert {one.name: left for one, left in growth if one in asked} == {}
