"""The built-in packs, and the schema every pack is checked against."""

from pathlib import Path

FOLDER = Path(__file__).parent
SCHEMA = FOLDER / "pack.schema.json"


def builtin_packs() -> list[Path]:
    """The pack files shipped with Alongside, in a fixed order (rules, situations, snippets, scenarios; then by name)."""
    return [
        path
        for part in ("rules", "situations", "snippets", "scenarios")
        for path in sorted((FOLDER / part).glob("*.yaml"))
    ]
