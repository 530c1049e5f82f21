"""tools/: installing system packages (against a stand-in for apt-get and a bare PATH) and pinning versions."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools.write_constraints import NotInstalledError, closure, wanted

ROOT = Path(__file__).parent.parent
PLAIN_TOOLS = ("bash", "sh", "env", "dirname", "head", "cat", "chmod", "ln")


class Machine:
    """A machine with nothing but a shell, Python, a Wayland desktop and the commands that were ``put`` there."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.log = folder / "log"
        self.bin.mkdir()
        self.log.touch()
        for name in PLAIN_TOOLS:
            found = next(place for place in (Path("/usr/bin", name), Path("/bin", name)) if place.exists())
            (self.bin / name).symlink_to(found)
        self.put("wl-copy")
        self.put("python3", f'exec "{sys.executable}" "$@"')
        self.user(0)

    def put(self, name: str, script: str = "exit 0") -> None:
        """Make a command."""
        path = self.bin / name
        path.write_text(f"#!/bin/bash\n{script}\n")
        path.chmod(0o755)

    def user(self, number: int) -> None:
        """Who runs the script; 0 is root."""
        self.put("id", f"echo {number}")

    def apt_get(self) -> None:
        """An apt-get that notes what it is asked for and installs it: each package brings a command of its name."""
        self.put(
            "apt-get",
            f'echo "$@" >> "{self.log}"\n[ "$1" = install ] || exit 0\n'
            f'for word in "$@"; do case $word in -*|install) ;; *) ln -sf "{self.bin}/true-command" "{self.bin}/$word";; esac; done',
        )
        self.put("true-command")

    def run(self, purpose: str) -> subprocess.CompletedProcess[str]:
        """Run the script as on this machine."""
        return subprocess.run(
            [self.bin / "bash", ROOT / "tools/system-packages", purpose],
            env={"PATH": str(self.bin), "WAYLAND_DISPLAY": "wayland-0"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def asked(self) -> list[str]:
        """What apt-get was asked for."""
        return self.log.read_text().splitlines()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_nothing_is_said_or_done_when_all_is_there(machine: Machine) -> None:
    machine.apt_get()
    machine.put("wtype")
    done = machine.run("run")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert machine.asked == []


def test_root_gets_what_is_missing_and_is_told_why(machine: Machine) -> None:
    machine.apt_get()
    done = machine.run("run")
    assert done.returncode == 0, done.stderr
    assert "wtype                    pastes snippets into the window you are in" in done.stderr
    (call,) = machine.asked
    assert call.split()[0] == "install"
    assert "--no-install-recommends" in call
    assert call.split()[-1] == "wtype"
    assert machine.run("run").stderr == "", "the second time there is nothing to do"


def test_old_package_lists_are_brought_up_to_date_once(machine: Machine) -> None:
    machine.put(
        "apt-get",
        f'echo "$1" >> "{machine.log}"\ncase $1 in update) : > "{machine.bin}/updated";; '
        f'install) [ -e "{machine.bin}/updated" ] || exit 100; : > "{machine.bin}/wtype"; chmod +x "{machine.bin}/wtype";; esac',
    )
    assert machine.run("run").returncode == 0
    assert machine.asked == ["install", "update", "install"]


def test_without_root_or_sudo_what_is_optional_is_left_out(machine: Machine) -> None:
    machine.apt_get()
    machine.user(1000)
    done = machine.run("run")
    assert done.returncode == 0
    assert "apt-get install wtype" in done.stderr
    assert machine.asked == []


def test_without_root_or_sudo_what_is_essential_stops_it(machine: Machine) -> None:
    machine.apt_get()
    machine.user(1000)
    done = machine.run("test")
    assert done.returncode == 1
    assert "chromium" in done.stderr.splitlines()[-1]
    assert machine.asked == []


def test_sudo_that_needs_no_password_is_used(machine: Machine) -> None:
    machine.apt_get()
    machine.user(1000)
    machine.put("sudo", '[ "$1" = -n ] && shift\nexec "$@"')
    machine.put("true")
    done = machine.run("run")
    assert done.returncode == 0, done.stderr
    assert "with sudo" in done.stderr
    assert len(machine.asked) == 1


def test_another_kind_of_system_is_told_the_names(machine: Machine) -> None:
    done = machine.run("run")
    assert done.returncode == 0
    assert "not a Debian or Ubuntu machine" in done.stderr


def test_it_wants_a_purpose(machine: Machine) -> None:
    assert machine.run("walk").returncode == 2


def test_find_python_prefers_one_that_is_new_enough(machine: Machine) -> None:
    machine.put("python3", "exit 1")
    machine.put("python3.12", f'exec "{sys.executable}" "$@"')
    found = subprocess.run(
        [ROOT / "tools/find-python"], env={"PATH": str(machine.bin)}, capture_output=True, text=True, check=True
    )
    assert found.stdout == "python3.12\n"


def test_constraints_follow_what_is_required_not_what_is_installed() -> None:
    pyproject = {
        "build-system": {"requires": []},
        "project": {"dependencies": ["flask; python_version > '3'", "nothing; python_version < '3'"]},
    }
    found = closure(wanted(pyproject, []))
    assert {"flask", "werkzeug", "jinja2", "markupsafe"} <= found.keys()
    assert not {"pytest", "nothing"} & found.keys()


def test_constraints_name_what_is_not_installed() -> None:
    pyproject = {"build-system": {"requires": ["no-such-package-here"]}, "project": {"dependencies": []}}
    with pytest.raises(NotInstalledError, match="no-such-package-here"):
        closure(wanted(pyproject, []))
