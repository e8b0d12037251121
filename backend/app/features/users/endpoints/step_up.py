"""Step-up: confirming a credential again before an operation that asks for it."""

from fastapi import Response

from app.auth.dependencies import PersonOnly
from app.core.errors import AppError
from app.features.users.schemas.factors import StepUpCreate, StepUpOptionsRead, StepUpRead
from app.features.users.service import step_up
from app.web import problems
from app.web.dependencies import Configuration, InvalidatePrincipals, Session, Statements
from app.web.router import Router

router = Router(prefix="/me", tags=["me"])


@router.post(
    "/step-up/options",
    operation_id="me_step_up_options",
    summary="How one can prove who one is",
)
async def step_up_options(
    principal: PersonOnly, session: Session, settings: Configuration
) -> StepUpOptionsRead:
    """Return the methods that count, and what a passkey is to sign where there is one."""
    return await step_up.step_up_options(session, settings, principal)


@router.post(
    "/step-up",
    operation_id="me_step_up_create",
    summary="Prove who one is",
    response_model=StepUpRead,
)
async def prove(
    body: StepUpCreate,
    principal: PersonOnly,
    session: Session,
    reads: Statements,
    settings: Configuration,
    forget: InvalidatePrincipals,
) -> Response | StepUpRead:
    """Take one credential; operations that ask for step-up then run for five minutes."""
    answer = await step_up.prove(session, reads, settings, principal, body)
    forget(principal.session)
    if isinstance(answer, AppError):
        return problems.from_app_error(answer)
    return StepUpRead(recent_auth_until=answer)
