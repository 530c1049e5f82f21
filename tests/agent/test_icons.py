"""The tray picture: its states differ by shape, and it reads on any panel."""

from itertools import combinations

import pytest
from PIL import Image

from agent.icons import COLOUR, DOT, Shape, app_icon, picture
from agent.tray.sni import argb


def luminance(colour: tuple[int, int, int]) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [value / 255 for value in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("panel", [(255, 255, 255), (0x15, 0x18, 0x1E), (0xF6, 0xF7, 0xF9), (0x30, 0x30, 0x30)])
@pytest.mark.parametrize("colour", [COLOUR, DOT])
def test_reads_on_light_and_dark_panels(colour: tuple[int, int, int], panel: tuple[int, int, int]) -> None:
    light, dark = sorted((luminance(colour), luminance(panel)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 3


@pytest.mark.parametrize("size", [16, 22, 24, 32, 48, 64])
@pytest.mark.parametrize(("one", "other"), list(combinations(Shape, 2)))
def test_states_differ_by_shape_at_every_size(one: Shape, other: Shape, size: int) -> None:
    first, second = (
        picture(shape, size).getchannel("A").point(lambda alpha: 255 if alpha > 127 else 0) for shape in (one, other)
    )
    differing = sum(a != b for a, b in zip(first.tobytes(), second.tobytes(), strict=True))
    assert differing >= size * size / 32, "less than three in a hundred pixels differ"


def test_the_shapes_are_apart_and_sharp_at_16_pixels() -> None:
    alpha = picture(Shape.ON, 16).getchannel("A").tobytes()
    row = alpha[6 * 16 : 7 * 16]
    assert min(row[:7] + row[9:]) > 225
    assert max(row[7:9]) < 30


def test_the_app_icon_is_whole() -> None:
    icon = app_icon(48)
    assert icon.size == (48, 48)
    assert icon.getpixel((0, 0))[3] < 128  # type: ignore[index]
    assert icon.getpixel((24, 3)) == (15, 111, 104, 255)


def test_panels_get_the_bytes_in_network_order() -> None:
    image = Image.new("RGBA", (2, 1), (1, 2, 3, 4))
    assert argb(image) == bytes([4, 1, 2, 3, 4, 1, 2, 3])
