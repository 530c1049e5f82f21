"""Typed abbreviations: a shortcut such as ``;late`` and a space, typed in any program, becomes its snippet. Off unless wanted."""
