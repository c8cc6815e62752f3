"""A run of the command line is the last of its process, and leaves it deaf to signals; in tests more follows."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def heard_again() -> Iterator[None]:
    """What listens to signals, and to what is raised where nobody catches it, is at the end as it was before."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    hooks = threading.excepthook, sys.unraisablehook
    try:
        yield
    finally:
        threading.excepthook, sys.unraisablehook = hooks
        # Elsewhere than in the main thread nothing was changed.
        with suppress(ValueError):
            for number, handler in before.items():
                signal.signal(number, handler)
