"""Whatever colour an owner takes, what is written in it and on it can be read."""

import re
from pathlib import Path

import pytest

from app.features.brand.providers.tones import (
    BOUND,
    DARK_SURFACES,
    LIGHT_SURFACES,
    TEXT,
    WHITE,
    contrast,
    tones_of,
)

TOKENS = Path(__file__).parents[4] / "frontend/src/design/tokens.css"
ACCENTS = [
    "#2a55e5",
    "#ffd400",
    "#000000",
    "#ffffff",
    "#e11d48",
    "#16a34a",
    "#000040",
    "#808080",
    "#f97316",
    "#00ffff",
    "#ff00ff",
    "#fafafa",
    "#0b0d11",
    "#777777",
    "#7f5af0",
    "#abcdef",
]


@pytest.mark.parametrize("accent", ACCENTS)
def test_text_is_readable_and_bounds_are_seen_in_both_themes(accent: str) -> None:
    for tones, surfaces in zip(tones_of(accent), (LIGHT_SURFACES, DARK_SURFACES), strict=True):
        for ground in (tones.solid, tones.solid_hover, tones.solid_active):
            assert contrast(tones.on_solid, ground) >= TEXT
        for ground in (*surfaces, tones.surface, tones.surface_hover):
            assert contrast(tones.content, ground) >= TEXT
            assert contrast(tones.border, ground) >= BOUND
            assert contrast(tones.focus, ground) >= BOUND
        assert all(contrast(tones.solid, ground) >= BOUND for ground in surfaces[:4])


def test_a_colour_that_is_readable_already_stays_as_it_is() -> None:
    light, _ = tones_of("#2a55e5")
    assert (light.solid, light.on_solid) == ("#2a55e5", WHITE)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#777777") == pytest.approx(4.48, abs=0.01)


def test_the_surfaces_are_those_of_the_design() -> None:
    written = TOKENS.read_text(encoding="utf-8")
    raw = dict(re.findall(r"--raw-(ink-\d+): (#[0-9a-f]{6});", written))
    names = ("canvas", "raised", "sunken", "overlay", "active")
    pairs = [
        re.search(
            rf"--surface-{name}: light-dark\(var\(--raw-(.+?)\), var\(--raw-(.+?)\)\)", written
        )
        for name in names
    ]
    light, dark = zip(*((raw[pair[1]], raw[pair[2]]) for pair in pairs if pair), strict=True)
    assert set(light) == set(LIGHT_SURFACES)
    assert dark == DARK_SURFACES
