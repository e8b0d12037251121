"""Health over HTTP: anybody may ask, under any host name, as often as they like."""

from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response, status

from app.auth.dependencies import PUBLIC
from app.features.health.schemas import HealthState, LivenessRead, ReadinessRead
from app.features.health.service import Readiness
from app.web.router import Router

router = Router(prefix="/health", tags=["health"], dependencies=[PUBLIC])
_UNREADY: dict[int | str, dict[str, Any]] = {
    status.HTTP_503_SERVICE_UNAVAILABLE: {"model": ReadinessRead}
}


async def _readiness(request: Request) -> Readiness:
    found: Readiness = request.app.state.readiness
    return found


@router.get("/live", operation_id="health_live_read", summary="Whether the process answers")
async def read_liveness() -> LivenessRead:
    """Answer, and ask nobody: a supervisor restarts what does not."""
    return LivenessRead()


@router.get(
    "/ready",
    operation_id="health_ready_read",
    summary="Whether requests can be served",
    responses=_UNREADY,
)
async def read_readiness(
    response: Response,
    readiness: Annotated[Readiness, Depends(_readiness)],
    strict: Annotated[bool, Query(description="Answer 503 to `degraded` too")] = False,  # noqa: FBT002  a query parameter
) -> ReadinessRead:
    """Say a word on database, migrations, broker, queues and scheduler.

    503 while the database is away or its tables are older than the program. Late background work
    is `degraded`, which a load balancer must not act on: with `strict` it answers 503 too, for
    monitoring. The answer is at most a second old.
    """
    report = await readiness.read()
    wanted = {HealthState.READY} if strict else {HealthState.READY, HealthState.DEGRADED}
    if report.status not in wanted:
        response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    return report
