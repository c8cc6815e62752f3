"""Runs a program and ends it, with all that it has started, as soon as whoever asked for it is gone.

    python -I -S supervisor.py DESCRIPTOR PROGRAM ARGUMENT...

DESCRIPTOR is the reading end of a pipe whose writing end the asker holds: the system closes that with the asker,
however it ends. The program is of the supervisor's process group; the status is the program's.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence

# What Python ignores and a program of the system expects to be told.
_USUAL = [number for name in ("SIGPIPE", "SIGXFSZ", "SIGINT") if (number := getattr(signal, name, None)) is not None]


def main(given: Sequence[str]) -> None:
    """Start the program, and leave with its status."""
    # Ctrl-C is for the program, which may take its time; this one stays until the end of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    watched, command = int(given[0]), list(given[1:])
    os.set_inheritable(watched, False)  # noqa: FBT003 - the signature is Python's
    program = os.posix_spawnp(command[0], command, os.environ, setsigdef=_USUAL)
    threading.Thread(target=_end_with_asker, args=(watched,), daemon=True).start()
    _, status = os.waitpid(program, 0)
    code = os.waitstatus_to_exitcode(status)
    # As a shell tells of a signal.
    os._exit(code if code >= 0 else 128 - code)


def _end_with_asker(watched: int) -> None:
    os.read(watched, 1)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1:])
