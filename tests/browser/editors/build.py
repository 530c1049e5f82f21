"""Bundles the fixture pages and puts the probe extension together, in a folder git ignores."""

from __future__ import annotations

import functools
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
BROWSER = HERE.parent
OUT = BROWSER / ".built"
LAYER = BROWSER.parent.parent / "extension" / "editors"
BINARY = ("woff", "woff2", "svg", "ttf", "eot", "gif")


def build() -> Path:
    """Make everything the suite needs and return the folder of the probe extension.

    Raises:
        RuntimeError: the editors are not installed and cannot be, or a page does not bundle.
    """
    bundle()
    probe = OUT / "probe"
    shutil.rmtree(probe, ignore_errors=True)
    shutil.copytree(HERE / "probe", probe)
    shutil.copytree(LAYER, probe / "editors")
    return probe


@functools.cache
def bundle() -> Path:
    """Bundle the editors' pages, once a run, and return their folder.

    Raises:
        RuntimeError: as `build`.
    """
    if not (BROWSER / "node_modules" / "trix").exists():
        run("npm", "ci", "--no-audit", "--no-fund", cwd=BROWSER)
    pages = sorted(str(page) for page in (HERE / "fixtures").glob("*.js") if page.stem != "sample")
    out = OUT / "pages"
    run(
        str(BROWSER / "node_modules" / ".bin" / "esbuild"),
        *pages,
        "--bundle",
        "--splitting",
        "--minify",
        "--format=esm",
        f"--outdir={out}",
        '--define:process.env.NODE_ENV="production"',
        "--define:global=window",
        *(f"--loader:.{kind}=dataurl" for kind in BINARY),
        "--log-level=warning",
        cwd=BROWSER,
    )
    return out


def run(*command: str, cwd: Path) -> None:
    """Run a command; its output becomes the error's text when it fails."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")
