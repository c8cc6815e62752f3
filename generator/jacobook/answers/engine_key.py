"""The key of the engine: the source of all that an answer and its page depend on, found by following imports.

A list of rooms would be forgotten when a module is added. Here the modules are those that can be reached from what
answers rules and from what describes pages, so that whatever they come to import counts from then on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import jacobook
from jacobook.work.cache import folder_key, key_of, version_of

PACKAGES = ("sympy", "mpmath")
"""What the engine computes with; their versions count."""

_PACKAGE = Path(jacobook.__file__).parent
_ROOTS = (
    *("answers/records.py", "answers/questions.py", "answers/exercises.py"),
    *("document/**/*.py", "catalogue/**/*.py"),
)
# Reading these lines takes a twentieth of the time that parsing the modules would.
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+jacobook([\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n]*)|import[ \t]+jacobook([\w.]*))",
    re.MULTILINE,
)
_NAME = re.compile(r"(\w+)(?:\s+as\s+\w+)?")


@cache
def engine_key() -> str:
    """The hash of the engine's source, and of the versions of what it computes with."""
    return key_of(folder_key(_PACKAGE, sources()), [(name, version_of(name)) for name in PACKAGES])


def sources() -> frozenset[Path]:
    """The modules that an answer or its page depends on."""
    waiting = [path for root in _ROOTS for path in _PACKAGE.glob(root)]
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _imported(path.read_text("utf-8"))
    return frozenset(found)


def _imported(text: str) -> Iterator[Path]:
    """The modules of the package that a module imports, and the packages they lie in."""
    for module, names, plain in _IMPORT.findall(text):
        place = _PACKAGE.joinpath(*filter(None, (module or plain).split(".")))
        inside = [place / name for name in _NAME.findall(re.sub(r"#.*", "", names))] if names else []
        for each in (place, *inside):
            if each.with_suffix(".py").is_file():
                yield each.with_suffix(".py")
            elif (each / "__init__.py").is_file():
                yield each / "__init__.py"
