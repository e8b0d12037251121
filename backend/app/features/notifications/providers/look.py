"""How an e-mail looks: whose name or logo stands above it, and the accent of its buttons."""

import re
from dataclasses import dataclass, replace

from app.features.brand.schemas import BrandRead, LogoRead

_HEIGHT = 40
"""Points: what a logo is shown with; its picture has up to three times as many pixels."""
_MARK = re.compile("\x04([a-z_]+)\x05")


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture by its full address, shown with this width and height."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Look:
    """Colours as `#rrggbb`; what has no logo shows the company's name."""

    button: str = "#2a55e5"
    on_button: str = "#ffffff"
    link: str = "#1f44c4"
    link_dark: str = "#8eacff"
    logo: Logo | None = None
    logo_dark: Logo | None = None

    def painted(self, html: str) -> str:
        """Return a body with colours where its blocks name them."""
        return _MARK.sub(lambda mark: str(getattr(self, mark[1])), html)


DEFAULT = Look()


def look_of(brand: BrandRead, public_url: str) -> Look:
    """Return the look of a brand, with addresses that work outside of the panel."""
    light, dark = brand.logo_light or brand.logo_dark, brand.logo_dark or brand.logo_light
    same = light == dark
    look = Look(logo=_logo(light, public_url), logo_dark=None if same else _logo(dark, public_url))
    if brand.themes is None:
        return look
    tones = brand.themes.light
    return replace(
        look,
        button=tones.solid,
        on_button=tones.on_solid,
        link=tones.content,
        link_dark=brand.themes.dark.content,
    )


def _logo(logo: LogoRead | None, public_url: str) -> Logo | None:
    if logo is None:
        return None
    height = min(logo.height, _HEIGHT)
    return Logo(f"{public_url}{logo.url}", round(logo.width * height / logo.height), height)
