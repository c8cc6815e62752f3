"""Processes that work for another do not go on when that one is gone, not even when it was killed."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import platform
import signal
import threading
from contextlib import suppress

# From <linux/prctl.h>.
_TELL_OF_PARENTS_END = 1


def end_with_parent() -> None:
    """Called in a process of `multiprocessing`: it ends with the one that it works for, whatever it is doing.

    On Linux the system kills it when the process that it is a copy of ends; everywhere a thread watches for the end of
    the process that it works for.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    if platform.system() == "Linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_TELL_OF_PARENTS_END, signal.SIGKILL, 0, 0, 0)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    # Nobody is left who could be told anything, and what it was doing is nobody's any more.
    os._exit(1)
