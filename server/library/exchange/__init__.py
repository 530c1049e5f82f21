"""Brings snippets in from other programs' exports and gives them out again.

``read.read_export`` turns the bytes of a file into a ``Reading``; ``plan.plan`` says what importing it would do;
``Library.import_`` does it, as one step that can be undone. ``write.export`` is the way out.
"""
