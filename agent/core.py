"""The agent itself: holds the parts together and tells each what it needs to know."""

import contextlib
import logging
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent import autostart, backends
from agent import menu as tray_menu
from agent.desktop import prefers_dark
from agent.hotkeys.base import Grab, Hotkeys, wanted_keys
from agent.hotkeys.combo import Combo
from agent.palette.process import Choice, Hits, Look, Palette
from agent.paste.base import Paster, Target
from agent.rewrite import LONGEST, entry
from agent.tray.base import Face, MenuItem, perform
from server.settings import Folders

if TYPE_CHECKING:  # the server is imported after the tray is visible
    from server.serve import RunningServer
    from server.services import Services

log = logging.getLogger(__name__)

_TICK_SECONDS = 5.0  # how often pauses that end and settings that change are noticed
_FOCUS_SECONDS = 0.25  # after which the window manager is asked to give the palette the keyboard
_FOCUS_TRIES = 8  # a busy window manager may still be giving it to the window that came before
_MOST_HITS = 200


class Agent:
    """The running agent: what the tray shows (Content), what its menu does (Actions) and who owns the palette (Owner)."""

    def __init__(self, folders: Folders, profile: str | None = None) -> None:
        """Connect to the desktop; nothing is visible before ``run``."""
        self._folders = folders
        self._autostart = autostart.choose(profile)
        self._links = backends.connect()
        self._server: RunningServer | None = None
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._target = Target()
        self._dark = False
        self._grabs: list[Grab] = []
        self._palette_keys: Combo | None = None
        self._hotkeys: Hotkeys | None = None
        self._paster: Paster | None = None
        self._palette_problem = ""
        self._tray_mode = "none"
        self._settings_stamp: tuple[int, int] | None = None
        self.failure = ""
        """Why the server could not be started; empty when it could."""
        self.found_another = False
        """Whether another agent of this profile turned out to be running."""
        self._palette = Palette(self)
        self._tray = backends.choose_tray(self._links, self, self._popup, self._tray_changed)
        self._notifier: Any = None

    def run(self) -> None:
        """Show the tray, start everything behind it, and work until ``quit``. On the main thread."""
        if self._links.desktop.kind == "none":
            reason = next((why for why in self._links.missing if why.startswith("X11")), "no display")
            _say(f"There is no desktop here ({reason}). Alongside serves without tray, hotkeys and palette.")
        try:
            self._tray.run(lambda: threading.Thread(target=self._start, name="start", daemon=True).start())
        finally:
            self.quit()
            self._finish()

    def quit(self) -> None:
        """Stop everything; ``run`` returns soon after. From any thread."""
        if not self._stopping.is_set():
            self._stopping.set()
            self._tray.stop()

    # What the tray shows

    def face(self) -> Face:
        """The picture now."""
        return tray_menu.face(self._state(), datetime.now().astimezone())

    def menu(self) -> tuple[MenuItem, ...]:
        """The menu now."""
        return tray_menu.build(self._state(), self, datetime.now().astimezone())

    # What its menu does

    def pause(self, minutes: int | None) -> None:
        """Pause reviews."""
        if (services := self._services) is not None:
            services.pause.begin(minutes)
            services.tell("paused")

    def resume(self) -> None:
        """Go on reviewing."""
        if (services := self._services) is not None:
            services.pause.end()
            services.tell("resumed")

    def show_palette(self) -> bool:
        """Open the snippet palette, or put it away when it is open. False where there is none."""
        if self._paster is None or self._palette_problem:
            return False
        if self._palette.is_open:
            self._palette.hide()
            return True
        target = self._paster.remember()
        if target.window != self._palette.window or not target.window:
            self._target = target
        services = self._services
        self._palette.show(self._look(), services.settings.your_name if services else "")
        perform(self._after_show)
        return True

    def open_page(self, path: str) -> None:
        """Open one of our pages in the browser, signed in."""
        services = self._services
        if services is None:
            self._notify("page", "Alongside is still starting", self.failure or "Try again in a moment.")
            return
        import webbrowser  # noqa: PLC0415 - slow to import, and the tray comes first

        link = services.page_link(path)
        if not webbrowser.open(link):
            if self._paster is not None:
                self._paster.copy(link)
            self._notify(
                "page", "No browser could be opened", "The address of the page is on the clipboard. It works once."
            )

    def decide_pairing(self, request: str, *, approve: bool) -> None:
        """Let a browser in, or not."""
        if (services := self._services) is not None:
            services.pairings.decide(request, approve)
            services.tell("pairing-decided")

    def revoke_pairing(self, pairing: str) -> None:
        """Shut a browser out."""
        if (services := self._services) is not None:
            services.pairings.revoke(pairing)
            services.tell("pairing-revoked")

    def set_at_login(self, wanted: bool) -> None:
        """Start at login, or not."""
        try:
            if wanted:
                self._autostart.enable()
            else:
                self._autostart.disable()
        except autostart.AutostartError as error:
            self._notify("autostart", "Start at login was not changed", str(error))
        self._tray.refresh()

    # Who owns the palette

    def search(self, query: str) -> Hits:
        """Find snippets for the palette."""
        services = self._services
        if services is None:
            return Hits([], self.failure or "Alongside is still starting. Your snippets are here in a moment.")
        try:
            found = services.library.search(query, limit=_MOST_HITS)
        except Exception as error:
            log.exception("The library could not be searched")
            return Hits(
                [],
                f"Your snippets cannot be read at the moment ({type(error).__name__}). They are not lost; see the status page.",
            )
        snippets = [_for_palette(snippet.as_dict()) for snippet in found.snippets]
        if snippets:
            return Hits(snippets)
        if query.strip():
            return Hits([], f"No snippet has “{query.strip()}” in it. Try fewer letters.")
        return Hits([], "Nothing here yet. Save a phrase you use often in the library, or add a pack.")

    def chosen(self, choice: Choice) -> None:
        """Paste what was chosen."""
        perform(lambda: self._deliver(choice, self._target))

    def closed(self) -> None:
        """The palette was closed; the window manager gives the keyboard back."""

    def broken(self, why: str) -> None:
        """There is no palette."""
        self._palette_problem = why
        log.warning("%s", why)
        self._tray.refresh()

    # Behind the tray

    @property
    def _services(self) -> "Services | None":
        server = self._server
        return server.services if server is not None else None

    def _start(self) -> None:
        """Everything that comes after the tray: paste, hotkeys, palette, server; on a thread of its own."""
        self._attempt("paste", self._start_paster)
        self._attempt("hotkeys", self._start_hotkeys)
        if self._paster is not None:
            self._palette.start()
        self._start_server()
        if self._server is None:
            return
        self._attempt("hotkeys", lambda: self._set_hotkeys(announce=True))
        self._attempt("notifications", self._start_notifier)
        threading.Thread(target=self._tick, name="tick", daemon=True).start()
        self._tray.refresh()
        self._server.services.engine.wait(120)
        self._tray.refresh()

    def _attempt(self, what: str, work: Callable[[], None]) -> None:
        """One part that fails must not keep the others from starting."""
        try:
            work()
        except Exception:
            log.exception("%s could not be started", what)

    def _start_paster(self) -> None:
        self._paster = backends.choose_paster(self._links)

    def _start_hotkeys(self) -> None:
        self._hotkeys = backends.choose_hotkeys(self._links)
        self._set_hotkeys(announce=False)

    def _start_server(self) -> None:
        from agent import parts  # noqa: PLC0415 - these take a while to import, so only now
        from server import serve  # noqa: PLC0415
        from server.runinfo import AlreadyRunningError  # noqa: PLC0415

        self._settings_stamp = _stamp(self._folders.settings_file)
        try:
            server = serve.start(self._folders)
        except AlreadyRunningError:
            self.found_another = True
            self.quit()
            return
        except Exception as error:
            log.exception("The server could not be started")
            self.failure = str(error) or type(error).__name__
            if self._tray_mode == "none":
                self.quit()
            else:
                self._tray.refresh()
                self._attempt("notifications", self._start_notifier)
                self._notify("failed", "Alongside could not start", self.failure)
            return
        services = server.services
        services.listeners.append(self._heard)
        services.parts += [
            lambda: parts.tray(self._tray_mode, self._links),
            lambda: parts.hotkeys(self._grabs, self._hotkeys, self._links.desktop),
            lambda: parts.palette(self._palette_problem, self._palette.pid, self._links.desktop),
            lambda: parts.pasting(self._paster, self._links.desktop),
            lambda: parts.notifications(self._notifier, services.settings.notifications),
            lambda: parts.at_login(self._autostart.enabled()),
        ]
        services.show_palette = self.show_palette
        self._server = server
        self._say_where(server)

    def _say_where(self, server: "RunningServer") -> None:
        """Tell a person at a terminal where it is and how to open it; there may be no tray to click."""
        if server.note:
            _say(server.note)
        if self._links.desktop.kind != "none":
            _say(f"Alongside runs at {server.url}. Open its page from the tray, or by running `alongside` again.")
            return
        _say(
            f"Alongside runs at {server.url}. Open this address in a browser on this machine; it works once, for two minutes:\n"
            f"  {server.services.page_link('/')}\n"
            "Run `alongside` again for a new one. Stop Alongside with Ctrl+C."
        )

    def _start_notifier(self) -> None:
        if self._links.session is not None:
            from agent.notify import Notifier  # noqa: PLC0415

            self._notifier = Notifier(self._links.session, str(autostart.write_icon(self._folders.data)))

    def _finish(self) -> None:
        self._palette.stop()
        if self._hotkeys is not None:
            self._attempt("stopping the hotkeys", self._hotkeys.stop)
        if self._paster is not None:
            self._attempt("closing the clipboard", self._paster.close)
        if self._server is not None:
            self._server.stop()
        self._links.close()

    def _tick(self) -> None:
        """Notice what nobody tells us: pauses that end, settings edited by hand, the clock that jumped."""
        while not self._stopping.wait(_TICK_SECONDS):
            self._attempt("reading the settings", self._reload_settings)
            self._tray.refresh()

    def _reload_settings(self) -> None:
        from server import settings  # noqa: PLC0415

        services = self._services
        if services is None:
            return
        stamp = _stamp(self._folders.settings_file)
        if stamp == self._settings_stamp:
            return
        self._settings_stamp = stamp
        before, services.settings = services.settings, settings.load(self._folders.settings_file).settings
        if services.settings != before:
            services.tell("settings-changed")

    def _heard(self, event: str) -> None:
        """Something happened in the server."""
        if event == "settings-changed":
            self._attempt("hotkeys", lambda: self._set_hotkeys(announce=True))
        elif event == "pairing-asked":
            self._ask_about_pairing()
        self._tray.refresh()

    def _set_hotkeys(self, *, announce: bool) -> None:
        if self._hotkeys is None:
            return
        services = self._services
        if services is None:
            from server.settings import load  # noqa: PLC0415

            settings = load(self._folders.settings_file).settings
        else:
            settings = services.settings
        actions, wrong = wanted_keys(
            [(settings.palette_hotkey, self._hotkey_pressed), (settings.rewrite_hotkey, self.rewrite_selection)]
        )
        self._palette_keys = next((keys for keys, action in actions.items() if action == self._hotkey_pressed), None)
        if not actions or [grab.combo for grab in self._grabs if grab.works] != list(actions):
            self._grabs = self._hotkeys.set(actions)
        self._grabs = [grab for grab in self._grabs if grab.combo in actions] + wrong
        failed = [grab for grab in self._grabs if not grab.works]
        if announce and failed and self._hotkeys.mode != "none":
            self._notify("hotkey", "A hotkey does not work", failed[0].problem)

    def _hotkey_pressed(self) -> None:
        self.show_palette()

    def rewrite_selection(self) -> None:
        """Offer the text selected in the active program rewritten; choosing it pastes it over the selection."""
        paster, services = self._paster, self._services
        if paster is None or services is None or self._palette_problem or self._palette.is_open:
            return
        target = paster.remember()
        text = paster.selected(target)
        title = "Rewrite the selection"
        if not text.strip() or len(text) > LONGEST:
            self._notify("rewrite", title, "Select the words of your reply first, then press the keys again.")
            return
        engine = services.engine.fetch(20)
        if engine is None:
            self._notify("rewrite", title, "The language engine is still loading. Try again in a moment.")
            return
        offer = entry(text, engine.review(text))
        if offer is None:
            self._notify("rewrite", title, "Reads well. Nothing to change.")
            return
        self._target = target
        self._palette.show(self._look(), services.settings.your_name, offer)
        perform(self._after_show)

    def _after_show(self) -> None:
        """See that the palette really has the keyboard, and whether the desktop is dark now, for the next time."""
        xloop = self._links.xloop
        for _ in range(_FOCUS_TRIES):
            if self._palette.wait_focused(_FOCUS_SECONDS) or not self._palette.is_open:
                break
            if xloop is not None and self._palette.window:
                xloop.call(partial(self._give_palette_the_keyboard, xloop.display))
        self._dark = prefers_dark(self._links.desktop, self._links.session)

    def _give_palette_the_keyboard(self, display: Any) -> None:
        from agent.x11 import windows  # noqa: PLC0415

        windows.activate(display, windows.toplevel(display, self._palette.window))

    def _look(self) -> Look:
        xloop = self._links.xloop
        if xloop is None:
            return Look((0, 0, 0, 0), 0.0, self._dark)
        from agent.x11 import windows  # noqa: PLC0415

        window = self._target.window

        def read() -> Look:
            area = windows.active_area(xloop.display, window)
            return Look((area.x, area.y, area.width, area.height), windows.scale(xloop.display), self._dark)

        return xloop.call(read)

    def _deliver(self, choice: Choice, target: Target) -> None:
        paster = self._paster
        if paster is None:
            return
        if choice.copy:
            paster.copy(choice.text)
        else:
            outcome = paster.paste(choice.text, target)
            if not outcome.pasted:
                self._notify("paste", "The snippet was not pasted", outcome.why)
        services = self._services
        if services is not None and choice.id:
            try:
                services.library.used(choice.id)
                services.insights.used(choice.id, len(choice.text))
            except Exception:  # counting a use must not spoil the paste
                log.exception("The use of a snippet could not be counted")

    def _popup(self, x: int, y: int) -> None:
        """Show the tray's menu where the tray has none of its own."""
        shown = self.menu()

        def chosen(path: list[int]) -> None:
            items, item = shown, None
            for index in path:
                item = items[index]
                items = item.submenu
            if item is not None:
                perform(item.action)

        self._palette.popup([_for_popup(item) for item in shown], x, y, chosen)

    def _ask_about_pairing(self) -> None:
        services = self._services
        asking = services.pairings.requests() if services is not None else []
        if asking:
            newest = asking[-1]
            text = f"{newest.name} asks to use Alongside and shows the code {newest.code}. Approve it only if you see that code there."
            self._notify(
                "pairing", "Pair a browser?", text, {"Compare and approve": lambda: self.open_page("/pairing")}
            )

    def _notify(self, about: str, title: str, text: str, buttons: dict[str, Callable[[], None]] | None = None) -> None:
        services = self._services
        if services is not None and not services.settings.notifications:
            return
        if self._notifier is not None:
            self._notifier.show(about, title, text, buttons)

    def _tray_changed(self, mode: str) -> None:
        self._tray_mode = mode

    def _state(self) -> tray_menu.State:
        opens = next((one.combo.label for one in self._grabs if one.works and one.combo == self._palette_keys), "")
        state = tray_menu.State(
            phase="failed" if self.failure else "starting",
            problem=self.failure,
            hotkey=opens,
            palette=self._paster is not None and not self._palette_problem,
            at_login=self._autostart.enabled(),
        )
        services = self._services
        if services is None:
            return state
        paused, until = services.pause.state()
        phase = services.engine.state
        outline = services.engine.outline
        return replace(
            state,
            phase=phase,
            problem="Drafts are not reviewed" if phase == "failed" else "",
            paused=paused,
            paused_until=until,
            rules=outline.rules if outline is not None else 0,
            asking=[
                tray_menu.Browser(one.id, one.name, one.code)
                for one in services.pairings.requests()
                if one.state == "waiting"
            ],
            paired=[
                tray_menu.Browser(one.id, one.name, last_used=one.last_used) for one in services.pairings.pairings()
            ],
            version=services.version,
        )


def _say(text: str) -> None:
    """To the terminal we were started from, if there is one (a program started by the desktop may have none)."""
    if sys.stdout is not None:
        with contextlib.suppress(OSError):
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()


def _stamp(file: Path) -> tuple[int, int] | None:
    """Changes whenever the file is written."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _for_palette(snippet: dict[str, Any]) -> dict[str, Any]:
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
