"""The permanent numbers of rules: which is the next that nobody has."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from jacobook.work.reading import read_file, toml_table

LARGEST_FILE = 4_000_000


def next_number(paths: Iterable[Path]) -> int:
    """The number after the largest in files and folders of rules; what cannot be read there has none."""
    files = [file for path in paths for file in (path.glob("*.toml") if path.is_dir() else [path])]
    return max((number for file in files for number in _numbers(file)), default=0) + 1


def _numbers(file: Path) -> list[int]:
    with suppress(OSError, ValueError):
        rules = toml_table(read_file(file, LARGEST_FILE).decode("utf-8")).get("rule")
        given = [rule.get("number") for rule in rules if isinstance(rule, dict)] if isinstance(rules, list) else []
        return [number for number in given if isinstance(number, int)]
    return []
