"""The key in the address that LanguageTool clients are given.

Such clients know an address and nothing else: they cannot send a token, so the secret stands in the path
(``http://127.0.0.1:PORT/lt/KEY/v2/check``). The file is read at every request, so a new key counts at once, whichever
process made it.
"""

import re
import secrets

from server.settings import Folders, write_private

KEY_FILE = "languagetool.key"
PREFIX = "/lt/"
_KEY = re.compile(r"[A-Za-z0-9_-]{43}")


class KeyFile:
    """The key of a profile, 256 random bits, readable by its owner only. Safe to use from several processes."""

    def __init__(self, folders: Folders) -> None:
        self._file = folders.data / KEY_FILE

    def read(self) -> str | None:
        """The key; None when there is none, or when what the file holds cannot be one."""
        try:
            text = self._file.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        return text if _KEY.fullmatch(text) else None

    def renew(self) -> str:
        """Make a new key; the address with the old one stops working. Raises OSError, and the old key then stays."""
        key = secrets.token_urlsafe(32)
        write_private(self._file, key + "\n")
        return key


def address(origin: str, key: str) -> str:
    """The server address for a LanguageTool client. Its ending slash matters: some clients join “v2/check” to it as a link."""
    return f"{origin}{PREFIX}{key}/"


def key_in(path: str) -> str:
    """What stands where the key belongs in a request's path: “” when nothing does."""
    return path.removeprefix(PREFIX).partition("/")[0] if path.startswith(PREFIX) else ""
