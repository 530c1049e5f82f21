"""The X clipboard: read all formats of what is there, offer a text for a while, put back what was there.

Follows the Inter-Client Communication Conventions Manual 2.0, section 2 (peer-to-peer communication by
selections), including INCR for what does not fit into one request.
"""

import logging
import select
import time
from dataclasses import dataclass, field
from typing import Any

from Xlib import X, Xatom
from Xlib.error import XError
from Xlib.protocol import event as xevent
from Xlib.protocol import request

from agent.x11.loop import XLoop

log = logging.getLogger(__name__)

_NOT_DATA = frozenset(
    {"TARGETS", "MULTIPLE", "TIMESTAMP", "SAVE_TARGETS", "DELETE", "INSERT_SELECTION", "INSERT_PROPERTY"}
)
_MOST_BYTES = 32 * 1024 * 1024
_CHUNK = 128 * 1024  # below the smallest request limit of any X server in use (256 KiB)


@dataclass(frozen=True, slots=True)
class Format:
    """One representation of the clipboard's content."""

    type_name: str
    bits: int  # 8, 16 or 32 a unit
    data: bytes


Content = dict[str, Format]


def text_content(text: str, *, secret: bool = True) -> Content:
    """A text in the formats programs ask for.

    ``secret`` asks clipboard histories not to keep it (a KDE convention others follow): right for what is only borrowed.
    """
    utf8 = text.encode("utf-8", "replace")
    content = {name: Format(name, 8, utf8) for name in ("UTF8_STRING", "text/plain;charset=utf-8")}
    content["text/plain"] = Format("text/plain", 8, utf8)
    content["TEXT"] = Format("UTF8_STRING", 8, utf8)
    content["STRING"] = Format("STRING", 8, text.encode("latin-1", "replace"))
    if secret:
        content["x-kde-passwordManagerHint"] = Format("x-kde-passwordManagerHint", 8, b"secret")
    return content


@dataclass(slots=True)
class _Transfer:
    """An INCR answer under way: the rest of the data for one property of one window."""

    fmt: Format
    type_atom: int
    sent: int = 0


@dataclass(slots=True)
class Offer:
    """A content that we hold on one selection, and who has fetched it."""

    selection: int
    content: Content
    since: int = 0
    lost: bool = False
    fetched: list[int] = field(default_factory=list)  # windows that asked for data, oldest first
    last_fetch: float = 0.0


class Clipboard:
    """Offers contents on the CLIPBOARD and PRIMARY selections through the X loop."""

    def __init__(self, loop: XLoop) -> None:
        """Register with the loop; nothing is owned yet."""
        self._loop = loop
        self._window: Any = loop.call(
            lambda: loop.root.create_window(-1, -1, 1, 1, 0, X.CopyFromParent, event_mask=X.PropertyChangeMask)
        )
        self._offers: dict[int, Offer] = {}
        self._transfers: dict[tuple[int, int], _Transfer] = {}
        loop.on(X.SelectionRequest, self._on_request)
        loop.on(X.SelectionClear, self._on_clear)
        loop.on(X.PropertyNotify, self._on_property)

    def offer(self, selection: str, content: Content) -> Offer:
        """Become the owner of ``selection`` ("CLIPBOARD" or "PRIMARY") with this content."""

        def own() -> Offer:
            atom = self._loop.atom(selection)
            offer = Offer(atom, content, since=self._timestamp())
            self._offers[atom] = offer
            self._window.set_selection_owner(atom, offer.since)
            owner = self._loop.display.get_selection_owner(atom)
            offer.lost = isinstance(owner, int) or owner.id != self._window.id
            return offer

        return self._loop.call(own)

    def release(self, offer: Offer) -> None:
        """Give the selection up if it is still ours (there was nothing on it before)."""

        def disown() -> None:
            if self._offers.get(offer.selection) is offer and not offer.lost:
                request.SetSelectionOwner(
                    display=self._loop.display.display, window=X.NONE, selection=offer.selection, time=X.CurrentTime
                )
                del self._offers[offer.selection]

        self._loop.call(disown)

    def fetched_by(self, offer: Offer, window: int) -> bool:
        """Whether the program that owns ``window`` has fetched the offer's data."""
        return any(self._loop.same_client(requestor, window) for requestor in list(offer.fetched))

    def owns(self, owner: int) -> bool:
        """Whether this window id is our own selection window."""
        return bool(self._window.id == owner)

    def content_of(self, selection: str) -> Content | None:
        """What we offer on ``selection`` now, None when it is not ours."""
        offer = self._offers.get(self._loop.atom(selection))
        return offer.content if offer is not None and not offer.lost else None

    def _timestamp(self) -> int:
        """The server's time, by the ICCCM's zero-length append. Selections must not be owned at CurrentTime."""
        atom = self._loop.atom("ALONGSIDE_TIME")
        self._window.change_property(atom, Xatom.INTEGER, 32, [], mode=X.PropModeAppend)
        display = self._loop.display
        deadline = time.monotonic() + 0.2
        while time.monotonic() < deadline:
            display.flush()
            while display.pending_events():
                event = display.next_event()
                if event.type == X.PropertyNotify and event.window.id == self._window.id and event.atom == atom:
                    return int(event.time)
                self._loop._dispatch(event)
            select.select([display.fileno()], [], [], 0.05)
        return int(X.CurrentTime)

    def _on_clear(self, event: Any) -> None:
        offer = self._offers.get(event.atom)
        if offer is not None and event.window.id == self._window.id:
            offer.lost = True

    def _on_request(self, event: Any) -> None:
        offer = self._offers.get(event.selection)
        prop = event.property or event.target
        granted = X.NONE
        if offer is not None and not offer.lost:
            name = self._loop.display.get_atom_name(event.target)
            if name == "TARGETS":
                atoms = [self._loop.atom(one) for one in ("TARGETS", "TIMESTAMP", "MULTIPLE", *offer.content)]
                event.requestor.change_property(prop, Xatom.ATOM, 32, atoms)
                granted = prop
            elif name == "TIMESTAMP":
                event.requestor.change_property(prop, Xatom.INTEGER, 32, [offer.since])
                granted = prop
            elif name == "MULTIPLE" and event.property:
                granted = self._answer_multiple(offer, event.requestor, prop)
            elif self._send(offer, event.requestor, event.target, prop):
                granted = prop
        event.requestor.send_event(
            xevent.SelectionNotify(
                time=event.time,
                requestor=event.requestor,
                selection=event.selection,
                target=event.target,
                property=granted,
            )
        )

    def _answer_multiple(self, offer: Offer, requestor: Any, prop: int) -> int:
        pairs = requestor.get_full_property(prop, X.AnyPropertyType)
        if pairs is None:
            return int(X.NONE)
        values = list(pairs.value)
        for index in range(0, len(values) - 1, 2):
            if not self._send(offer, requestor, values[index], values[index + 1]):
                values[index + 1] = X.NONE
        requestor.change_property(prop, self._loop.atom("ATOM_PAIR"), 32, values)
        return prop

    def _send(self, offer: Offer, requestor: Any, target: int, prop: int) -> bool:
        name = self._loop.display.get_atom_name(target)
        fmt = offer.content.get(name)
        if fmt is None:
            return False
        if name != "x-kde-passwordManagerHint":
            offer.fetched.append(int(requestor.id))
            offer.last_fetch = time.monotonic()
        type_atom = self._loop.atom(fmt.type_name)
        if len(fmt.data) <= _CHUNK:
            requestor.change_property(prop, type_atom, fmt.bits, _units(fmt))
            return True
        requestor.change_attributes(event_mask=X.PropertyChangeMask)
        self._transfers[requestor.id, prop] = _Transfer(fmt, type_atom)
        requestor.change_property(prop, self._loop.atom("INCR"), 32, [len(fmt.data)])
        return True

    def _on_property(self, event: Any) -> None:
        key = (event.window.id, event.atom)
        transfer = self._transfers.get(key)
        if transfer is None or event.state != X.PropertyDelete:
            return
        part = transfer.fmt.data[transfer.sent : transfer.sent + _CHUNK]
        event.window.change_property(
            event.atom,
            transfer.type_atom,
            transfer.fmt.bits,
            _units(Format(transfer.fmt.type_name, transfer.fmt.bits, part)),
        )
        transfer.sent += len(part)
        if not part:
            del self._transfers[key]


def _units(fmt: Format) -> Any:
    """The data as python-xlib wants it: bytes for 8 bit, a list of numbers for 16 and 32."""
    if fmt.bits == 8:
        return fmt.data
    size = fmt.bits // 8
    return [int.from_bytes(fmt.data[i : i + size], "little") for i in range(0, len(fmt.data), size)]


class Reader:
    """Reads a selection on a connection of its own, so that waiting for a slow owner holds nobody up."""

    def __init__(self, display: Any) -> None:
        """``display``: a connection whose events nobody else reads."""
        self._display = display
        self._window = display.screen().root.create_window(
            -1, -1, 1, 1, 0, X.CopyFromParent, event_mask=X.PropertyChangeMask
        )

    def owner(self, selection: str) -> int:
        """The id of the window that owns the selection, 0 for none."""
        owner = self._display.get_selection_owner(self._display.intern_atom(selection))
        return 0 if isinstance(owner, int) else int(owner.id)

    def text(self, selection: str, seconds: float = 1.0) -> str | None:
        """The selection as text, None when there is none or its owner does not answer in time."""
        deadline = time.monotonic() + seconds
        for target, codec in (("UTF8_STRING", "utf-8"), ("STRING", "latin-1")):
            found = self._fetch(selection, target, deadline)
            if found is not None:
                return found.data.decode(codec, "replace")
        return None

    def content(self, selection: str, seconds: float = 0.5) -> Content:
        """Every format of the selection, as far as its owner hands them over within ``seconds``.

        Formats over 32 MiB together are left out, largest last.
        """
        deadline = time.monotonic() + seconds
        targets = self._fetch(selection, "TARGETS", deadline)
        content: Content = {}
        if targets is None or targets.bits != 32:
            plain = self.text(selection, 0.2)
            return text_content(plain) if plain is not None else {}
        total = 0
        for atom in _units(targets):
            try:
                name = self._display.get_atom_name(atom)
            except XError:
                continue
            if name in _NOT_DATA or name in content:
                continue
            found = self._fetch(selection, name, deadline)
            if found is not None and total + len(found.data) <= _MOST_BYTES:
                content[name] = found
                total += len(found.data)
            if time.monotonic() > deadline:
                log.info("The clipboard's owner is slow; %d formats were kept", len(content))
                break
        return content

    def _fetch(self, selection: str, target: str, deadline: float) -> Format | None:
        display, window = self._display, self._window
        prop = display.intern_atom("ALONGSIDE_SELECTION")
        wanted = display.intern_atom(target)
        window.delete_property(prop)
        window.convert_selection(display.intern_atom(selection), wanted, prop, X.CurrentTime)
        display.flush()
        while (event := self._next_event(deadline)) is not None:
            if event.type == X.SelectionNotify and event.target == wanted:
                return self._collect(prop, deadline) if event.property else None
        return None

    def _collect(self, prop: int, deadline: float) -> Format | None:
        first = self._take(prop)
        if first is None or first.type_name != "INCR":
            return first
        parts: list[bytes] = []
        type_name, bits = first.type_name, 8
        while (event := self._next_event(deadline)) is not None:
            if event.type != X.PropertyNotify or event.atom != prop or event.state != X.PropertyNewValue:
                continue
            part = self._take(prop)
            if part is None:
                continue
            if not part.data:
                return Format(type_name, bits, b"".join(parts))
            type_name, bits = part.type_name, part.bits
            parts.append(part.data)
            if sum(map(len, parts)) > _MOST_BYTES:
                return None
        return None

    def _take(self, prop: int) -> Format | None:
        found = self._window.get_full_property(prop, X.AnyPropertyType)
        if found is None:
            return None
        self._window.delete_property(prop)
        self._display.flush()
        bits = found.format or 8
        value = found.value
        if isinstance(value, str):
            data = value.encode("latin-1")
        elif isinstance(value, bytes):
            data = value
        else:
            data = b"".join(int(unit).to_bytes(bits // 8, "little") for unit in value)
        return Format(self._display.get_atom_name(found.property_type), bits, data)

    def _next_event(self, deadline: float) -> Any | None:
        while not self._display.pending_events():
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            select.select([self._display.fileno()], [], [], left)
        return self._display.next_event()
