"""One heap for all threads.

glibc gives threads heaps of their own, eight for each processor. Every connection to SQLite has a thread: what they give back stays in
eleven heaps, of which none can use what another has left over.
"""

import ctypes
import sys

M_ARENA_MAX = -8
"""As glibc's malloc.h has it."""


def one_heap() -> bool:
    """Have the threads that begin from now on share the first one's heap; returns whether they do: only glibc has others."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    return bool(mallopt and mallopt(M_ARENA_MAX, 1))
