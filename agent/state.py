"""What the tray shows now, read from everything that runs."""

from dataclasses import replace
from datetime import datetime

from agent import menu as tray_menu
from agent.autostart import Autostart
from agent.context import Context
from agent.keys import KeyKeeper
from agent.palette.owner import PaletteOwner
from agent.tray.base import Face, MenuItem


class TrayContent:
    """``agent.tray.base.Content``: the picture and the menu."""

    def __init__(
        self, context: Context, keys: KeyKeeper, owner: PaletteOwner, autostart: Autostart, actions: tray_menu.Actions
    ) -> None:
        self._context = context
        self._keys = keys
        self._owner = owner
        self._autostart = autostart
        self._actions = actions

    def face(self) -> Face:
        """The picture now."""
        return tray_menu.face(self.state(), datetime.now().astimezone())

    def menu(self) -> tuple[MenuItem, ...]:
        """The menu now."""
        return tray_menu.build(self.state(), self._actions, datetime.now().astimezone())

    def state(self) -> tray_menu.State:
        """Everything the tray shows."""
        context = self._context
        state = tray_menu.State(
            phase="failed" if context.failure else "starting",
            problem=context.failure,
            hotkey=self._keys.palette_label,
            palette=self._owner.usable,
            at_login=self._autostart.enabled(),
        )
        services = context.services
        if services is None:
            return state
        paused, until = services.pause.state()
        phase = services.engine.state
        outline = services.engine.outline
        return replace(
            state,
            phase=phase,
            problem="Drafts are not reviewed" if phase == "failed" else "",
            paused=paused,
            paused_until=until,
            rules=outline.rules if outline is not None else 0,
            asking=[
                tray_menu.Browser(one.id, one.name, one.code)
                for one in services.pairings.requests()
                if one.state == "waiting"
            ],
            paired=[
                tray_menu.Browser(one.id, one.name, last_used=one.last_used) for one in services.pairings.pairings()
            ],
            version=services.version,
        )
