"""The life of an installed pack: looked at, installed, updated, removed.

A pack is a file in the profile's packs folder, a row in the library file, and its snippets there. They change together, or not
at all, even when the program is killed in the middle:

1. The new file is written beside the old one (``ID.yaml.incoming``).
2. One transaction brings in the snippets and notes the new file's hash. This is the moment at which it is done.
3. The new file is renamed over the old one.

What was interrupted before 2 never happened; what was interrupted after 2 is finished by ``recover``, at the next use.
"""

import contextlib
import errno
import functools
import hashlib
import os
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from phrases import builtin_packs
from server.library.from_packs import NONE, Choices, PackChange, drop, sync
from server.library.library import Library
from server.packs.changes import Change, changes, number
from server.packs.installed import PACKS_FOLDER
from server.packs.model import Pack
from server.packs.read import PackError, parse_pack, read_pack
from server.packs.signature import BadSignature, Key, signer
from server.sharing.errors import KeyChangedError, SharingError
from server.sharing.sources import Found

_INCOMING = ".incoming"
_LOCK_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Installed:
    """A pack in the packs folder. ``state``: “installed”, “put there by hand”, “changed by hand”, “missing” or “broken”.

    ``source``: where it came from; "" when it was made here or put there by hand. ``pack``: what is in it, when it can be read.
    """

    id: str
    title: str
    version: str
    state: str
    path: Path
    source: str = ""
    key: Key | None = None
    pack: Pack | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What installing a pack would do. ``key_state``: “none” (not signed), “new”, “known” or “changed” (it is refused).

    ``old_version``: of the installed pack, or "". ``changes``: to the pack; ``snippets``: to the library. ``notes``: what to
    think about before going on.
    """

    pack: Pack
    sha256: str
    source: str
    old_version: str
    key: Key | None
    key_state: str
    changes: tuple[Change, ...]
    snippets: tuple[PackChange, ...]
    notes: tuple[str, ...]

    @property
    def counts(self) -> Counter[str]:
        """How many snippets are added, changed, removed …"""
        return Counter(change.kind for change in self.snippets)


class Packs:
    """The packs of a profile. ``data``: the profile's data folder. Safe beside other processes."""

    def __init__(self, data: Path, library: Library) -> None:
        self.folder = data / PACKS_FOLDER
        self._library = library

    def recover(self) -> None:
        """Finish what was interrupted. Raises SharingError and LibraryError."""
        with self.settled():
            pass

    @contextlib.contextmanager
    def settled(self) -> Iterator[None]:
        """While the packs' files and snippets agree and nobody changes them. Raises SharingError and LibraryError."""
        with self._locked():
            self._recover()
            yield

    def installed(self) -> list[Installed]:
        """The packs in the packs folder, by id; those shipped with Alongside are not among them."""
        rows, keys = self._rows(), self._keys()
        found: dict[str, Installed] = {}
        for path in sorted(self.folder.glob("*.yaml")):
            row = rows.get(path.stem)
            try:
                pack = read_pack(path)
            except PackError as error:
                found[path.stem] = Installed(path.stem, str(error.problems[0]), "", "broken", path)
                continue
            state = "put there by hand"
            if row is not None and row["id"] == pack.id:
                state = "installed" if _sha(path.read_bytes()) == row["sha256"] else "changed by hand"
            source = row["source"] if row is not None else ""
            found[pack.id] = Installed(pack.id, pack.title, pack.version, state, path, source, keys.get(pack.id), pack)
        for pack_id, row in rows.items():
            if pack_id not in found:
                path = self._path(pack_id)
                found[pack_id] = Installed(pack_id, pack_id, row["version"], "missing", path, row["source"])
        return sorted(found.values(), key=lambda one: one.id)

    def preview(self, found: Found, choices: Choices = NONE, *, accept_key: str | None = None) -> Preview:
        """What installing this would do; nothing is changed. Raises PackError, SharingError and LibraryError."""
        with self.settled():
            pack, key, key_state = self._trusted(found, accept_key)
            old = self._present(pack.id)
            with self._library.pack_change(keep=False) as (connection, at):
                snippets = tuple(sync(connection, pack, at, choices))
        notes = []
        if old and number(pack.version) < number(old.version):
            notes.append(f"This is older than the version you have ({old.version}).")
        elif old and pack.version == old.version and changes(old, pack):
            notes.append(f"It has the same version number as the one you have ({old.version}), and other contents.")
        gone = sum(change.kind == "removed" for change in snippets)
        if old and gone * 2 > len(old.snippets):
            notes.append(f"{gone} of {len(old.snippets)} snippets would go to the trash. Was the file cut off?")
        text_hash = _sha(found.text.encode())
        difference = changes(old, pack) if old else ()
        version = old.version if old else ""
        return Preview(pack, text_hash, found.source, version, key, key_state, difference, snippets, tuple(notes))

    def install(
        self, found: Found, choices: Choices = NONE, *, accept_key: str | None = None, expect: str | None = None
    ) -> list[PackChange]:
        """Install a pack, or bring an installed one up to date. Returns what happened to the snippets.

        ``accept_key``: the public key (hex) that the agent compared and accepts in place of the one that is remembered.
        ``expect``: the hash in the preview. Raises PackError, SharingError and LibraryError; then nothing was changed.
        """
        raw = found.text.encode()
        if expect is not None and _sha(raw) != expect:
            raise SharingError("changed", "The pack was changed since you looked at it.", "Look at it again.")
        with self.settled():
            pack, key, _ = self._trusted(found, accept_key)
            path = self._path(pack.id)
            self._keep_hand_made(pack.id, path)
            incoming = path.with_name(path.name + _INCOMING)
            _write(incoming, raw)
            try:
                with self._library.pack_change() as (connection, at):
                    done = sync(connection, pack, at, choices)
                    _note(connection, pack, _sha(raw), found.source, key, at)
            except BaseException:
                with contextlib.suppress(OSError):
                    incoming.unlink()
                raise
            _move(incoming, path)
        return done

    def find(self, pack_id: str) -> Installed:
        """One of the installed packs. Raises SharingError when there is none of this id."""
        found = next((one for one in self.installed() if one.id == pack_id), None)
        if found is None:
            raise _not_installed(pack_id)
        return found

    def known_key(self, pack_id: str) -> Key | None:
        """The key that this pack must be signed with from now on, if it ever was signed."""
        return self._keys().get(pack_id)

    def preview_removal(self, pack_id: str) -> list[PackChange]:
        """What ``remove`` would do to the snippets. Raises SharingError and LibraryError."""
        self._known(pack_id)
        with self._library.pack_change(keep=False) as (connection, at):
            return drop(connection, pack_id, at)

    def remove(self, pack_id: str) -> list[PackChange]:
        """Remove a pack; snippets the agent edited or used stay as their own, the others go to the trash."""
        with self.settled():
            self._known(pack_id)
            self._keep_hand_made(pack_id, self._path(pack_id))
            with self._library.pack_change() as (connection, at):
                done = drop(connection, pack_id, at)
                connection.execute(
                    """INSERT INTO packs (id, version, sha256, source, installed, updated, removing)
                       VALUES (?, '', '', '', ?, ?, 1) ON CONFLICT (id) DO UPDATE SET removing = 1""",
                    (pack_id, at, at),
                )
            self._recover()
        return done

    # Inside the lock

    def _recover(self) -> None:
        for pack_id, row in self._rows(everything=True).items():
            path = self._path(pack_id)
            incoming = path.with_name(path.name + _INCOMING)
            if row["removing"]:
                path.unlink(missing_ok=True)
                with self._library.pack_change() as (connection, _):
                    connection.execute("DELETE FROM packs WHERE id = ?", (pack_id,))
            elif incoming.is_file() and _sha(incoming.read_bytes()) == row["sha256"]:
                _move(incoming, path)
        for left in self.folder.glob(f"*{_INCOMING}"):
            left.unlink(missing_ok=True)

    def _trusted(self, found: Found, accept_key: str | None) -> tuple[Pack, Key | None, str]:
        """The pack, who signed it, and how that key stands. Raises SharingError when it must not be installed."""
        pack = parse_pack(found.text, found.source)
        if pack.id in _builtin_ids():
            raise SharingError(
                "builtin-id", f"The id {pack.id} belongs to a built-in pack.", "Give the pack another id."
            )
        try:
            key = signer(found.text)
        except BadSignature as problem:
            raise SharingError(
                "bad-signature",
                f"The signature of “{pack.title}” does not hold: {problem}.",
                "Do not use this file. Ask whoever shares the pack for a new copy.",
            ) from None
        if found.words and (key is None or key.words != found.words):
            raise SharingError(
                "wrong-key",
                f"The team file says that “{pack.title}” is signed with another key.",
                "Ask your team lead before you go on.",
            )
        known = self._keys().get(pack.id)
        if known is None:
            return pack, key, "new" if key else "none"
        if key == known:
            return pack, key, "known"
        if key is not None and accept_key == key.public:
            return pack, key, "changed"
        raise KeyChangedError(pack.title, known, key)

    def _keep_hand_made(self, pack_id: str, path: Path) -> None:
        """Keep a copy of a file that is not what was installed: somebody changed it, or put it there."""
        if not path.is_file():
            return
        raw = path.read_bytes()
        row = self._rows().get(pack_id)
        if row is None or row["sha256"] != _sha(raw):
            aside = self.folder / "kept"
            aside.mkdir(mode=0o700, exist_ok=True)
            _write(aside / f"{pack_id}-{_sha(raw)[:8]}.yaml", raw)

    def _present(self, pack_id: str) -> Pack | None:
        try:
            return read_pack(self._path(pack_id))
        except PackError:
            return None

    def _known(self, pack_id: str) -> None:
        if pack_id not in self._rows() and not self._path(pack_id).is_file():
            raise _not_installed(pack_id)

    def _path(self, pack_id: str) -> Path:
        return self.folder / f"{pack_id}.yaml"

    def _rows(self, *, everything: bool = False) -> dict[str, sqlite3.Row]:
        with self._library.reading() as connection:
            rows = connection.execute("SELECT * FROM packs").fetchall()
        return {row["id"]: row for row in rows if everything or not row["removing"]}

    def _keys(self) -> dict[str, Key]:
        with self._library.reading() as connection:
            return {pack: Key(public) for pack, public in connection.execute("SELECT pack, public FROM pack_keys")}

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """One process at a time; disk errors in our own words."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with FileLock(self.folder / ".lock", timeout=_LOCK_SECONDS, mode=0o600):
                yield
        except Timeout:
            raise SharingError(
                "busy", "Another Alongside is changing packs right now.", "Try again in a moment."
            ) from None
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise SharingError("disk-full", "The disk is full.", "Free some space, then try again.") from None
            what = f"{self.folder} cannot be written ({error.strerror})."
            raise SharingError("not-writable", what, "Allow writing there, then try again.") from None


def _not_installed(pack_id: str) -> SharingError:
    return SharingError("no-such-pack", f"No pack {pack_id} is installed.", "`alongside pack list` shows all.")


@functools.cache
def _builtin_ids() -> frozenset[str]:
    texts = (path.read_text(encoding="utf-8") for path in builtin_packs())
    return frozenset(found[1] for text in texts if (found := re.search(r"^pack: (\S+)", text, re.MULTILINE)))


def _note(connection: sqlite3.Connection, pack: Pack, sha256: str, source: str, key: Key | None, at: str) -> None:
    connection.execute(
        """INSERT INTO packs (id, version, sha256, source, installed, updated) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET version = excluded.version, sha256 = excluded.sha256,
           source = excluded.source, updated = excluded.updated""",
        (pack.id, pack.version, sha256, source, at, at),
    )
    if key is not None:
        connection.execute("INSERT OR REPLACE INTO pack_keys VALUES (?, ?, ?)", (pack.id, key.public, at))


def _sha(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _write(path: Path, raw: bytes) -> None:
    """Write a file that only its owner can read, down to the disk; a part of one is taken away again."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(raw)
            out.flush()
            os.fsync(out.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _move(incoming: Path, path: Path) -> None:
    incoming.replace(path)
    if os.name == "posix":  # the rename itself must survive a power cut
        descriptor = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
