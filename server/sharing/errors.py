"""What can go wrong with packs that come from elsewhere."""


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
