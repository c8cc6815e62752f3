"""Where the values of a function lie, whatever real numbers it is given."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction

_INTERVAL = re.compile(r"([(\[])\s*(\S+),\s*(\S+?)\s*([)\]])")


@dataclass(frozen=True, slots=True)
class Values:
    """An interval of real numbers; a bound that is None is missing, and an open end does not belong to it."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = True
    high_open: bool = True

    @property
    def are_positive(self) -> bool:
        return self.low is not None and (self.low > 0 or (self.low == 0 and self.low_open))

    @property
    def are_never_negative(self) -> bool:
        return self.low is not None and self.low >= 0

    @property
    def ends(self) -> tuple[float, float]:
        """Both bounds as numbers, infinite where they are missing."""
        return (
            -math.inf if self.low is None else float(self.low),
            math.inf if self.high is None else float(self.high),
        )


REALS = Values()


def interval(text: str) -> Values:
    """An interval as it is written, "(0, ∞)" or "[-1, 1]". Raises `ValueError` for anything else."""
    match = _INTERVAL.fullmatch(text)
    if match is None:
        raise ValueError(f"{text} is not an interval")
    first, low, high, last = match.groups()
    return Values(
        None if low == "-∞" else Fraction(low),
        None if high == "∞" else Fraction(high),
        low_open=first == "(",
        high_open=last == ")",
    )
