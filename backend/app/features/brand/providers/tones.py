"""From one accent colour, the tones that both themes need, each readable where it is used.

Contrast is that of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio): 4.5 for text
(1.4.3), 3 for what bounds a control (1.4.11). Lightness moves in OKLCH, where hue stays what it
looks like (Björn Ottosson, https://bottosson.github.io/posts/oklab/); chroma gives way at the edge
of sRGB. Any colour is taken: none is refused.
"""

from dataclasses import asdict, dataclass
from functools import lru_cache
from math import atan2, cos, hypot, sin
from typing import Final

TEXT: Final = 4.5
BOUND: Final = 3.0
WHITE: Final = "#ffffff"
BLACK: Final = "#000000"
LIGHT_SURFACES: Final = ("#f6f7f9", "#ffffff", "#eff1f5", "#e6e9ef")
DARK_SURFACES: Final = ("#0b0d11", "#15181e", "#101217", "#1b1e26", "#232730")
"""Of `frontend/src/design/tokens.css`: canvas, raised, sunken, overlay, and what is active."""

_STEP: Final = 0.004
_LINEAR_BELOW: Final = 0.04045
_GAMMA_BELOW: Final = 0.0031308
_EDGE: Final = 0.0005


@dataclass(frozen=True, slots=True)
class Tones:
    """The accent in one theme, as `#rrggbb`; each stands for a token of the design."""

    solid: str
    solid_hover: str
    solid_active: str
    on_solid: str
    content: str
    surface: str
    surface_hover: str
    border: str
    focus: str

    def values(self) -> dict[str, str]:
        """Return them by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Shade:
    """A colour in OKLCH; `lightness` from 0 to 1."""

    lightness: float
    chroma: float
    hue: float

    def at(self, lightness: float, chroma: float = 1.0) -> "_Shade":
        kept = min(max(lightness, 0.0), 1.0)
        return _Shade(kept, min(self.chroma, chroma), self.hue)

    def code(self) -> str:
        return _code(self)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two `#rrggbb`, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(64)
def tones_of(accent: str) -> tuple[Tones, Tones]:
    """Return the tones of the light and of the dark theme for any `#rrggbb`."""
    shade = _shade(accent)
    on_solid = WHITE if contrast(accent, WHITE) >= BOUND else BLACK
    return _light(shade, on_solid), _dark(shade, on_solid)


def _light(shade: _Shade, on_solid: str) -> Tones:
    surface, hover = shade.at(0.97, 0.02).code(), shade.at(0.945, 0.035).code()
    solid = _moved(shade, -_STEP, LIGHT_SURFACES, BOUND)
    if on_solid == WHITE:
        solid = _moved(solid, -_STEP, (WHITE,), TEXT)
    grounds = (*LIGHT_SURFACES, surface, hover)
    return Tones(
        solid=solid.code(),
        solid_hover=_pressed(solid, -0.045, on_solid),
        solid_active=_pressed(solid, -0.08, on_solid),
        on_solid=on_solid,
        content=_moved(shade, -_STEP, grounds, TEXT).code(),
        surface=surface,
        surface_hover=hover,
        border=_moved(shade.at(max(shade.lightness, 0.8)), -_STEP, grounds, BOUND).code(),
        focus=_moved(shade, -_STEP, grounds, BOUND).code(),
    )


def _dark(shade: _Shade, on_solid: str) -> Tones:
    surface, hover = shade.at(0.23, 0.05).code(), shade.at(0.28, 0.06).code()
    solid = _moved(shade, -_STEP, (WHITE,), TEXT) if on_solid == WHITE else shade
    solid = _moved(solid, _STEP, DARK_SURFACES[:4], BOUND)
    grounds = (*DARK_SURFACES, surface, hover)
    away = -1 if on_solid == WHITE else 1
    return Tones(
        solid=solid.code(),
        solid_hover=_pressed(solid, away * 0.04, on_solid),
        solid_active=_pressed(solid, away * 0.07, on_solid),
        on_solid=on_solid,
        content=_moved(shade, _STEP, grounds, TEXT).code(),
        surface=surface,
        surface_hover=hover,
        border=_moved(shade.at(min(shade.lightness, 0.4)), _STEP, grounds, BOUND).code(),
        focus=_moved(shade, _STEP, grounds, BOUND).code(),
    )


def _moved(shade: _Shade, step: float, grounds: tuple[str, ...], least: float) -> _Shade:
    """Return the nearest shade, by steps of lightness, that stands out from all grounds."""
    while not _stands_out(shade, grounds, least) and 0 < shade.lightness + step < 1:
        shade = shade.at(shade.lightness + step)
    return shade


def _stands_out(shade: _Shade, grounds: tuple[str, ...], least: float) -> bool:
    code = shade.code()
    return all(contrast(code, ground) >= least for ground in grounds)


def _pressed(shade: _Shade, by: float, text: str) -> str:
    """Return another lightness, as far as the text on it stays readable."""
    found = shade.at(shade.lightness + by).code()
    return found if contrast(found, text) >= TEXT else shade.code()


def _channels(code: str) -> tuple[float, float, float]:
    red, green, blue = (int(code[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _linear(red), _linear(green), _linear(blue)


def _linear(value: float) -> float:
    return value / 12.92 if value <= _LINEAR_BELOW else float(((value + 0.055) / 1.055) ** 2.4)


def _gamma(value: float) -> float:
    return value * 12.92 if value <= _GAMMA_BELOW else float(1.055 * value ** (1 / 2.4) - 0.055)


@lru_cache(4_096)
def _luminance(code: str) -> float:
    red, green, blue = _channels(code)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _shade(code: str) -> _Shade:
    red, green, blue = _channels(code)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return _Shade(lightness, hypot(a, b), atan2(b, a))


def _rgb(shade: _Shade, chroma: float) -> tuple[float, float, float]:
    a, b = chroma * cos(shade.hue), chroma * sin(shade.hue)
    long = (shade.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (shade.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (shade.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _fits(shade: _Shade, chroma: float) -> bool:
    return all(-_EDGE <= one <= 1 + _EDGE for one in _rgb(shade, chroma))


@lru_cache(4_096)
def _code(shade: _Shade) -> str:
    """Return the colour as `#rrggbb`, with as much chroma as sRGB has at this lightness."""
    least, most = 0.0, shade.chroma
    if _fits(shade, most):
        least = most
    while most - least > _EDGE:
        chroma = (least + most) / 2
        least, most = (chroma, most) if _fits(shade, chroma) else (least, chroma)
    red, green, blue = (round(255 * _gamma(min(max(one, 0.0), 1.0))) for one in _rgb(shade, least))
    return f"#{red:02x}{green:02x}{blue:02x}"
