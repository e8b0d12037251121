"""What is said about the brand."""

from typing import Annotated

from pydantic import BaseModel, Field

Color = Annotated[str, Field(pattern="^#[0-9a-f]{6}$", examples=["#2a55e5"])]


class TonesRead(BaseModel):
    """The accent in one theme; text is readable on and beside it by WCAG 2.2."""

    solid: Color
    solid_hover: Color
    solid_active: Color
    on_solid: Color = Field(description="Text on the three before it")
    content: Color = Field(description="The accent as text on every surface")
    surface: Color
    surface_hover: Color
    border: Color
    focus: Color


class ThemesRead(BaseModel):
    """The accent in both themes."""

    light: TonesRead
    dark: TonesRead


class LogoRead(BaseModel):
    """A logo, drawn anew as PNG; another one has another name."""

    name: str = Field(examples=["0f3c0f3c0f3c0f3c0f3c0f3c0f3c0f3c"])
    url: str
    width: int = Field(description="In pixels")
    height: int


class BrandRead(BaseModel):
    """How the installation looks; null is what this program brings."""

    name: str = Field(description="The brand's, else the company's")
    accent: Color | None
    themes: ThemesRead | None
    logo_light: LogoRead | None
    logo_dark: LogoRead | None
