"""Windows as the desktop sees them: which is active, whose it is, and bringing it back.

Follows the Extended Window Manager Hints (freedesktop.org, EWMH 1.5): ``_NET_ACTIVE_WINDOW``,
``_NET_SUPPORTING_WM_CHECK``, ``_NET_WORKAREA``.
"""

import time
from dataclasses import dataclass
from typing import Any

from Xlib import X
from Xlib.error import XError
from Xlib.ext import randr
from Xlib.protocol import event as xevent

# Programs that take a paste with Shift+Insert: in a terminal Ctrl+V is a control character.
# The names are the second half of WM_CLASS, in small letters.
TERMINALS = frozenset(
    {
        "alacritty", "blackbox", "contour", "cool-retro-term", "deepin-terminal", "eterm", "foot", "footclient",
        "ghostty", "com.mitchellh.ghostty", "gnome-terminal", "gnome-terminal-server", "guake", "hyper", "kitty",
        "konsole", "lxterminal", "mate-terminal", "mlterm", "org.gnome.console", "kgx", "org.gnome.terminal",
        "org.wezfurlong.wezterm", "ptyxis", "org.gnome.ptyxis", "pantheon-terminal", "qterminal", "rio", "rxvt", "sakura", "st",
        "st-256color", "tabby", "terminator", "termit", "terminology", "tilda", "tilix", "urxvt", "uxterm", "wezterm",
        "xfce4-terminal", "xterm", "yakuake", "x-terminal-emulator",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of the screen in pixels."""

    x: int
    y: int
    width: int
    height: int


def _property(display: Any, window: Any, name: str) -> Any:
    try:
        found = window.get_full_property(display.intern_atom(name), X.AnyPropertyType)
    except XError:
        return None
    return found.value if found is not None and len(found.value) else None


def active_window(display: Any) -> int:
    """The id of the window that has the keyboard: ``_NET_ACTIVE_WINDOW``, else the input focus; 0 for none."""
    root = display.screen().root
    value = _property(display, root, "_NET_ACTIVE_WINDOW")
    if value is not None:
        return int(value[0])
    focus = display.get_input_focus().focus
    return 0 if isinstance(focus, int) else int(focus.id)


def window_class(display: Any, window: int) -> tuple[str, str]:
    """WM_CLASS (instance, class) in small letters; looks at the parents too, since a focus may be on a child."""
    handle = display.create_resource_object("window", window)
    for _ in range(8):
        try:
            found = handle.get_wm_class()
            if found:
                return found[0].lower(), found[1].lower()
            tree = handle.query_tree()
        except (XError, UnicodeDecodeError):
            return "", ""
        if isinstance(tree.parent, int) or tree.parent == tree.root:
            break
        handle = tree.parent
    return "", ""


def is_terminal(display: Any, window: int) -> bool:
    """Whether the window belongs to a known terminal."""
    return bool(TERMINALS.intersection(window_class(display, window)))


def exists(display: Any, window: int) -> bool:
    """Whether the window is still there and visible."""
    try:
        attributes = display.create_resource_object("window", window).get_attributes()
    except XError:
        return False
    return bool(attributes.map_state != X.IsUnmapped)


def has_window_manager(display: Any) -> bool:
    """Whether a window manager runs that says which window is active."""
    return _property(display, display.screen().root, "_NET_SUPPORTING_WM_CHECK") is not None


def tray_selection(display: Any) -> int:
    """The atom of the selection that an XEmbed tray owns (System Tray Protocol 0.4)."""
    return int(display.get_atom(f"_NET_SYSTEM_TRAY_S{display.get_default_screen()}"))


def has_tray(display: Any) -> bool:
    """Whether an XEmbed tray runs."""
    return not isinstance(display.get_selection_owner(tray_selection(display)), int)


def activate(display: Any, window: int, timestamp: int = X.CurrentTime) -> None:
    """Ask the window manager to give the window the keyboard; without one, set the input focus."""
    handle = display.create_resource_object("window", window)
    root = display.screen().root
    if has_window_manager(display):
        message = xevent.ClientMessage(
            window=handle,
            client_type=display.intern_atom("_NET_ACTIVE_WINDOW"),
            # source 2: on behalf of the person, so that focus-stealing prevention lets it through
            data=(32, [2, timestamp, 0, 0, 0]),
        )
        root.send_event(message, event_mask=X.SubstructureRedirectMask | X.SubstructureNotifyMask)
    else:
        handle.set_input_focus(X.RevertToParent, timestamp, onerror=lambda error, request: None)
    display.flush()


def has_focus(display: Any, window: int) -> bool:
    """Whether the input focus is on the window or inside it."""
    focus = display.get_input_focus().focus
    if isinstance(focus, int):
        return False
    handle = focus
    for _ in range(16):
        if handle.id == window:
            return True
        try:
            parent = handle.query_tree().parent
        except XError:
            return False
        if isinstance(parent, int):
            return False
        handle = parent
    # Some programs put the focus on a helper window of the same connection, outside the one shown as active.
    return False


def toplevel(display: Any, window: int) -> int:
    """The window the window manager knows: the one with WM_STATE at or above ``window``; itself when there is none."""
    handle = display.create_resource_object("window", window)
    state = display.intern_atom("WM_STATE")
    try:
        for _ in range(16):
            if handle.get_full_property(state, X.AnyPropertyType) is not None:
                return int(handle.id)
            parent = handle.query_tree().parent
            if isinstance(parent, int):
                break
            handle = parent
    except XError:
        pass
    return window


def wait_for_focus(display: Any, window: int, seconds: float) -> bool:
    """Wait until the window has the keyboard; asks for it when it does not come back by itself."""
    deadline = time.monotonic() + seconds
    asked = False
    while True:
        if active_window(display) == window and (has_focus(display, window) or same_client_has_focus(display, window)):
            return True
        if time.monotonic() > deadline:
            return False
        if not asked:
            activate(display, window)
            asked = True
        time.sleep(0.004)


def same_client(display: Any, first: int, second: int) -> bool:
    """Whether two resources belong to one X connection (the high bits of an id name the connection)."""
    mask = ~int(display.display.info.resource_id_mask)
    return (first & mask) == (second & mask)


def same_client_has_focus(display: Any, window: int) -> bool:
    """Whether the focus is on some window of the program that owns ``window``."""
    focus = display.get_input_focus().focus
    return not isinstance(focus, int) and same_client(display, focus.id, window)


def active_area(display: Any, window: int = 0) -> Area:
    """The monitor of the active window (or of the pointer), less what panels keep for themselves."""
    root = display.screen().root
    screen = root.get_geometry()
    x = y = None
    if window:
        try:
            handle = display.create_resource_object("window", window)
            size = handle.get_geometry()
            corner = root.translate_coords(handle, 0, 0)
            x, y = corner.x + size.width // 2, corner.y + size.height // 2
        except XError:
            x = None
    if x is None:
        pointer = root.query_pointer()
        x, y = pointer.root_x, pointer.root_y
    area = Area(0, 0, screen.width, screen.height)
    if display.has_extension("RANDR"):
        try:
            for monitor in randr.get_monitors(root).monitors:
                if (
                    monitor.x <= x < monitor.x + monitor.width_in_pixels
                    and monitor.y <= y < monitor.y + monitor.height_in_pixels
                ):
                    area = Area(monitor.x, monitor.y, monitor.width_in_pixels, monitor.height_in_pixels)
                    break
        except XError:
            pass
    return area


def scale(display: Any) -> float:
    """How much larger than 96 dpi text is to be drawn: ``Xft.dpi`` of the X resources, 1.0 when unset."""
    value = _property(display, display.screen().root, "RESOURCE_MANAGER")
    if value is None:
        return 1.0
    text = bytes(value).decode("latin-1") if not isinstance(value, str) else value
    for line in text.splitlines():
        name, _, number = line.partition(":")
        if name.strip() == "Xft.dpi":
            try:
                return min(max(float(number) / 96.0, 0.75), 4.0)
            except ValueError:
                return 1.0
    return 1.0
