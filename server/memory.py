"""Keeps the memory of processes that run all day small."""

import ctypes
import gc
import sys

_ARENA_MAX = -8  # M_ARENA_MAX in glibc's malloc.h


def one_heap() -> None:
    """Have one heap for all threads. Each of its own, as glibc makes them, keeps memory that the others cannot use.

    To be called before threads are started. Python lets one thread run at a time, so they do not wait for each other.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # only in glibc
        if mallopt is not None:
            mallopt(_ARENA_MAX, 1)


def give_back() -> None:
    """Free what nothing refers to any more, and hand free pages back. The C library keeps those for later unless it is told to."""
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # only in glibc
        if trim is not None:
            trim(0)
