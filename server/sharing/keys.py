"""The agent's own key, which signs the packs they share. It is made when it is first needed and never leaves the machine."""

from pathlib import Path

from server.packs.signature import Key, new_secret, public_key, sign
from server.settings import write_private
from server.sharing.errors import SharingError

KEY_FILE = "signing.key"


def own_key(data: Path) -> Key | None:
    """The agent's public key, or None when none was made yet. ``data``: the profile's data folder. Raises SharingError."""
    place = data / KEY_FILE
    return _public(place) if place.is_file() else None


def sign_own(text: str, data: Path) -> tuple[str, Key]:
    """The text signed with the agent's key, made if there is none, and that key. Raises SharingError."""
    place = data / KEY_FILE
    try:
        if not place.exists():
            write_private(place, new_secret() + "\n")
        key = _public(place)
        return sign(text, place.read_text(encoding="utf-8")), key
    except OSError as error:
        what = f"{place} cannot be used ({error.strerror})."
        raise SharingError("not-writable", what, "Allow reading and writing it, then try again.") from None


def _public(place: Path) -> Key:
    try:
        return public_key(place.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:  # UnicodeDecodeError is a ValueError
        raise SharingError(
            "bad-key", f"Your signing key cannot be used: {error}.", f"Put your copy of it back at {place}."
        ) from None
