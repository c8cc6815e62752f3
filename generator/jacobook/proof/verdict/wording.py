"""The words of a certificate: sizes, points and probabilities as a sentence says them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

# Keeps a size in one piece where a line ends.
_TIED = "\N{NO-BREAK SPACE}"


def sizes_text(sizes: Mapping[str, int]) -> str:
    """One assignment of numbers to dimension symbols: n = 3, m = 2."""
    return ", ".join(f"{name} = {size}" for name, size in sizes.items())


def sizes_tried(assignments: Sequence[Mapping[str, int]]) -> str:
    """All assignments, each size in one piece: "n = 2 and 3", or "n = 3, m = 2 and at n = 2, m = 4"; empty for none."""
    chosen = [sizes for sizes in assignments if sizes]
    names = {name for sizes in chosen for name in sizes}
    if len(names) == 1:
        (name,) = names
        numbers = [str(number) for number in sorted({sizes[name] for sizes in chosen})]
        return f"{name} = {_listed(numbers)}".replace(" = ", f"{_TIED}={_TIED}").replace(" and ", f"{_TIED}and{_TIED}")
    return " and at ".join(sizes_text(sizes).replace(" = ", f"{_TIED}={_TIED}") for sizes in chosen)


def power_of_ten(bound: str) -> str:
    """The least power of ten that a number is below, as 10⁻¹⁷."""
    exponent = math.floor(math.log10(float(bound))) + 1
    return "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def counted(number: int, one: str, many: str) -> str:
    """So many things: `1 entry`, `41 entries`."""
    return f"{number} {one if number == 1 else many}"


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
