"""Who uses the palette: gives it the library's snippets, and takes what was chosen to the window it came from."""

import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from agent.context import Context
from agent.desktop import prefers_dark
from agent.palette.process import Choice, Hits, Look, Palette, Snippet
from agent.paste.base import Target, Typed
from agent.tray.base import MenuItem, perform

if TYPE_CHECKING:
    from agent.x11.loop import XLoop

log = logging.getLogger(__name__)

_FOCUS_SECONDS = 0.25  # after which the window manager is asked to give the palette the keyboard
_FOCUS_TRIES = 8  # a busy window manager may still be giving it to the window that came before
_MOST_HITS = 200


class PaletteOwner:
    """The palette and everything it needs of the rest (``agent.palette.process.Owner``)."""

    def __init__(self, context: Context, changed: Callable[[], None]) -> None:
        """Nothing runs before ``start``. ``changed`` is told when the palette turns out to be impossible."""
        self._context = context
        self._changed = changed
        self._target = Target()
        self._typed: Typed | None = None  # the abbreviation that makes way for what is chosen
        self._dark = False
        self.palette = Palette(self)
        self.problem = ""
        """Why there is no palette; empty when there is."""

    @property
    def usable(self) -> bool:
        """Whether it can be shown: something to paste with, and a window."""
        return self._context.paster is not None and not self.problem

    def start(self) -> None:
        """Start its process, where it can be used."""
        if self.usable:
            self.palette.start()

    def toggle(self) -> bool:
        """Open the palette, or put it away when it is open. False where there is none."""
        paster = self._context.paster
        if paster is None or self.problem:
            return False
        if self.palette.is_open:
            self.palette.hide()
            return True
        target = paster.remember()
        if target.window != self.palette.window or not target.window:
            self._target = target
        self._typed = None
        self._show()
        return True

    def offer(self, target: Target, snippet: Snippet | None, note: str = "", typed: Typed | None = None) -> None:
        """Open it with this one thing to choose, for ``target``; or with nothing but a remark. ``typed``: see ``Paster.paste``."""
        self._target, self._typed = target, typed
        self._show(Hits([snippet] if snippet else [], note))

    def popup(self, shown: tuple[MenuItem, ...], x: int, y: int) -> None:
        """Show a menu at a place on the screen, for trays that have none."""

        def chosen(path: list[int]) -> None:
            items, item = shown, None
            for index in path:
                item = items[index]
                items = item.submenu
            if item is not None:
                perform(item.action)

        self.palette.popup([_for_popup(item) for item in shown], x, y, chosen)

    # What the palette asks and tells

    def search(self, query: str) -> Hits:
        """Find snippets for the palette."""
        services = self._context.services
        if services is None:
            why = self._context.failure or "Alongside is still starting. Your snippets are here in a moment."
            return Hits([], why)
        try:
            found = services.library.search(query, limit=_MOST_HITS)
        except Exception as error:
            log.exception("The library could not be searched")
            why = f"Your snippets cannot be read at the moment ({type(error).__name__}). They are not lost; see the status page."
            return Hits([], why)
        snippets = [for_palette(snippet.as_dict()) for snippet in found.snippets]
        if snippets:
            return Hits(snippets)
        if query.strip():
            return Hits([], f"No snippet has “{query.strip()}” in it. Try fewer letters.")
        return Hits([], "Nothing here yet. Save a phrase you use often in the library, or add a pack.")

    def chosen(self, choice: Choice) -> None:
        """Paste what was chosen."""
        perform(partial(self.deliver, choice, self._target, self._typed))

    def closed(self) -> None:
        """The palette was closed; the window manager gives the keyboard back."""

    def missed(self) -> None:
        """Open it: the hotkey came in the moment between its closing and our hearing of it."""
        perform(self._open_again)

    def _open_again(self) -> None:
        if not self.palette.is_open:
            self.toggle()

    def broken(self, why: str) -> None:
        """There is no palette."""
        self.problem = why
        log.warning("%s", why)
        self._changed()

    def deliver(self, choice: Choice, target: Target, typed: Typed | None = None) -> None:
        """Paste a text into a window, or copy it, and count its use. ``typed``: see ``Paster.paste``."""
        paster = self._context.paster
        if paster is None:
            return
        if choice.copy:
            paster.copy(choice.text)
        else:
            outcome = paster.paste(choice.text, target, typed)
            if not outcome.pasted:
                self._context.notify("paste", "The snippet was not pasted", outcome.why)
        services = self._context.services
        if services is not None and choice.id:
            try:
                services.library.used(choice.id)
                services.insights.used(choice.id, len(choice.text))
            except Exception:  # counting a use must not spoil the paste
                log.exception("The use of a snippet could not be counted")

    def _show(self, offered: Hits | None = None) -> None:
        services = self._context.services
        self.palette.show(self._look(), services.settings.your_name if services else "", offered)
        perform(self._after_show)

    def _after_show(self) -> None:
        """See that the palette really has the keyboard, and whether the desktop is dark now, for the next time."""
        links = self._context.links
        for _ in range(_FOCUS_TRIES):
            if self.palette.wait_focused(_FOCUS_SECONDS) or not self.palette.is_open:
                break
            if links.xloop is not None and self.palette.window:
                links.xloop.call(partial(self._give_it_the_keyboard, links.xloop))
        self._dark = prefers_dark(links.desktop, links.session)

    def _give_it_the_keyboard(self, xloop: "XLoop") -> None:
        from agent.x11 import windows  # noqa: PLC0415 - X11 only

        windows.activate(xloop.display, windows.toplevel(xloop.display, self.palette.window))

    def _look(self) -> Look:
        xloop = self._context.links.xloop
        if xloop is None:
            return Look((0, 0, 0, 0), 0.0, self._dark)
        from agent.x11 import windows  # noqa: PLC0415 - X11 only

        window = self._target.window

        def read() -> Look:
            area = windows.active_area(xloop.display, window)
            return Look((area.x, area.y, area.width, area.height), windows.scale(xloop.display), self._dark)

        return xloop.call(read)


def for_palette(snippet: dict[str, Any]) -> Snippet:
    """What the palette shows of a snippet."""
    return {key: snippet[key] for key in ("id", "title", "body", "shortcut")}


def _for_popup(item: MenuItem) -> dict[str, Any]:
    return {
        "label": item.label,
        "enabled": item.enabled,
        "checked": item.checked,
        "separator": item.separator,
        "items": [_for_popup(child) for child in item.submenu],
    }
