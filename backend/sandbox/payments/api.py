"""The provider's HTTP API for merchants, under /v1."""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from functools import partial, wraps

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.payments import audit, events, payments, refunds
from sandbox.payments.errors import InvalidError, UnauthenticatedError
from sandbox.payments.idempotency import Answer, once
from sandbox.payments.orders import FaultOrder, PaymentOrder, RefundOrder
from sandbox.payments.payments import Wanted
from sandbox.payments.provider import Provider

Endpoint = Callable[[Request], Awaitable[Response]]
Handler = Callable[[Provider, Request], Awaitable[Response]]
MAX_PAGE = 100


def merchant(handler: Handler) -> Endpoint:
    """Let in only who holds the API key, and hand over the provider."""

    @wraps(handler)
    async def endpoint(request: Request) -> Response:
        provider: Provider = request.app.state.provider
        expected = f"Bearer {provider.settings.api_key}".encode()
        sent = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(sent, expected):
            raise UnauthenticatedError
        return await handler(provider, request)

    return endpoint


@merchant
async def create_payment(provider: Provider, request: Request) -> Response:
    """POST /v1/payments."""
    order = PaymentOrder.read(await request.body())
    act = partial(payments.create, provider, order)
    key = request.headers.get("idempotency-key")
    return _answered(once(provider.books, key, request.url.path, order, act))


@merchant
async def read_payment(provider: Provider, request: Request) -> Response:
    """GET /v1/payments/{id}."""
    row = payments.found(provider, request.path_params["id"])
    return JSONResponse(payments.shown(provider, row))


@merchant
async def list_payments(provider: Provider, request: Request) -> Response:
    """GET /v1/payments, by reference, created_after, starting_after, limit."""
    given = _parameters(request, {"reference", "created_after", "starting_after", "limit"})
    wanted = Wanted(
        reference=given.get("reference"),
        created_after=_number(given, "created_after", default=0, low=0, high=2**53),
        starting_after=given.get("starting_after"),
        limit=_number(given, "limit", default=MAX_PAGE, low=1, high=MAX_PAGE),
    )
    return JSONResponse(payments.listed(provider, wanted))


@merchant
async def cancel_payment(provider: Provider, request: Request) -> Response:
    """POST /v1/payments/{id}/cancel; a cancelled one stays as it is."""
    row = payments.finish(provider, request.path_params["id"], "cancelled")
    return JSONResponse(payments.shown(provider, row))


@merchant
async def create_refund(provider: Provider, request: Request) -> Response:
    """POST /v1/refunds."""
    order = RefundOrder.read(await request.body())
    act = partial(refunds.create, provider, order)
    key = request.headers.get("idempotency-key")
    return _answered(once(provider.books, key, request.url.path, order, act))


@merchant
async def read_refund(provider: Provider, request: Request) -> Response:
    """GET /v1/refunds/{id}."""
    return JSONResponse(refunds.found(provider, request.path_params["id"]))


@merchant
async def list_refunds(provider: Provider, request: Request) -> Response:
    """GET /v1/refunds?payment={id}."""
    payment = _required(request, "payment")
    return JSONResponse({"data": refunds.listed(provider, payment), "has_more": False})


@merchant
async def read_event(provider: Provider, request: Request) -> Response:
    """GET /v1/events/{id}."""
    return JSONResponse(events.shown(provider, request.path_params["id"]))


@merchant
async def list_events(provider: Provider, request: Request) -> Response:
    """GET /v1/events?payment={id}."""
    payment = _required(request, "payment")
    return JSONResponse({"data": events.listed(provider, payment), "has_more": False})


@merchant
async def resend_event(provider: Provider, request: Request) -> Response:
    """POST /v1/events/{id}/resend."""
    return JSONResponse(events.resend(provider, request.path_params["id"]), status_code=202)


@merchant
async def read_faults(provider: Provider, _request: Request) -> Response:
    """GET /v1/_faults."""
    return JSONResponse(provider.faults.shown())


@merchant
async def order_faults(provider: Provider, request: Request) -> Response:
    """POST /v1/_faults."""
    provider.faults.order(FaultOrder.read(await request.body()))
    return JSONResponse(provider.faults.shown())


@merchant
async def read_books(provider: Provider, _request: Request) -> Response:
    """GET /v1/_books."""
    return JSONResponse(audit.books(provider))


def _answered(answer: Answer) -> Response:
    headers = {"Idempotent-Replayed": "true"} if answer.replayed else None
    return Response(answer.body, answer.status, headers, "application/json")


def _parameters(request: Request, known: set[str]) -> Mapping[str, str]:
    """Return the query; raises InvalidError naming a parameter that is not `known`."""
    for name in request.query_params:
        if name not in known:
            raise InvalidError(param=name, message="Unknown parameter.")
    return request.query_params


def _required(request: Request, name: str) -> str:
    try:
        return _parameters(request, {name})[name]
    except KeyError:
        raise InvalidError(param=name, message="This parameter is required.") from None


def _number(given: Mapping[str, str], name: str, *, default: int, low: int, high: int) -> int:
    """Return a whole number between `low` and `high`; raises InvalidError."""
    text = given.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(high))):
        raise InvalidError(param=name, message="Must be a whole number.")
    if not low <= int(text) <= high:
        raise InvalidError(param=name, message=f"Must be between {low} and {high}.")
    return int(text)


ROUTES = [
    Route("/v1/payments", create_payment, methods=["POST"]),
    Route("/v1/payments", list_payments, methods=["GET"]),
    Route("/v1/payments/{id}", read_payment, methods=["GET"]),
    Route("/v1/payments/{id}/cancel", cancel_payment, methods=["POST"]),
    Route("/v1/refunds", create_refund, methods=["POST"]),
    Route("/v1/refunds", list_refunds, methods=["GET"]),
    Route("/v1/refunds/{id}", read_refund, methods=["GET"]),
    Route("/v1/events", list_events, methods=["GET"]),
    Route("/v1/events/{id}", read_event, methods=["GET"]),
    Route("/v1/events/{id}/resend", resend_event, methods=["POST"]),
    Route("/v1/_faults", read_faults, methods=["GET"]),
    Route("/v1/_faults", order_faults, methods=["POST"]),
    Route("/v1/_books", read_books, methods=["GET"]),
]
