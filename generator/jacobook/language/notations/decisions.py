"""What a formula leaves open: where it has several readings, each is followed to its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from jacobook.errors import LanguageError

MOST_ATTEMPTS = 60
Key = tuple[str, object]
Read = TypeVar("Read")


class Fork(Exception):
    """A place with several readings, of which none was picked yet; `prefers` where the first that can be is meant."""

    def __init__(self, key: Key, options: Sequence[int], *, prefers: bool) -> None:
        super().__init__(key)
        self.key = key
        self.options = options
        self.prefers = prefers


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was picked so far, and what is to be told of it."""

    picks: Mapping[Key, int] = field(default_factory=dict)
    notes: dict[Key, str] = field(default_factory=dict)

    def pick(self, key: Key, notes: Sequence[str], *, prefers: bool = False) -> int:
        """The number of the reading that was picked. Raises `Fork` where none was."""
        if key not in self.picks:
            raise Fork(key, range(len(notes)), prefers=prefers)
        picked = self.picks[key]
        self.note(key, notes[picked])
        return picked

    def note(self, key: Key, note: str) -> None:
        """Something to be told of the reading."""
        if note:
            self.notes[key] = note


def explored(read: Callable[[Decisions], Read]) -> list[tuple[Read, Decisions]]:
    """Every reading that can be, with what was decided. Raises `LanguageError` where there is none."""
    attempts = 0

    def followed(picks: Mapping[Key, int]) -> list[tuple[Read, Decisions]]:
        nonlocal attempts
        attempts += 1
        if attempts > MOST_ATTEMPTS:
            raise TooMany(
                "the formula has too many readings", hint="set parentheses, and declare the shapes of all names"
            )
        decisions = Decisions(picks)
        try:
            return [(read(decisions), decisions)]
        except Fork as fork:
            found: list[tuple[Read, Decisions]] = []
            failed: LanguageError | None = None
            for picked in fork.options:
                try:
                    found += followed({**picks, fork.key: picked})
                except TooMany:
                    raise
                except LanguageError as error:
                    failed = failed or error
                if found and fork.prefers:
                    break
            if not found and failed is not None:
                raise failed from None
            return found

    return followed({})


class TooMany(LanguageError):
    """A formula with more readings than anybody would look at."""
