"""The mails as pages for a developer; they need no JavaScript and run none."""

from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sandbox.mailbox.links import linked
from sandbox.mailbox.moment import moment
from sandbox.mailbox.parsing import parse
from sandbox.mailbox.store import Store
from sandbox.page.language import Language, language_of, words
from sandbox.page.render import page, templates

HERE = Path(__file__).parent
PAGES = templates(HERE / "templates")
WORDS = words(HERE / "words")
PAGE = 50
LAST_PAGE = 10**6
SEE_OTHER = 303

# A mail's HTML lives in a sandboxed srcdoc frame, which inherits this policy: its inline styles
# and embedded pictures are shown, its scripts, forms and remote pictures are not.
POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "frame-src 'self'; frame-ancestors 'none'; form-action 'self'"
)
INERT = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


async def list_mails(request: Request) -> Response:
    """GET /?to=…&page=…: the newest mails first."""
    store: Store = request.app.state.store
    to, number = request.query_params.get("to", "").strip(), _page_number(request)
    total = store.count(to)
    return _page(
        request,
        "list.html",
        to=to,
        number=number,
        pages=max(1, -(-total // PAGE)),
        total=total,
        mails=store.listed(to, limit=PAGE, offset=PAGE * (number - 1)),
    )


async def show_mail(request: Request) -> Response:
    """GET /m/{id}: the text, the HTML, the attachments."""
    store: Store = request.app.state.store
    entry = store.find(request.path_params["id"])
    if entry is None:
        return _page(request, "missing.html", status=404)
    email = parse(store.content(entry))
    return _page(
        request, "mail.html", entry=entry, email=email, text=linked(email.text), inert=INERT
    )


async def download_mail(request: Request) -> Response:
    """GET /m/{id}/raw: the .eml file as it arrived."""
    store: Store = request.app.state.store
    entry = store.find(request.path_params["id"])
    if entry is None:
        return _page(request, "missing.html", status=404)
    return _file(store.content(entry), f"{entry.id}.eml")


async def download_attachment(request: Request) -> Response:
    """GET /m/{id}/attachments/{number}: always as a download, never shown in our origin."""
    store: Store = request.app.state.store
    entry = store.find(request.path_params["id"])
    email = parse(store.content(entry)) if entry else None
    number: int = request.path_params["number"]
    if email is None or number >= len(email.attachments):
        return _page(request, "missing.html", status=404)
    file = email.attachments[number]
    return _file(file.content, file.name)


async def clear_mails(request: Request) -> Response:
    """POST /clear: throw all mails away, if the form is ours."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return Response(status_code=403)
    store: Store = request.app.state.store
    store.clear()
    return RedirectResponse("/", SEE_OTHER)


def _page(request: Request, template: str, *, status: int = 200, **known: object) -> Response:
    language: Language = language_of(request)
    html = PAGES.get_template(template).render(
        lang=language,
        w=WORDS[language],
        moment=lambda at: moment(at, language),
        **known,
    )
    return page(html, policy=POLICY, status=status)


def _page_number(request: Request) -> int:
    text = request.query_params.get("page", "1")
    return min(max(int(text), 1), LAST_PAGE) if text.isascii() and text.isdigit() else 1


def _file(content: bytes, name: str) -> Response:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, headers=headers, media_type="application/octet-stream")


ROUTES = [
    Route("/", list_mails, methods=["GET"]),
    Route("/m/{id}", show_mail, methods=["GET"]),
    Route("/m/{id}/raw", download_mail, methods=["GET"]),
    Route("/m/{id}/attachments/{number:int}", download_attachment, methods=["GET"]),
    Route("/clear", clear_mails, methods=["POST"]),
]
