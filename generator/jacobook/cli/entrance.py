"""One run of the command line, from the signals that may end it to the status that it leaves with."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType

from jacobook.cli.command_group import commands
from jacobook.cli.failures import BY_SIGNAL, Stopped, status_of

# What ends a program, beside Ctrl-C: a service manager, a pipeline that is cancelled, a terminal that is closed.
_ENDS = [number for name in ("SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None]

_OBJECTS = 50_000
"""How many new objects there are before Python looks for garbage."""


def run(arguments: Sequence[str] | None) -> int:
    """Do what the arguments say; the status."""
    # Hardly anything that loading makes is ever garbage, which Python would look for every 700 objects.
    gc.set_threshold(_OBJECTS)
    # Python would look for garbage once more on its way out, among everything that there is.
    atexit.register(gc.freeze)
    # Elsewhere than in the main thread there is nobody to be told.
    sys.unraisablehook = _hear_again
    with suppress(ValueError):
        for number in _ENDS:
            # Whoever starts us so that we outlive the terminal means it.
            if signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, _stop)
    status = status_of(lambda: commands.main(arguments, prog_name="jacobook", standalone_mode=False))
    # The rest is cleaning up: who is in a hurry is not told where it was, nor what was cut off in other threads.
    if status > BY_SIGNAL:
        threading.excepthook = sys.unraisablehook = _hear_nothing
    with suppress(ValueError):
        for number in (signal.SIGINT, *_ENDS):
            signal.signal(number, signal.SIG_IGN)
    return status


def _hear_again(lost: sys.UnraisableHookArgs) -> None:
    """What ends a program may come in the middle of something that lets no exception out: it comes again."""
    if isinstance(lost.exc_value, KeyboardInterrupt):
        number = lost.exc_value.number if isinstance(lost.exc_value, Stopped) else signal.SIGINT
        # Not at once: what is raised in here is lost too.
        again = threading.Timer(0.05, os.kill, (os.getpid(), number))
        again.daemon = True
        again.start()
    else:
        sys.__unraisablehook__(lost)


def _hear_nothing(_: object) -> None:
    """In place of what Python would print."""


def _stop(number: int, _frame: FrameType | None) -> None:
    raise Stopped(number)
