"""What can go wrong with packs that come from elsewhere."""

from server.packs.signature import Key


class SharingError(Exception):
    """Something was not done. ``message``: what happened; ``safe``: what is not lost; ``next``: what to do; ``code``: for programs."""

    def __init__(self, code: str, message: str, next_step: str, *, safe: str = "Nothing changed.") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.safe = safe
        self.next = next_step

    def __str__(self) -> str:
        return f"{self.message} {self.safe} {self.next}"


class KeyChangedError(SharingError):
    """A pack is not signed with the key that was trusted for it. ``known``: that key; ``now``: the key it is signed with, or None."""

    def __init__(self, title: str, known: Key, now: Key | None) -> None:
        signed = f"It is now signed with: {now.words}." if now else "It is not signed any more."
        super().__init__(
            "key-changed",
            f"STOP. “{title}” was signed with the key: {known.words}. {signed} Somebody else may have made this file.",
            "Ask your team lead, not by a message that came with the pack, whether their key is new; compare the words.",
        )
        self.known = known
        self.now = now
