"""The phrase library: the agent's snippets in one SQLite file, with search, history, trash and backups.

Start with ``server.library.rescue.open_library``; the rest of the product talks to ``server.library.library.Library``.
Knows nothing of Flask or of the language engine.
"""
