"""A program that another builder starts: what it reads comes from its input, and what it makes goes to its output."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import NoReturn

from jacobook.errors import JacobookError

BAD_INPUT = 2
INTERRUPTED = 130


def ends(made: Callable[[], str], before_errors: str = "") -> NoReturn:
    """Write what is made, or an error in one line without a traceback, and end with the status that tells which."""
    try:
        sys.stdout.write(made())
    except JacobookError as error:
        sys.stderr.write(f"{before_errors}{error}\n")
        sys.exit(BAD_INPUT)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    sys.exit(0)
