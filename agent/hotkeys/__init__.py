"""Global hotkeys behind one interface: press the combination anywhere, and an action runs.

``choose`` picks what this desktop allows. A backend never raises after it has started: what goes wrong is in its
``Grab`` results, so that the status page can say it.
"""

from agent.hotkeys.base import Grab, Hotkeys, NoHotkeys
from agent.hotkeys.combo import Combo, ComboError

__all__ = ["Combo", "ComboError", "Grab", "Hotkeys", "NoHotkeys"]
