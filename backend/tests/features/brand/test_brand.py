"""The owner gives the installation a name, logos and a colour; everybody sees them at once."""

from collections.abc import Awaitable, Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from httpx2 import AsyncClient, Response
from PIL import Image
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.events.models import AuditRecord
from app.features.brand.models import BrandLogo
from tests.features.brand.conftest import files_in, picture
from tests.features.settings.conftest import Editor

NOTHING = {"accent": None, "themes": None, "logo_light": None, "logo_dark": None}


async def _send(owner: Editor, content: bytes) -> Response:
    return await owner.client.post(
        "/admin/settings/brand/logos",
        files={"image": ("logo.png", content, "image/png")},
        headers=owner.headers,
    )


async def _logo(owner: Editor, color: str = "red") -> str:
    answer = await _send(owner, picture(color=color))
    assert answer.status_code == 201, answer.text
    name: str = answer.json()["name"]
    return name


async def _shown(client: AsyncClient) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get("/public/brand")).json()
    return found


async def test_without_a_brand_it_is_the_companys_name_and_nothing_else(
    owner: Editor, client: AsyncClient
) -> None:
    await owner.put("company", name="Lighthouse")
    assert await _shown(client) == {"name": "Lighthouse"} | NOTHING


async def test_what_the_owner_sets_is_shown_to_everybody_at_once(
    owner: Editor, client: AsyncClient, session: AsyncSession
) -> None:
    name = await _logo(owner)
    answer = await owner.put("brand", name="Beacon", accent="#e11d48", logo_light=name)
    assert answer.status_code == 200, answer.text
    shown = await _shown(client)
    assert (shown["name"], shown["accent"]) == ("Beacon", "#e11d48")
    assert shown["themes"]["light"]["solid"] == "#e11d48"
    assert shown["logo_light"] == {
        "name": name,
        "url": f"/api/v1/public/brand/logos/{name}",
        "width": 480,
        "height": 100,
    }
    assert shown["logo_dark"] is None
    kept = await session.scalars(
        select(AuditRecord.changes).where(col(AuditRecord.action) == "settings.changed")
    )
    told = kept.all()[-1]
    assert (told["accent"], told["logo_light"]) == (["", "#e11d48"], ["", "•••"])


async def test_reset_brings_back_what_the_program_brings(
    owner: Editor, client: AsyncClient
) -> None:
    await owner.put("brand", name="Beacon", accent="#e11d48", logo_dark=await _logo(owner))
    await owner.put("brand", name="", accent="", logo_light="", logo_dark="")
    assert (await _shown(client)).items() >= NOTHING.items()


@pytest.mark.parametrize("accent", ["red", "#FFF", "#e11d4", "#e11d48;}", "url(x)"])
async def test_only_a_colour_is_a_colour(owner: Editor, accent: str) -> None:
    assert (await owner.put("brand", accent=accent)).status_code == 422


async def test_a_logo_is_drawn_anew_and_served_to_everybody(
    owner: Editor, client: AsyncClient
) -> None:
    answer = await _send(owner, picture("JPEG") + b"<script>alert(1)</script>")
    assert answer.status_code == 201
    served = await client.get(answer.json()["url"].removeprefix("/api/v1"))
    assert served.headers["content-type"] == "image/png"
    assert "immutable" in served.headers["cache-control"]
    assert b"script" not in served.content
    with Image.open(BytesIO(served.content)) as drawn:
        assert (drawn.format, drawn.size) == ("PNG", (480, 100))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "image_invalid"),
        (b"GIF89a", "image_invalid"),
        (b"x" * (1024 * 1024 + 1), "file_too_large"),
    ],
)
async def test_what_is_no_picture_of_pixels_is_refused(
    owner: Editor, folder: Path, content: bytes, code: str
) -> None:
    assert (await _send(owner, content)).json()["code"] == code
    assert files_in(folder) == []


async def test_a_logo_that_nobody_sent_is_refused(owner: Editor, client: AsyncClient) -> None:
    refused = await owner.put("brand", logo_dark="0" * 32)
    assert (refused.status_code, refused.json()["code"]) == (422, "logo_unknown")
    assert refused.json()["params"] == {"field": "logo_dark"}
    assert (await client.get(f"/public/brand/logos/{'0' * 32}")).status_code == 404


async def test_ten_logos_that_were_shown_stay_reachable(
    owner: Editor, client: AsyncClient, session: AsyncSession, drain: Callable[[], Awaitable[int]]
) -> None:
    names = []
    for number in range(12):
        names.append(await _logo(owner, f"#0000{number:02x}"))
        await owner.put("brand", logo_light=names[-1])
    await owner.put("brand", logo_light="")
    await drain()
    answers = [(await client.get(f"/public/brand/logos/{one}")).status_code for one in names]
    assert answers == [404, 404] + [200] * 10
    assert len((await session.scalars(select(BrandLogo.id))).all()) == 10


async def test_pictures_that_were_only_tried_push_none_out_that_was_shown(
    owner: Editor, client: AsyncClient, session: AsyncSession
) -> None:
    shown = await _logo(owner)
    await owner.put("brand", logo_light=shown)
    for number in range(12):
        await _logo(owner, f"#0000{number:02x}")
    assert (await client.get(f"/public/brand/logos/{shown}")).status_code == 200
    assert len((await session.scalars(select(BrandLogo.id))).all()) == 11


async def test_a_preview_shows_colours_and_a_mail_and_stores_nothing(
    owner: Editor, client: AsyncClient
) -> None:
    name = await _logo(owner)
    wanted = {"name": "Beacon", "accent": "#16a34a", "logo_light": name}
    answer = await client.post(
        "/admin/settings/brand/actions/preview?locale=ru", json=wanted, headers=owner.headers
    )
    found = answer.json()
    assert found["brand"]["themes"]["light"]["solid"] == "#00893a"
    assert "background:#00893a" in found["mail"]["html"]
    assert f"/api/v1/public/brand/logos/{name}" in found["mail"]["html"]
    assert "\x04" not in found["mail"]["html"] + found["mail"]["text"]
    assert (await _shown(client))["accent"] is None
