"""The settings file and the folders."""

import re
import stat
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.settings import Folders, Settings, SettingsError, load, save, template, write_private

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_no_file_means_the_defaults(file: Path) -> None:
    loaded = load(file)
    assert loaded.settings == Settings()
    assert loaded.problems == ()


def test_values_are_read(file: Path) -> None:
    file.write_text('[server]\nport = 27200\n[packs]\noff = ["a", "b"]\n[you]\nname = "Zoë"\n', encoding="utf-8")
    loaded = load(file)
    assert (loaded.settings.port, loaded.settings.packs_off, loaded.settings.your_name) == (27200, ("a", "b"), "Zoë")
    assert loaded.problems == ()


@pytest.mark.parametrize(
    ("line", "key", "says"),
    [
        ("[server]\nport = 80", "server.port", "a whole number from 1024 to 65535. Using 27180"),
        ('[server]\nport = "27180"', "server.port", "a whole number"),
        ("[server]\nport = true", "server.port", "a whole number"),
        ("[server]\nport = 27180.0", "server.port", "a whole number"),
        ('[log]\nlevel = "loud"', "log.level", '"debug", "info"'),
        ('[desktop]\nnotifications = "yes"', "desktop.notifications", "true or false"),
        ("[packs]\noff = 'core'", "packs.off", "a list"),
        ("[packs]\noff = [1]", "packs.off", "a list"),
        ('[you]\nname = "a\\nb"', "you.name", "one line"),
        ("\nserver.port = 1", "server.port", "a whole number"),
    ],
)
def test_a_wrong_value_is_named_and_the_default_used(line: str, key: str, says: str, file: Path) -> None:
    file.write_text(line, encoding="utf-8")
    loaded = load(file)
    (problem,) = loaded.problems
    assert (problem.key, problem.line) == (key, 2)
    assert says in problem.message
    assert str(problem).startswith(f"{file}, line 2: ")
    assert loaded.settings == Settings()
    assert file.read_text(encoding="utf-8") == line


def test_one_wrong_value_does_not_lose_the_others(file: Path) -> None:
    file.write_text('[server]\nport = 1\nthreads = 2\n[log]\nlevel = "error"\n', encoding="utf-8")
    loaded = load(file)
    assert len(loaded.problems) == 1
    assert (loaded.settings.threads, loaded.settings.log_level) == (2, "error")


def test_a_table_that_is_no_table_is_named_once(file: Path) -> None:
    file.write_text("server = 5\n", encoding="utf-8")
    (problem,) = load(file).problems
    assert "[server]" in problem.message
    assert problem.line == 1


@pytest.mark.parametrize(
    ("content", "line"),
    [(b"[server]\nport = \n", 2), (b"\xff\xfe", None), (b"[server", 1), (b"a = " + b"[" * 5000, None)],
)
def test_a_file_that_makes_no_sense_is_left_as_it_is(content: bytes, line: int | None, file: Path) -> None:
    file.write_bytes(content)
    loaded = load(file)
    assert loaded.settings == Settings()
    (problem,) = loaded.problems
    assert line is None or problem.line == line
    with pytest.raises(SettingsError, match=r"[Nn]othing was changed"):
        save(file, {"server.port": 27190})
    assert file.read_bytes() == content


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    (problem,) = load(tmp_path / "settings.toml").problems
    assert "cannot be read" in problem.message


def test_saving_keeps_comments_and_unknown_keys(file: Path) -> None:
    file.write_text(
        "# mine\n[server]\nport = 27180  # the usual\nfuture = 1\n\n[later]\nx = [1, 2]\n", encoding="utf-8"
    )
    assert save(file, {"server.port": 27190, "log.level": "error"}).port == 27190
    assert file.read_text(encoding="utf-8") == (
        '# mine\n[server]\nport = 27190  # the usual\nfuture = 1\n\n[later]\nx = [1, 2]\n\n[log]\nlevel = "error"\n'
    )
    assert load(file).settings.log_level == "error"


@pytest.mark.parametrize("changes", [{"server.port": 5}, {"server.prot": 27180}, {"port": 27180}, {"packs.off": "x"}])
def test_a_wrong_change_is_refused(changes: dict[str, Any], file: Path) -> None:
    file.write_text("[server]\nport = 27200\n", encoding="utf-8")
    with pytest.raises(SettingsError):
        save(file, {"log.level": "error", **changes})
    assert file.read_text(encoding="utf-8") == "[server]\nport = 27200\n"


@given(name=st.text(max_size=120).filter(str.isprintable), off=st.lists(st.text(st.characters(codec="utf-8"))))
def test_what_is_saved_is_read_again(name: str, off: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("settings") / "settings.toml"
    saved = save(file, {"you.name": name, "packs.off": off})
    assert (saved.your_name, saved.packs_off) == (name, tuple(off))


def test_the_template_is_the_defaults_and_can_be_used(file: Path) -> None:
    write_private(file, template())
    assert load(file) == load(file.with_name("missing.toml"))
    uncommented = re.sub(r"^# ([a-z-]+ = )", r"\1", template(), flags=re.M)
    tomllib.loads(uncommented)
    file.write_text(uncommented, encoding="utf-8")
    assert load(file).settings == Settings()
    assert load(file).problems == ()


def test_every_setting_is_documented() -> None:
    rows = re.findall(r"^\| `([a-z.-]+)` \| `(.+?)` \| (.+?) \|$", DOCS.read_text(encoding="utf-8"), flags=re.M)
    documented = {key: (tomllib.loads(f"x = {value}")["x"], about) for key, value, about in rows}
    real = {
        item.metadata["key"]: (list(item.default) if item.default == () else item.default, item.metadata["about"])
        for item in fields(Settings)
    }
    assert documented == real


def test_private_files_are_private_and_whole(tmp_path: Path) -> None:
    file = tmp_path / "new" / "secret.json"
    write_private(file, "one")
    write_private(file, "two")
    assert file.read_text(encoding="utf-8") == "two"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["secret.json"]


def test_a_file_that_cannot_be_written_stays(tmp_path: Path) -> None:
    file = tmp_path / "secret.json"
    write_private(file, "one")
    with pytest.raises(UnicodeEncodeError):
        write_private(file, "\ud800")
    assert file.read_text(encoding="utf-8") == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["secret.json"]


def test_folders_follow_home_and_profile(tmp_path: Path) -> None:
    home = {"ALONGSIDE_HOME": str(tmp_path)}
    plain = Folders.find(environ=home)
    assert plain.settings_file == tmp_path / "config" / "settings.toml"
    named = Folders.find("night-shift", home)
    assert named.data == tmp_path / "data" / "profiles" / "night-shift"
    assert Folders.find(environ={**home, "ALONGSIDE_PROFILE": "night-shift"}) == named
    named.create()
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o700 for path in (named.config, named.data, named.state))


def test_without_home_the_folders_are_the_systems(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    found = Folders.find(environ={})
    assert len({found.config, found.data, found.state}) == 3
    assert all("alongside" in str(path) for path in (found.config, found.data, found.state))


@pytest.mark.parametrize("name", ["../other", "a/b", "", " ", ".hidden", "x" * 41, "a\0b", "-x", "C:"])
def test_a_profile_name_cannot_leave_its_folder(name: str, tmp_path: Path) -> None:
    if name == "":
        assert Folders.find(name, {"ALONGSIDE_HOME": str(tmp_path)}).data == tmp_path / "data"
        return
    with pytest.raises(SettingsError):
        Folders.find(name, {"ALONGSIDE_HOME": str(tmp_path)})
