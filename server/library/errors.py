"""What can go wrong with the library, each with what happened, what is safe and what to do next."""

from pathlib import Path

# ruff: noqa: N818 - these names say what happened; "LibraryLockedError" would say it less well


class LibraryError(Exception):
    """Base of all library errors. ``message``: what happened; ``safe``: what is not lost; ``next``: what to do."""

    safe = "Nothing changed."
    next = "Try again."

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


class LibraryLocked(LibraryError):
    """Another program holds the library file."""

    safe = "Your snippets are safe; nothing changed."
    next = "Close the other program that uses the library (a second Alongside, a backup or sync tool), then try again."

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__("The phrase library is in use by another program.")


class LibraryDamaged(LibraryError):
    """The file cannot be read as a library. It is never overwritten."""

    safe = "The file is kept as it is."
    next = "Restart Alongside: it keeps the damaged file aside and brings back the newest backup."

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"The phrase library could not be read: {reason}.")


class LibraryNewer(LibraryError):
    """The file was written by a newer version of Alongside."""

    safe = "The file is untouched."
    next = "Update Alongside, or move the file away to start a new library."

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__("The phrase library was made by a newer version of Alongside.")


class LibraryReadOnly(LibraryError):
    """The file or its folder may not be written to; reading and searching work."""

    safe = "You can still search and use your snippets."

    def __init__(self, path: Path) -> None:
        self.path = path
        self.next = f"Allow writing to the folder {path.parent}, then restart Alongside."
        super().__init__("The phrase library is read-only, so changes cannot be saved.")


class LibraryFull(LibraryError):
    """The disk has no room left."""

    next = "Free some disk space, then save again."

    def __init__(self) -> None:
        super().__init__("The disk is full, so this was not saved.")


class SnippetNotFound(LibraryError):
    """No snippet has this id."""

    next = "It may have been deleted; look in the trash."

    def __init__(self, snippet_id: str) -> None:
        self.snippet_id = snippet_id
        super().__init__("This snippet does not exist.")


class InvalidSnippet(LibraryError):
    """A field is missing or cannot be stored. ``field`` names it."""

    def __init__(self, field: str, message: str, next_step: str) -> None:
        self.field = field
        self.next = next_step
        super().__init__(message)


class ShortcutTaken(InvalidSnippet):
    """Another snippet has this shortcut already. ``owner`` is its id, ``owner_title`` its title."""

    def __init__(self, shortcut: str, owner: str, owner_title: str) -> None:
        self.shortcut = shortcut
        self.owner = owner
        self.owner_title = owner_title
        super().__init__(
            "shortcut",
            f"The shortcut {shortcut} belongs to “{owner_title}”.",
            "Choose another shortcut, or leave it empty.",
        )
