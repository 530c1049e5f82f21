"""Writes constraints.txt: the exact version of every package that Alongside runs, tests, measures or builds with.

Run it as ``make constraints`` after changing the dependencies in pyproject.toml or upgrading a package in ``.venv``,
run the tests, and commit both files together. It follows the requirements from pyproject.toml through what is
installed, so a package that merely happens to lie in ``.venv`` is not pinned. Windows- and macOS-only packages are not
installed on the Linux machine it runs on and therefore stay as free as pyproject.toml says.

Only ``name==version`` is written: no addresses and no hashes, so that any mirror of the package index will do.
"""

import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
HEADER = """\
# The versions Alongside is run, tested and built with. Written by tools/write_constraints.py (make constraints).
"""


class NotInstalledError(Exception):
    """A required package is not installed in this environment; ``str(problem)`` is its name."""


def wanted(pyproject: dict[str, Any], extras: Iterable[str]) -> list[Requirement]:
    """The requirements in a pyproject.toml: to run, of the named extras, and to build."""
    project, build = pyproject["project"], pyproject["build-system"]
    extras = [line for extra in extras for line in project["optional-dependencies"][extra]]
    return [Requirement(line) for line in [*project["dependencies"], *extras, *build["requires"]]]


def closure(requirements: Iterable[Requirement]) -> dict[str, str]:
    """Canonical name → installed version of the requirements and of all they require. Raises NotInstalledError."""
    versions: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    queue = [(one, "") for one in requirements]
    while queue:
        requirement, parent_extra = queue.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": parent_extra}):
            continue
        name = canonicalize_name(requirement.name)
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            raise NotInstalledError(name) from None
        versions[name] = installed.version
        for extra in ("", *requirement.extras):
            if (name, extra) not in seen:
                seen.add((name, extra))
                queue += [(Requirement(line), extra) for line in installed.requires or ()]
    return versions


def render(versions: dict[str, str]) -> str:
    """The text of constraints.txt."""
    return HEADER + "".join(f"{name}=={version}\n" for name, version in sorted(versions.items()))


def main() -> int:
    """Write the file; returns the exit code."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    try:
        versions = closure(wanted(pyproject, pyproject["project"]["optional-dependencies"]))
    except NotInstalledError as problem:
        print(f"{problem} is not installed. Run `make constraints`, which installs it.", file=sys.stderr)
        return 1
    (ROOT / "constraints.txt").write_text(render(versions), encoding="utf-8")
    print(f"constraints.txt: {len(versions)} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
