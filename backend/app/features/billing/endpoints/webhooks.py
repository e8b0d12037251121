"""Where payment providers tell us that something happened."""

from typing import Annotated

from fastapi import Header, Request

from app.auth.dependencies import PUBLIC
from app.features.billing import service
from app.features.billing.errors import WebhookMalformedError, WebhookSignatureError
from app.web.dependencies import Session
from app.web.problems import may_answer
from app.web.router import Router

webhooks = Router(prefix="/webhooks", tags=["webhooks"])


@webhooks.post(
    "/sandbox",
    operation_id="webhooks_receive_sandbox",
    summary="Notices of the sandbox payment provider",
    dependencies=[PUBLIC],
    responses={400: {"description": "The signature is missing, wrong or too old"}},
    openapi_extra=may_answer(WebhookSignatureError, WebhookMalformedError),
)
async def receive_sandbox_webhook(
    request: Request,
    session: Session,
    signature: Annotated[str | None, Header(alias="Sandbox-Signature")] = None,
) -> dict[str, str]:
    """Keep a signed notice; what it is about is looked up at the provider in a job."""
    await service.receive_webhook(session, "sandbox", await request.body(), signature)
    return {}
