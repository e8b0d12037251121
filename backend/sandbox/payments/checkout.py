"""The hosted page where a buyer pays, declines or cancels; it needs no JavaScript."""

import sqlite3
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sandbox.page.language import Language, language_of, words
from sandbox.page.render import page, templates
from sandbox.payments import payments
from sandbox.payments.errors import NotFoundError, WrongStateError
from sandbox.payments.events import Post
from sandbox.payments.payments import End
from sandbox.payments.price import price
from sandbox.payments.provider import Provider

ENDS: dict[str, End] = {"pay": "succeeded", "decline": "failed", "cancel": "cancelled"}
SCENARIOS = ("normal", "lost", "delayed", "twice")
HERE = Path(__file__).parent
PAGES = templates(HERE / "templates")
WORDS = words(HERE / "words")
SEE_OTHER = 303


async def show(request: Request) -> Response:
    """GET /checkout/{id}: the choice while it is pending, afterwards how it ended."""
    provider: Provider = request.app.state.provider
    language = language_of(request)
    try:
        row = payments.found(provider, request.path_params["id"])
    except NotFoundError:
        return _missing(language)
    return _checkout(provider, row, language)


async def decide(request: Request) -> Response:
    """POST /checkout/{id}: end the payment and send the buyer back to the merchant."""
    provider: Provider = request.app.state.provider
    form = parse_qs((await request.body()).decode("latin-1"))
    end = ENDS.get(form.get("action", [""])[0])
    scenario = form.get("scenario", ["normal"])[0]
    if end is None or scenario not in SCENARIOS:
        return Response(status_code=422)
    try:
        row = payments.finish(provider, request.path_params["id"], end, _post(provider, scenario))
    except NotFoundError:
        return _missing(language_of(request))
    except WrongStateError:
        return RedirectResponse(f"{request.url.path}?lang={language_of(request)}", SEE_OTHER)
    return RedirectResponse(back_url(row), SEE_OTHER)


def back_url(row: sqlite3.Row) -> str:
    """Return the merchant's return_url with `payment=<id>` added to its query."""
    parts = urlsplit(row["return_url"])
    query = f"{parts.query}&" if parts.query else ""
    return str(urlunsplit(parts._replace(query=f"{query}payment={row['id']}")))


def _post(provider: Provider, scenario: str) -> Post:
    match scenario:
        case "lost":
            return Post(lost=True)
        case "delayed":
            return Post(delay=provider.settings.delayed_seconds)
        case "twice":
            return Post(copies=2)
    return Post()


def _checkout(provider: Provider, row: sqlite3.Row, language: Language) -> Response:
    merchant = urlsplit(row["return_url"])
    html = PAGES.get_template("checkout.html").render(
        lang=language,
        w=WORDS[language],
        row=row,
        price=price(row["amount"], row["currency"], language),
        merchant=merchant.netloc,
        scenarios=SCENARIOS,
        seconds=f"{provider.settings.delayed_seconds:g}",
        back=back_url(row),
    )
    return page(html, policy=_policy(f"{merchant.scheme}://{merchant.netloc}"))


def _missing(language: Language) -> Response:
    html = PAGES.get_template("missing.html").render(lang=language, w=WORDS[language])
    return page(html, policy=_policy(), status=404)


def _policy(*form_targets: str) -> str:
    """Return the policy: nothing but our style, forms to us and on to the merchant."""
    targets = " ".join(["'self'", *form_targets])
    return (
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; "
        f"frame-ancestors 'none'; form-action {targets}"
    )


ROUTES = [
    Route("/checkout/{id}", show, methods=["GET"]),
    Route("/checkout/{id}", decide, methods=["POST"]),
]
