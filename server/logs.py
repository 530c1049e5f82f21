"""The log file: rotated, readable by its owner only, and never holding what an agent or a customer wrote.

Our own messages name types, places and ids, not contents; other libraries are heard from “warning” upwards.
"""

import copy
import logging
import os
import traceback
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from types import TracebackType

from server.settings import Folders

LOG_FILE = "alongside.log"
_LARGEST = 1_000_000  # bytes a file, of which three are kept beside the current one
_OURS = ("server", "agent")
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class _PrivateFile(RotatingFileHandler):
    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return os.fdopen(descriptor, "a", encoding="utf-8")


def without_message(error: BaseException) -> str:
    """Where an exception happened and its type, but not its message, which may quote a text."""
    frames = [f"  {f.filename}:{f.lineno} in {f.name}" for f in traceback.extract_tb(error.__traceback__)]
    return "\n".join([*frames, f"  {type(error).__name__}"])


class _NoContents(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        # Another handler may have left the exception's full text in the record; formatters reuse it.
        own = copy.copy(record)
        own.exc_text = None
        return super().format(own)

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802  (the base class's name)
        return without_message(ei[1]) if ei[1] is not None else ""


def start(folders: Folders, level: str = "info") -> logging.Handler:
    """Begin to log into the state folder. Raises OSError when the file cannot be written."""
    handler = _PrivateFile(folders.state / LOG_FILE, maxBytes=_LARGEST, backupCount=3, encoding="utf-8")
    handler.setFormatter(_NoContents("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    for name in _OURS:
        logging.getLogger(name).setLevel(level.upper())
    return handler


def stop(handler: logging.Handler) -> None:
    """Stop logging into the file that ``start`` gave."""
    logging.getLogger().removeHandler(handler)
    handler.close()
