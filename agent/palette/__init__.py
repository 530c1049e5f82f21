"""The snippet palette: a search window in a process of its own, kept warm, told what to do in JSON lines.

``process`` is the agent's side, ``child`` the window's. Tk wants the main thread, and so does the tray on macOS: hence two
processes.
"""
