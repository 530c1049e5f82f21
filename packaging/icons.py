"""Writes the program's icon where the spec looks for it: build/icons/alongside.ico and alongside.icns (by Pillow)."""

from pathlib import Path

from agent.icons import app_icon

SIZES = [16, 24, 32, 48, 64, 128, 256]


def main() -> None:
    """Write both."""
    folder = Path(__file__).parent.parent / "build" / "icons"
    folder.mkdir(parents=True, exist_ok=True)
    largest = app_icon(1024)
    largest.resize((256, 256)).save(folder / "alongside.ico", sizes=[(size, size) for size in SIZES])
    largest.save(folder / "alongside.icns")


if __name__ == "__main__":
    main()
