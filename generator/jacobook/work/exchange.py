"""Two folders change their names in one step of the file system, where the system has such a step.

Between two renamings there would be a moment in which nothing has the name. Linux has renameat2 with RENAME_EXCHANGE
since 3.15, macOS renamex_np with RENAME_SWAP since 10.12; Python offers neither.
"""

from __future__ import annotations

import ctypes
import os
import platform
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

# From <linux/fcntl.h>, <linux/fs.h> and macOS's <sys/stdio.h>.
_HERE = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2


def exchanged(one: Path, other: Path) -> bool:
    """Let each have the name of the other, at once; False, and nothing done, where that cannot be."""
    call = _system_call()
    return call is not None and call(os.fsencode(one), os.fsencode(other)) == 0


@cache
def _system_call() -> Callable[[bytes, bytes], int] | None:
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None, use_errno=True)
        system = platform.system()
        if system == "Linux":
            rename = library.renameat2
            rename.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
            return lambda one, other: int(rename(_HERE, one, _HERE, other, _RENAME_EXCHANGE))
        if system == "Darwin":
            swap = library.renamex_np
            swap.argtypes = (ctypes.c_char_p, ctypes.c_char_p, ctypes.c_uint)
            return lambda one, other: int(swap(one, other, _RENAME_SWAP))
    return None
