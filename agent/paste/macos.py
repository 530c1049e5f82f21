"""Pasting on macOS: the general pasteboard and ⌘V as a Quartz event. Not run on macOS by us.

macOS lets a program press keys only after the person has allowed it under Privacy & Security → Accessibility.
"""

import importlib
from typing import Any

from agent.paste.base import Target
from agent.paste.borrow import BorrowingPaster

_KEY_V, _KEY_DELETE = 9, 51  # kVK_ANSI_V, kVK_Delete
_TEXT = "public.utf8-plain-text"
_CONCEALED = "org.nspasteboard.ConcealedType"  # clipboard histories leave such items out (nspasteboard.org)
_MODIFIERS = 0x20000 | 0x40000 | 0x80000 | 0x100000  # shift, control, option, command


class MacSystem:
    """The calls to AppKit and Quartz."""

    mode = "macos"

    def __init__(self, appkit: Any = None, quartz: Any = None) -> None:
        """``appkit``, ``quartz``: the frameworks; imported here by default."""
        self._appkit = appkit or importlib.import_module("AppKit")
        self._quartz = quartz or importlib.import_module("Quartz")

    def foreground(self) -> Target:
        """The frontmost application; its process id stands for the window."""
        app = self._appkit.NSWorkspace.sharedWorkspace().frontmostApplication()
        return Target(int(app.processIdentifier()), str(app.localizedName())) if app is not None else Target()

    def activate(self, target: Target) -> None:
        """Bring the application to the front."""
        app = self._appkit.NSRunningApplication.runningApplicationWithProcessIdentifier_(target.window)
        if app is not None:
            app.activateWithOptions_(self._appkit.NSApplicationActivateIgnoringOtherApps)

    def snapshot(self) -> list[dict[str, Any]]:
        """Every item in every type it has."""
        items = self._board().pasteboardItems() or ()
        return [
            {str(kind): data for kind in item.types() if (data := item.dataForType_(kind)) is not None}
            for item in items
        ]

    def put(self, text: str, *, secret: bool) -> int:
        """Put a text there."""
        board = self._board()
        board.clearContents()
        board.setString_forType_(text, _TEXT)
        if secret:
            board.setString_forType_("", _CONCEALED)
        return self.mark()

    def mark(self) -> int:
        """The pasteboard's change count."""
        return int(self._board().changeCount())

    def restore(self, snapshot: list[dict[str, Any]]) -> None:
        """Put the items back."""
        board = self._board()
        board.clearContents()
        items = []
        for kinds in snapshot:
            item = self._appkit.NSPasteboardItem.alloc().init()
            for kind, data in kinds.items():
                item.setData_forType_(data, kind)
            items.append(item)
        if items:
            board.writeObjects_(items)

    def modifiers_held(self) -> bool:
        """Whether a modifier is down."""
        return bool(
            self._quartz.CGEventSourceFlagsState(self._quartz.kCGEventSourceStateCombinedSessionState) & _MODIFIERS
        )

    def press_paste(self, erase: int = 0) -> str:
        """Delete so often, then ⌘V."""
        quartz = self._quartz
        if not quartz.CGPreflightPostEventAccess():
            quartz.CGRequestPostEventAccess()  # shows the system's own question, once
            return "Allow Alongside under System Settings → Privacy & Security → Accessibility. Until then press ⌘V."
        for key, flags in [(_KEY_DELETE, 0)] * erase + [(_KEY_V, quartz.kCGEventFlagMaskCommand)]:
            for down in (True, False):
                event = quartz.CGEventCreateKeyboardEvent(None, key, down)
                quartz.CGEventSetFlags(event, flags)
                quartz.CGEventPost(quartz.kCGHIDEventTap, event)
        return ""

    def _board(self) -> Any:
        return self._appkit.NSPasteboard.generalPasteboard()


class MacPaster(BorrowingPaster):
    """Pastes with those calls."""

    def __init__(self) -> None:
        """Load the frameworks."""
        super().__init__(MacSystem())
