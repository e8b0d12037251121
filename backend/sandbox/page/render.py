"""Templates into answers, with the security headers every page carries."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

HERE = Path(__file__).parent


def templates(folder: Path) -> Environment:
    """Return a Jinja environment over `folder` that also knows the shared templates."""
    return Environment(
        loader=FileSystemLoader([folder, HERE / "templates"]),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(html: str, *, policy: str, status: int = 200) -> HTMLResponse:
    """Return `html` under the Content-Security-Policy `policy`, never framed, never kept."""
    headers = {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
    return HTMLResponse(html, status_code=status, headers=headers)


async def stylesheet(_request: Request) -> Response:
    """Answer with the one style sheet."""
    headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    return FileResponse(HERE / "page.css", media_type="text/css", headers=headers)


STYLE_ROUTE = Route("/page.css", stylesheet, name="style")
