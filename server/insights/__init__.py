"""What Alongside counts, and what can be learned from it: counts and ids, never a text.

``store`` keeps the rows, ``recorder`` makes them, ``summary`` adds them up; ``scores`` brings in customers' ratings and
``proof`` sets them beside the counts; ``report`` and ``team`` hand the result on. Knows nothing of Flask or of the engine.
"""
