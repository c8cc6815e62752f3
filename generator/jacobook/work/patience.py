"""Limits of time: how long work may take, and work that is done here and now, for one who waits for it."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from jacobook.errors import Refused

SECONDS = 60.0
# What may be chosen in its place: in less than the one no process answers anything, and nobody waits longer than a day.
LEAST_SECONDS, MOST_SECONDS = 0.05, 86_400.0
# What was told once to stop may have been in the middle of something that hears nothing.
_AGAIN = 1.0


class _TooLong(BaseException):
    """Passes through whatever catches exceptions of other kinds."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Within it, work that takes longer ends with `Refused`; without effect where there are no such timers."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _stop)
    tell = sys.unraisablehook

    def tell_others(lost: sys.UnraisableHookArgs) -> None:
        if lost.exc_type is not _TooLong:
            tell(lost)

    # Objects that are deleted and other callbacks swallow what is raised in them, and print it with its traceback.
    sys.unraisablehook = tell_others
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
    except _TooLong:
        message = f"this takes longer than {seconds:g} seconds and was stopped"
        raise Refused(message, hint="use --limit to allow more") from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        sys.unraisablehook = tell


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _TooLong
