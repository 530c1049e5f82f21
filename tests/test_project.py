"""The project as a whole: its documentation, its versions, its lock files and its packages are what they say."""

import json
import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import pytest
import tomlkit

from agent.cli import alongside
from server.settings import Settings
from tools.build_extension import LEFT_OUT, build, manifest_for
from tools.write_constraints import closure, wanted

ROOT = Path(__file__).parent.parent
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK_FILES = [ROOT / "package-lock.json", ROOT / "tests/browser/package-lock.json"]


def tracked() -> list[Path]:
    """Every file in the repository."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [path for name in listed.decode().split("\0") if name and (path := ROOT / name).is_file()]


def commands(group: click.Group, words: str) -> Iterator[tuple[str, click.Command]]:
    """Every command under ``group`` with the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, f"{words} {name} is listed and does not exist"
        yield f"{words} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{words} {name}")


COMMANDS = dict(commands(alongside, "alongside"))


# Documentation -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_is_documented(words: str) -> None:
    text = (ROOT / "docs/command-line.md").read_text(encoding="utf-8")
    assert words.removeprefix("alongside ") in text


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_and_option_says_what_it_does(words: str) -> None:
    command = COMMANDS[words]
    assert command.help
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{words} {option.opts[0]} has no help"


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.name)
def test_every_setting_is_documented_as_it_is(setting: Any) -> None:
    default = list(setting.default) if isinstance(setting.default, tuple) else setting.default
    row = f"| `{setting.metadata['key']}` | `{tomlkit.item(default).as_string()}` | {setting.metadata['about']} |"
    assert row in (ROOT / "docs/settings.md").read_text(encoding="utf-8").splitlines()


def test_every_documented_setting_exists() -> None:
    text = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| `([a-z]+\.[a-z-]+)` \|", text, re.MULTILINE)
    assert set(documented) == {setting.metadata["key"] for setting in fields(Settings)}


@pytest.mark.parametrize("page", sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]), ids=lambda page: page.name)
def test_links_in_the_documentation_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_folder_and_every_module_of_the_engine_has_its_duty_written_down() -> None:
    architecture = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    folders = {path.relative_to(ROOT).parts[0] for path in tracked() if len(path.relative_to(ROOT).parts) > 1}
    parts = {f"{path.relative_to(ROOT).parts[1]}/" for path in tracked() if path.match("server/*/*.py")}
    assert [one for one in folders - {"docs", "tests"} if f"`{one}/" not in architecture and one[0] != "."] == []
    assert [one for one in parts if f"`server/{one}`" not in architecture] == []
    language = (ROOT / "docs/language.md").read_text(encoding="utf-8")
    modules = {path.name for path in (ROOT / "server/language").glob("*.py")} - {"__init__.py"}
    assert [name for name in sorted(modules) if f"`{name}`" not in language] == []


def test_make_shows_what_it_can_do() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("run", "test", "check", "bench", "wheel", "extension"):
        assert re.search(rf"make {target} +\w", shown)


# Versions and lock files ------------------------------------------------------------------------------------------------


def test_the_extension_has_the_version_of_the_package() -> None:
    manifest = json.loads((ROOT / "extension/manifest.json").read_text(encoding="utf-8"))
    assert manifest["version"] == PYPROJECT["project"]["version"]


def test_constraints_are_exact_versions_and_nothing_else() -> None:
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        assert line.startswith("#") or re.fullmatch(r"[a-z0-9-]+==[0-9][a-z0-9.]*", line), line


def test_constraints_pin_all_that_is_required_as_it_is_installed() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = dict(line.split("==") for line in lines if not line.startswith("#"))
    assert closure(wanted(PYPROJECT, ["dev"])).items() <= pinned.items(), "run `make constraints`"


@pytest.mark.parametrize("path", LOCK_FILES, ids=lambda path: path.parent.name)
def test_lock_files_pin_contents_and_name_no_host(path: Path) -> None:
    packages = json.loads(path.read_text(encoding="utf-8"))["packages"]
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert not name or "integrity" in package, name


def test_no_path_of_a_developers_machine_stands_in_the_tree() -> None:
    own = re.compile("/(" + "|".join(["root", "work", "farm", "home/[a-z]+/(?:src|code|projects)"]) + ")/")
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        found = own.search(text)
        assert not found, f"{path.relative_to(ROOT)}: {text[found.start() - 20 : found.end() + 20]}"


def test_scripts_can_be_started() -> None:
    for name in (".ci/run", "tools/find-python", "tools/system-packages"):
        assert os.access(ROOT / name, os.X_OK), name
        subprocess.run(["bash", "-n", ROOT / name], check=True)


# Packages ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("browser", LEFT_OUT)
def test_store_zips_hold_the_extension_and_only_what_the_browser_takes(browser: str, tmp_path: Path) -> None:
    archive = build(ROOT / "extension", tmp_path, browser)
    with zipfile.ZipFile(archive) as opened:
        names = set(opened.namelist())
        manifest = json.loads(opened.read("manifest.json"))
    assert "key" not in manifest
    assert ("browser_specific_settings" in manifest) == (browser == "firefox")
    assert ("service_worker" in manifest["background"]) == (browser == "chrome")
    assert "tsconfig.json" not in names
    wanted_files = {*manifest["icons"].values(), manifest["action"]["default_popup"], manifest["options_ui"]["page"]}
    wanted_files |= {"content/loader.js", "editors/marks.css", "worker/index.js"}
    assert manifest["host_permissions"] == ["http://127.0.0.1/*"], "every site is the agent's to grant"
    assert "content_scripts" not in manifest
    assert wanted_files <= names
    assert build(ROOT / "extension", tmp_path / "again", browser).read_bytes() == archive.read_bytes()


def test_the_firefox_zip_passes_the_stores_own_linter(tmp_path: Path) -> None:
    archive = build(ROOT / "extension", tmp_path, "firefox")
    linter = [str(ROOT / "node_modules/.bin/addons-linter"), "--output", "json", str(archive)]
    done = subprocess.run(linter, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)
    assert found["errors"] + found["warnings"] == []


def test_a_manifest_for_one_browser_leaves_the_other_alone() -> None:
    manifest = {
        "key": "x",
        "permissions": ["storage", "sidePanel"],
        "background": {"service_worker": "w", "scripts": ["w"]},
    }
    assert manifest_for("firefox", manifest) == {"permissions": ["storage"], "background": {"scripts": ["w"]}}
    assert manifest["key"] == "x"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built with what is installed here."""
    target = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    build_it = [*pip, "wheel", "--no-index", "--no-deps", "--no-build-isolation", "--wheel-dir", str(target), str(ROOT)]
    subprocess.run(build_it, check=True, capture_output=True)
    (built,) = target.glob("*.whl")
    return built


def test_the_wheel_is_complete(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = [path.relative_to(ROOT).as_posix() for path in tracked()]
    for name in shipped:
        if name.startswith(("agent/", "server/", "phrases/")):
            assert name in names, name
        elif name.startswith("extension/"):
            assert f"agent/{name}" in names, name
    assert not any(name.startswith(("tests/", "tools/", "benchmarks/")) or "node_modules" in name for name in names)


def test_the_wheel_works_where_there_is_no_checkout(wheel: Path, tmp_path: Path) -> None:
    """Its own environment, outside the checkout; only the libraries it requires are borrowed from this one."""
    home = tmp_path / "environment"
    venv.create(home, symlinks=True)
    python = home / "bin/python"
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python", str(python)]
    subprocess.run([*pip, "install", "--no-index", "--no-deps", str(wheel)], check=True, capture_output=True)
    (packages,) = home.glob("lib/python3*/site-packages")
    (packages / "borrowed.pth").write_text(str(Path(click.__file__).parent.parent) + "\n")
    environment = {"PATH": os.environ["PATH"], "ALONGSIDE_HOME": str(tmp_path / "home"), "LANG": "C.UTF-8"}

    def run(*words: str, text: str = "") -> str:
        done = subprocess.run(
            [home / "bin/alongside", *words],
            input=text, capture_output=True, text=True, encoding="utf-8", env=environment, cwd=tmp_path, check=True,
        )  # fmt: skip
        return done.stdout

    folder = Path(run("extension").strip())
    assert folder.is_relative_to(home)
    assert (folder / "manifest.json").is_file()
    assert "Sorry you feel that way" in run("review", text="Sorry you feel that way.")
    row = json.loads(run("review", "--jsonl", text='{"id": 7, "draft": "Sorry you feel that way."}\n'))
    assert row["id"] == 7
    assert row["findings"]
    assert PYPROJECT["project"]["version"] in run("--version")
