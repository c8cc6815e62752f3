"""How deeply a question may nest: room for a composition of fifty layers, and a refusal beyond it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import Lock
from typing import ParamSpec, TypeVar

from jacobook.errors import Refused

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

_ROOM = 5000
_BROWSER = "emscripten"
_lock = Lock()
_limits: list[int] = []
"""What the limit was, once for each call that is under way."""


def within_depth(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """The function with room for deep expressions, and with `Refused` in place of Python's limit on nested calls."""

    @wraps(function)
    def bounded(*arguments: Given.args, **named: Given.kwargs) -> Answer:
        try:
            with _room():
                return function(*arguments, **named)
        except RecursionError:
            raise Refused("the expression is nested too deeply to be answered") from None

    return bounded


@contextmanager
def _room() -> Iterator[None]:
    """Python's limit raised until the last of the calls that asked for it has returned.

    Each layer of a composition takes some twenty calls. In a browser the stack is small, and the limit stays.
    """
    if sys.platform == _BROWSER:
        yield
        return
    with _lock:
        _limits.append(sys.getrecursionlimit())
        sys.setrecursionlimit(max(_limits[0], _ROOM))
    try:
        yield
    finally:
        with _lock:
            last = _limits.pop()
            if not _limits:
                sys.setrecursionlimit(last)
