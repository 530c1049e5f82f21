"""Pasting on X11: we own the clipboard for a moment, press Ctrl+V (Shift+Insert in terminals) with XTest, and then offer
again what was there before, in every format it had.

Owning the selection ourselves tells when the program has really fetched the text, so a busy one never gets the old content.
"""

import logging
import threading
import time
from dataclasses import dataclass

from agent.paste.base import RESTORE_AFTER, TYPED_ON, Outcome, Target, Typed
from agent.x11 import keys, windows
from agent.x11.clipboard import Clipboard, Content, Offer, Reader, text_content
from agent.x11.loop import XLoop, open_display

log = logging.getLogger(__name__)

FOCUS_SECONDS = 1.5
RELEASE_SECONDS = 0.7
FETCH_SECONDS = 2.0  # how long a program may take to fetch the text
RESTORE_AT_LAST = 1.5  # even when something keeps on reading the clipboard
_SELECTIONS = ("CLIPBOARD", "PRIMARY")


@dataclass(slots=True)
class _Borrowed:
    """A selection we took: what was on it before."""

    offer: Offer
    before: Content
    empty: bool  # nobody owned it


class X11Paster:
    """Pastes one text at a time; a second waits for the first."""

    mode = "x11"
    tells_selection = True

    def __init__(self, loop: XLoop) -> None:
        """Use the loop for the clipboard, and a connection of our own for everything that waits."""
        self._clipboard = Clipboard(loop)
        self._display = open_display(loop.name)
        self._reader = Reader(self._display)
        self._lock = threading.Lock()  # one paste at a time
        self._borrowed: dict[str, _Borrowed] = {}  # what is still to be put back, by selection
        self._back = threading.Condition()
        self._turn = 0  # rises with every paste, so that only the last one's restore acts

    def remember(self) -> Target:
        """The window that has the keyboard now."""
        with self._lock:
            window = windows.active_window(self._display)
            return Target(window, windows.window_class(self._display, window)[1] if window else "")

    def selected(self, target: Target) -> str:
        """The primary selection, if the target's program owns it: another program's selection is not what is meant."""
        with self._lock:
            owner = self._reader.owner("PRIMARY")
            if not owner or not target.window or not windows.same_client(self._display, owner, target.window):
                return ""
            return self._reader.text("PRIMARY") or ""

    def copy(self, text: str) -> None:
        """Put the text on the clipboard, to stay."""
        with self._lock:
            self._keep(text)

    def paste(self, text: str, target: Target, typed: Typed | None = None) -> Outcome:
        """Paste into the target window; returns when it has fetched the text."""
        with self._lock:
            display = self._display
            if not target.window or not windows.exists(display, target.window):
                self._keep(text)
                return Outcome(False, "The window you came from is gone. The text is on the clipboard.")
            shift_insert = windows.is_terminal(display, target.window) or not keys.keycode(display, "v")
            offers = [self._borrow(name, text) for name in (_SELECTIONS if shift_insert else _SELECTIONS[:1])]
            if not windows.wait_for_focus(display, target.window, FOCUS_SECONDS):
                self._keep(text)
                return Outcome(
                    False, "The window you came from did not take the keyboard back. The text is on the clipboard."
                )
            keys.wait_for_release(display, RELEASE_SECONDS)
            chord = (("shift",), "insert") if shift_insert else (("ctrl",), "v")
            typed = typed or Typed(0, lambda: True)
            pressed = keys.press(display, *chord, after=("backspace",) * typed.length, wanted_still=typed.is_last)
            if pressed is not keys.Pressed.DONE:
                self._keep(text)
                why = TYPED_ON if pressed is keys.Pressed.UNWANTED else "This keyboard layout has no paste key."
                return Outcome(False, f"{why} The text is on the clipboard.")
            fetched = self._wait_for_fetch(offers, target.window)
            threading.Thread(target=self._restore, args=(self._turn,), name="clipboard-restore", daemon=True).start()
            if not fetched:
                return Outcome(False, "The program did not take the text. Some fields do not accept pasting.")
            return Outcome(True)

    def close(self) -> None:
        """End our own connection; the clipboard is put back first."""
        self.wait_restored(RESTORE_AT_LAST)
        with self._lock:
            self._display.close()

    def wait_restored(self, seconds: float) -> bool:
        """Wait until the clipboard is what it was before the last paste."""
        with self._back:
            return self._back.wait_for(lambda: not self._borrowed, seconds)

    def _borrow(self, selection: str, text: str) -> Offer:
        """Offer the text, remembering what is there; after a paste just before, what was there before that one."""
        with self._back:
            self._turn += 1
            earlier = self._borrowed.get(selection)
            if earlier is not None and not earlier.offer.lost:
                before, empty = earlier.before, earlier.empty
            else:
                owner = self._reader.owner(selection)
                if self._clipboard.owns(owner):
                    before, empty = self._clipboard.content_of(selection) or {}, False
                else:
                    before, empty = (self._reader.content(selection) if owner else {}), not owner
            offer = self._clipboard.offer(selection, text_content(text))
            self._borrowed[selection] = _Borrowed(offer, before, empty)
            return offer

    def _keep(self, text: str) -> None:
        """Leave the text on the clipboard instead of what was there."""
        with self._back:
            self._turn += 1
            self._borrowed.clear()
            self._clipboard.offer("CLIPBOARD", text_content(text, secret=False))
            self._back.notify_all()

    def _wait_for_fetch(self, offers: list[Offer], window: int) -> bool:
        started = time.monotonic()
        while (waited := time.monotonic() - started) < FETCH_SECONDS:
            if any(self._clipboard.fetched_by(offer, window) for offer in offers):
                return True
            # A clipboard manager fetches too, so somebody else's fetch only counts once the target had time to.
            if waited > FETCH_SECONDS / 2 and any(offer.fetched for offer in offers):
                return True
            time.sleep(0.002)
        return False

    def _restore(self, turn: int) -> None:
        try:
            started = time.monotonic()
            while (now := time.monotonic()) - started < RESTORE_AT_LAST:
                last = max([started, *(one.offer.last_fetch for one in list(self._borrowed.values()))])
                if now - last >= RESTORE_AFTER:
                    break
                time.sleep(0.02)
            with self._back:
                if turn != self._turn:
                    return  # a later paste puts it back
                for selection, one in self._borrowed.items():
                    if one.offer.lost:
                        continue  # somebody copied something meanwhile; that is theirs to keep
                    if one.before:
                        self._clipboard.offer(selection, one.before)
                    elif one.empty:
                        self._clipboard.release(one.offer)
                self._borrowed.clear()
                self._back.notify_all()
        except Exception:
            log.exception("The clipboard could not be put back")
