"""Takes up settings that were changed in the file by hand."""

from pathlib import Path

from agent.context import Context
from server import settings


class SettingsWatch:
    """Notices that the settings file was written. ``look`` is cheap: one question to the file system."""

    def __init__(self, context: Context) -> None:
        """What stands in the file now counts as known."""
        self._context = context
        self._stamp = _stamp(context.folders.settings_file)

    def look(self) -> None:
        """Read the file if it has changed, and tell everybody when the settings have."""
        services, file = self._context.services, self._context.folders.settings_file
        stamp = _stamp(file)
        if services is None or stamp == self._stamp:
            return
        self._stamp = stamp
        before, services.settings = services.settings, settings.load(file).settings
        if services.settings != before:
            services.tell("settings-changed")


def _stamp(file: Path) -> tuple[int, int] | None:
    """Changes whenever the file is written."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
