"""Gives memory that is not used any more back to the system."""

import ctypes
import gc
import sys


def give_back() -> None:
    """Free what nothing refers to any more, and hand free pages back. The C library keeps those for later unless it is told to."""
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # only in glibc
        if trim is not None:
            trim(0)
