"""The tray picture: two speech shapes side by side. The state shows by shape, so that it needs no colour.

on: both filled · paused: both hollow · starting: one shape only · attention: a dot in the corner.
"""

import sys
from enum import StrEnum
from functools import lru_cache

# There are no words in the icons, and the library for fonts is 2 MB that would stay in memory; Pillow does without it.
sys.modules.setdefault("PIL._imagingft", None)  # type: ignore[arg-type]

from PIL import Image, ImageDraw  # noqa: E402

# One teal that reads on light and on dark panels alike (at least 3:1 against #ffffff and #15181e, WCAG 2.2 1.4.11),
# so that the colour of the panel need not be guessed.
COLOUR = (22, 145, 134)
DOT = (224, 108, 20)
_OVER = 8  # drawn this many times larger, then scaled down


class Shape(StrEnum):
    """What the picture says."""

    STARTING = "starting"
    ON = "on"
    PAUSED = "paused"
    ATTENTION = "attention"


@lru_cache(maxsize=64)
def picture(shape: Shape, size: int, colour: tuple[int, int, int] = COLOUR) -> Image.Image:
    """The icon as RGBA, ``size`` pixels wide and high."""
    grid = 16 * _OVER  # everything is laid out on a 16 by 16 grid, where it has to be sharp
    image = Image.new("RGBA", (grid, grid), (*colour, 0))
    draw = ImageDraw.Draw(image)
    hollow = shape is Shape.PAUSED
    _speech(draw, 0.0, tail_left=True, hollow=hollow, colour=colour)
    if shape is not Shape.STARTING:
        _speech(draw, 9.0, tail_left=False, hollow=hollow, colour=colour)
    if shape is Shape.ATTENTION:
        _dot(draw, 12.8, 3.2, 4.2, (0, 0, 0, 0))
        _dot(draw, 12.8, 3.2, 3.1, (*DOT, 255))
    return image.resize((size, size), Image.Resampling.LANCZOS)


@lru_cache(maxsize=8)
def app_icon(size: int) -> Image.Image:
    """The same sign in white on a rounded teal square: for menus, notifications and window lists."""
    big = size * 4
    tile = Image.new("RGBA", (big, big), (0, 0, 0, 0))
    ImageDraw.Draw(tile).rounded_rectangle((0, 0, big - 1, big - 1), radius=big // 5, fill=(15, 111, 104, 255))
    sign = picture(Shape.ON, int(big * 0.68), (255, 255, 255))
    offset = (big - sign.width) // 2
    tile.alpha_composite(sign, (offset, offset + big // 50))
    return tile.resize((size, size), Image.Resampling.LANCZOS)


def _speech(
    draw: ImageDraw.ImageDraw, left: float, *, tail_left: bool, hollow: bool, colour: tuple[int, int, int]
) -> None:
    """One speech shape, 7 units wide and 12 high with its tail, its left edge at ``left``."""
    unit = _OVER
    top, right, bottom = 2.0, left + 7.0, 11.0
    fill = (*colour, 255)
    box = (left * unit, top * unit, right * unit - 1, bottom * unit - 1)
    near, far = (left + 1.0, left + 4.2) if tail_left else (right - 1.0, right - 4.2)
    tip = left + 1.0 if tail_left else right - 1.0
    draw.polygon(
        [(near * unit, (bottom - 1.5) * unit), (far * unit, (bottom - 1.0) * unit), (tip * unit, 14.2 * unit)],
        fill=fill,
    )
    draw.rounded_rectangle(box, radius=2 * unit, fill=fill)
    if hollow:
        line = 1.35
        inner = ((left + line) * unit, (top + line) * unit, (right - line) * unit - 1, (bottom - line) * unit - 1)
        draw.rounded_rectangle(inner, radius=unit, fill=(0, 0, 0, 0))


def _dot(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, fill: tuple[int, int, int, int]) -> None:
    unit = _OVER
    draw.ellipse(((x - radius) * unit, (y - radius) * unit, (x + radius) * unit, (y + radius) * unit), fill=fill)
