"""Puts a text into the window that had the keyboard, and leaves the clipboard as it was."""

from agent.paste.base import Outcome, Paster, Target

__all__ = ["Outcome", "Paster", "Target"]
