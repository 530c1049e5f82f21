"""A real XEmbed tray, and how our icon looks in it."""

import subprocess
from typing import Any

from Xlib import X
from Xlib.error import BadDrawable, BadWindow

from agent.icons import Shape, picture
from tests.desktop.screen import Screen


class XTray:
    """A real XEmbed tray (trayer) at the bottom right."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self.start()

    def start(self) -> None:
        """Start trayer; again after ``stop``."""
        self.process = self._screen.run(
            "trayer", "--edge", "bottom", "--align", "right", "--widthtype", "request", "--height", "32",
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def stop(self) -> None:
        """End it, as when a panel crashes."""
        self.process.kill()
        self.process.wait()

    def icon(self) -> Any:
        """Our docked window, None while there is none."""
        for number, classes in self._screen.windows():
            if classes == ("alongside", "alongside"):
                window = self._screen.display.create_resource_object("window", number)
                try:
                    geometry = window.get_geometry()
                    parent = window.query_tree().parent
                except (BadDrawable, BadWindow):  # it went away since we saw it
                    continue
                if parent != self._screen.root and 12 <= geometry.height <= 32:
                    return window
        return None

    def shows(self, shape: Shape) -> bool:
        """Whether the icon has that picture: its middle row is compared with the drawing, pixel by pixel."""
        window = self.icon()
        if window is None:
            return False
        size = window.get_geometry()
        side = min(size.width, size.height)
        raw = window.get_image(0, 0, size.width, size.height, X.ZPixmap, 0xFFFFFFFF).data
        left, top = (size.width - side) // 2, (size.height - side) // 2
        wanted = picture(shape, side)
        for y in range(side):
            for x in range(side):
                red, green, blue, alpha = wanted.getpixel((x, y))  # type: ignore[misc]
                offset = ((top + y) * size.width + left + x) * 4
                if alpha == 255 and tuple(raw[offset : offset + 3]) != (blue, green, red):
                    return False
                if alpha == 0 and tuple(raw[offset : offset + 3]) == (134, 145, 22):
                    return False
        return True

    def click(self, button: int) -> None:
        """Click the icon."""
        corner = self._screen.root.translate_coords(self.icon(), 0, 0)
        self._screen.xdotool("mousemove", str(corner.x + 8), str(corner.y + 8), "click", str(button))
