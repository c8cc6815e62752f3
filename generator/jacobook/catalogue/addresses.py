"""Which ids a rule may have: each is a name in addresses and of files, on every system."""

from __future__ import annotations

import re

LONGEST = 64
PATTERN = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
HINT = "lower-case letters and digits, joined by single hyphens, such as quadratic-form"

# The page of a folder itself; and what Windows keeps for devices.
_OF_FOLDERS = frozenset({"index"})
_OF_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))})


def problem_of(name: str) -> tuple[str, str] | None:
    """What keeps a name from being the id of a rule, and what would be right; None where nothing does."""
    if not re.fullmatch(PATTERN, name):
        return f"{name!r} cannot be used here", HINT
    if len(name) > LONGEST:
        return f"is longer than {LONGEST} characters ({len(name)})", ""
    if name in _OF_FOLDERS:
        return f"{name!r} is the name of the page with all rules", f"for example {name}-notation"
    if name in _OF_DEVICES:
        return f"{name!r} cannot be the name of a file on Windows", f"for example {name}-rule"
    return None
