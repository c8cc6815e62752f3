"""Sums over many indices of a product of many factors, one index after another.

Term by term, a sum over k indices has n^k terms; but each factor knows only one or two of them. Summing over one index
at a time, with the factors that know it multiplied beforehand, takes time in proportion to the number of factors for a
chain such as Σ A_ij B_jk C_kl.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product
from operator import add, mul

from jacobook.proof.numbers.arithmetic import Entry

Values = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A factor: its number for all values of the indices that it knows, in the order of `names`."""

    names: tuple[str, ...]
    numbers: Mapping[Values, Entry]

    def at(self, values: Mapping[str, int]) -> Entry:
        """The number for these values of the indices."""
        return self.numbers[tuple(values[name] for name in self.names)]


def contracted(tables: Sequence[Table], lengths: Mapping[str, int], one: Entry) -> Entry:
    """The sum over all of the indices, from 0 to their lengths, of the product of the tables."""
    return reduce(mul, (table.numbers[()] for table in _summed_out(tables, lengths, (), one)), one)


def tabulated(tables: Sequence[Table], lengths: Mapping[str, int], kept: Sequence[str], one: Entry) -> Table:
    """The sum over all indices but the `kept` ones, for all values of these."""
    left = _summed_out(tables, lengths, kept, one)
    numbers: dict[Values, Entry] = {}
    for values in product(*(range(lengths[name]) for name in kept)):
        at = dict(zip(kept, values, strict=True))
        numbers[values] = reduce(mul, (table.at(at) for table in left), one)
    return Table(tuple(kept), numbers)


def _summed_out(
    tables: Sequence[Table], lengths: Mapping[str, int], kept: Sequence[str], one: Entry
) -> Sequence[Table]:
    """Tables with the same product, in which only the kept indices are left."""
    left, remaining = list(tables), {name: length for name, length in lengths.items() if name not in kept}
    while remaining:
        name = min(remaining, key=lambda candidate: len(_beside(left, candidate)))
        length = remaining.pop(name)
        knowing = [table for table in left if name in table.names]
        left = [table for table in left if name not in table.names]
        left.append(_summed(knowing, name, length, lengths) if knowing else Table((), {(): one * length}))
    return left


def _beside(tables: Sequence[Table], name: str) -> tuple[str, ...]:
    """The other indices of the tables that know this one."""
    return tuple(sorted({other for table in tables if name in table.names for other in table.names} - {name}))


def _summed(tables: Sequence[Table], name: str, length: int, lengths: Mapping[str, int]) -> Table:
    names = _beside(tables, name)
    numbers = {}
    for values in product(*(range(lengths[other]) for other in names)):
        fixed = dict(zip(names, values, strict=True))
        terms = [reduce(mul, (table.at({**fixed, name: value}) for table in tables)) for value in range(length)]
        numbers[values] = reduce(add, terms)
    return Table(names, numbers)
