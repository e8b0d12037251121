"""Step-up: proving who one is once more, before what is dangerous."""

from fastapi import APIRouter, Response

from app.auth.dependencies import Oneself
from app.core.errors import AppError
from app.features.users.schemas.factors import ProofCreate, ProofOptionsRead, ProofRead
from app.features.users.service import proofs
from app.web import problems
from app.web.dependencies import Configuration, Forget, Reads, Session

router = APIRouter(prefix="/me", tags=["me"])


@router.post(
    "/proof/options",
    operation_id="me_proof_options",
    summary="How one can prove who one is",
)
async def proof_options(
    principal: Oneself, session: Session, settings: Configuration
) -> ProofOptionsRead:
    """Return the methods that count, and what a passkey is to sign where there is one."""
    return await proofs.proof_options(session, settings, principal)


@router.post(
    "/proof",
    operation_id="me_proof_create",
    summary="Prove who one is",
    response_model=ProofRead,
)
async def prove(
    body: ProofCreate,
    principal: Oneself,
    session: Session,
    reads: Reads,
    settings: Configuration,
    forget: Forget,
) -> Response | ProofRead:
    """Take one proof: for five minutes what is dangerous asks for no other one."""
    answer = await proofs.prove(session, reads, settings, principal, body)
    forget(principal.session)
    if isinstance(answer, AppError):
        return problems.from_app_error(answer)
    return ProofRead(proved_until=answer)
