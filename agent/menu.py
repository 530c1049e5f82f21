"""What the tray shows and offers, made from the state of everything. Plain data in, plain data out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from agent.icons import Shape
from agent.tray.base import SEPARATOR, Face, MenuItem

LONGEST = 60  # characters of a menu line that quotes something


@dataclass(frozen=True, slots=True)
class Browser:
    """A paired browser, or one that asks to be (then ``code`` is what the agent compares)."""

    id: str
    name: str
    code: str = ""
    last_used: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """Everything the tray shows."""

    phase: str = "starting"
    """"starting", "ready", or "failed"."""
    paused: bool = False
    paused_until: datetime | None = None
    rules: int = 0
    problem: str = ""
    """What needs attention, in a few words; empty when nothing does."""
    hotkey: str = ""
    palette: bool = True
    asking: Sequence[Browser] = ()
    paired: Sequence[Browser] = ()
    at_login: bool = False
    version: str = ""


class Actions(Protocol):
    """What the menu can do."""

    def pause(self, minutes: int | None) -> None:
        """Pause reviews; None: until resumed."""
        ...

    def resume(self) -> None:
        """Go on reviewing."""
        ...

    def show_palette(self) -> bool:
        """Open the snippet palette."""
        ...

    def open_page(self, path: str) -> None:
        """Open one of our pages in the browser."""
        ...

    def decide_pairing(self, request: str, *, approve: bool) -> None:
        """Let a browser in, or not."""
        ...

    def revoke_pairing(self, pairing: str) -> None:
        """Shut a browser out."""
        ...

    def set_at_login(self, wanted: bool) -> None:
        """Start at login, or not."""
        ...

    def quit(self) -> None:
        """Stop everything."""
        ...


def face(state: State, now: datetime) -> Face:
    """The picture and its tool tip."""
    line = headline(state, now)
    if state.phase == "failed" or state.problem or state.asking:
        return Face(Shape.ATTENTION, f"Alongside — {line}")
    if state.phase == "starting":
        return Face(Shape.STARTING, f"Alongside — {line}")
    return Face(Shape.PAUSED if state.paused else Shape.ON, f"Alongside — {line}")


def headline(state: State, now: datetime) -> str:
    """The state in a few words."""
    if state.phase == "failed" or state.problem:
        return short(state.problem or "Needs a look")
    if state.asking:
        return "A browser asks to be paired"
    if state.phase == "starting":
        return "Starting…"
    if state.paused:
        return f"Paused until {when(state.paused_until, now)}" if state.paused_until else "Paused"
    return "Ready"


def build(state: State, do: Actions, now: datetime) -> tuple[MenuItem, ...]:
    """The menu. ``now`` has a time zone."""
    running = state.phase != "failed"
    lines: list[MenuItem] = [
        MenuItem(headline(state, now), partial(do.open_page, "/status") if state.problem else None)
    ]
    lines += [_asking(browser, do) for browser in state.asking]
    lines.append(SEPARATOR)
    if state.paused:
        lines.append(MenuItem("Resume", do.resume))
    elif running:
        lines.append(MenuItem("Pause", submenu=_pauses(do, now)))
    if state.palette:
        # Panels do not line up shortcuts written as text, so it stands in brackets.
        label = f"Snippet palette ({state.hotkey})" if state.hotkey else "Snippet palette"
        lines.append(MenuItem(label, _ignoring_result(do.show_palette)))
    lines.append(MenuItem("Open library", partial(do.open_page, "/library"), default=True))
    lines.append(MenuItem("Insights", partial(do.open_page, "/insights")))
    lines.append(SEPARATOR)
    lines.append(MenuItem("Pair a browser…", partial(do.open_page, "/pairing")))
    if state.paired:
        lines.append(MenuItem("Paired browsers", submenu=tuple(_paired(browser, do) for browser in state.paired)))
    lines.append(SEPARATOR)
    lines.append(MenuItem("Start at login", partial(do.set_at_login, not state.at_login), checked=state.at_login))
    lines.append(MenuItem("Settings", partial(do.open_page, "/settings")))
    lines.append(MenuItem("Status", partial(do.open_page, "/status")))
    lines.append(MenuItem(f"About Alongside {state.version}".rstrip(), partial(do.open_page, "/")))
    lines.append(SEPARATOR)
    lines.append(MenuItem("Quit", do.quit))
    return tuple(lines)


def minutes_until_morning(now: datetime) -> int:
    """Minutes until six in the morning, at least four hours away: a late shift's tomorrow is not at midnight."""
    morning = now.replace(hour=6, minute=0, second=0, microsecond=0)
    while morning - now < timedelta(hours=4):
        morning += timedelta(days=1)
    return -(-int((morning - now).total_seconds()) // 60)


def when(moment: datetime, now: datetime) -> str:
    """A moment in local time, as one says it: "15:00", "tomorrow 06:00"."""
    local = moment.astimezone(now.tzinfo)
    days = (local.date() - now.date()).days
    day = "" if days == 0 else "tomorrow " if days == 1 else f"{local:%d %B} "
    return f"{day}{local:%H:%M}"


def short(text: str) -> str:
    """A text that fits into a menu."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def _pauses(do: Actions, now: datetime) -> tuple[MenuItem, ...]:
    return (
        MenuItem("For 15 minutes", partial(do.pause, 15)),
        MenuItem("For 1 hour", partial(do.pause, 60)),
        MenuItem("Until tomorrow morning", lambda: do.pause(minutes_until_morning(now))),
        MenuItem("Until I resume", partial(do.pause, None)),
    )


def _asking(browser: Browser, do: Actions) -> MenuItem:
    return MenuItem(
        f"{short(browser.name)} shows {browser.code}",
        key=browser.id,
        submenu=(
            MenuItem("Approve", partial(do.decide_pairing, browser.id, approve=True), key=browser.id),
            MenuItem("Refuse", partial(do.decide_pairing, browser.id, approve=False), key=browser.id),
        ),
    )


def _paired(browser: Browser, do: Actions) -> MenuItem:
    used = f"Last used {browser.last_used[:10]}" if browser.last_used else "Not used yet"
    return MenuItem(
        short(browser.name),
        key=browser.id,
        submenu=(MenuItem(used), MenuItem("Revoke", partial(do.revoke_pairing, browser.id), key=browser.id)),
    )


def _ignoring_result(action: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        action()

    return run
