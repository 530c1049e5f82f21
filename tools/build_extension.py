"""Builds the zips that browser stores take, from extension/ (which loads unpacked as it is): ``make extension``.

One zip for Chrome and Edge and one for Firefox, each with a manifest that holds only what that browser knows; the
stores refuse or warn about the rest. The same sources always give the same bytes.
"""

import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "extension"
NOT_SHIPPED = {"tsconfig.json", "manifest.json"}  # the manifest is written anew for each browser
FIXED_TIME = (2000, 1, 1, 0, 0, 0)

#: Paths of keys in the manifest that a browser's store does not take. "key" fixes the id of an unpacked extension;
#: in a store the id is the store's.
LEFT_OUT = {
    "chrome": ["key", "browser_specific_settings", "background.scripts", "sidebar_action"],
    "firefox": ["key", "minimum_chrome_version", "background.service_worker", "side_panel"],
}
PERMISSIONS_LEFT_OUT = {"chrome": set(), "firefox": {"sidePanel"}}


def manifest_for(browser: str, manifest: dict[str, Any]) -> dict[str, Any]:
    """A copy of the manifest with only what ``browser`` ("chrome" or "firefox") takes."""
    result: dict[str, Any] = json.loads(json.dumps(manifest))
    for path in LEFT_OUT[browser]:
        *parents, last = path.split(".")
        inner = result
        for parent in parents:
            inner = inner.get(parent, {})
        inner.pop(last, None)
    result["permissions"] = [one for one in result["permissions"] if one not in PERMISSIONS_LEFT_OUT[browser]]
    return result


def shipped_files(source: Path) -> Iterator[Path]:
    """The files of the extension that go into a zip, in a fixed order, without the manifest."""
    for path in sorted(source.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(source).parts)
        if path.is_file() and not hidden and path.name not in NOT_SHIPPED:
            yield path


def build(source: Path, target: Path, browser: str) -> Path:
    """Write ``target/alongside-BROWSER-VERSION.zip`` and return its path."""
    manifest = manifest_for(browser, json.loads((source / "manifest.json").read_text(encoding="utf-8")))
    contents = {"manifest.json": (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()}
    contents |= {path.relative_to(source).as_posix(): path.read_bytes() for path in shipped_files(source)}
    target.mkdir(parents=True, exist_ok=True)
    archive = target / f"alongside-{browser}-{manifest['version']}.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name, FIXED_TIME)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            out.writestr(entry, content)
    return archive


def main() -> int:
    """Build all zips into dist/; returns the exit code."""
    for browser in LEFT_OUT:
        archive = build(SOURCE, ROOT / "dist", browser)
        print(f"{archive.relative_to(ROOT)}  {archive.stat().st_size / 1024:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
