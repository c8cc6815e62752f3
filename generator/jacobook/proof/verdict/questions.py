"""What is compared with the derivatives of a case: an answer in a layout, a component form, a statement of a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import islice, product
from math import prod
from types import MappingProxyType
from typing import Protocol

import mpmath

from jacobook.language.dimension import Dimension
from jacobook.language.expression import Variable
from jacobook.layout.formulas.formula import Formula, MatrixForm
from jacobook.layout.formulas.layouts import Layout
from jacobook.proof.evaluation.evaluation import Evaluation
from jacobook.proof.numbers.arithmetic import Entry, Numbers, Undefined, arithmetic
from jacobook.proof.numbers.elimination import Matrix, shape, transposed
from jacobook.proof.numbers.fitting import Malformed
from jacobook.proof.oracle.arrays import Array
from jacobook.proof.points.case import Case, Position
from jacobook.proof.points.points import Draw, canonical_text
from jacobook.proof.verdict.arrangement import arrangement

DIGITS = 50


Structures = Sequence[str | None]
"""For each variable, the structure onto which its derivatives are projected, or None."""


Indices = Sequence[tuple[str, Dimension]]
"""The free indices of a component form with their dimensions: the value's first, then each variable's."""


@dataclass(frozen=True, slots=True)
class Compared:
    """An entry under its name: what it must be, and what it is."""

    name: str
    expected: Entry
    given: Entry

    @property
    def distance(self) -> Entry:
        return abs(self.expected - self.given)

    @property
    def relative_distance(self) -> Entry:
        return self.distance / max(abs(self.expected), abs(self.given)) if self.distance else self.distance

    @property
    def agrees(self) -> bool:
        if isinstance(self.distance, Fraction):
            return self.distance == 0
        return bool(self.relative_distance <= mpmath.mpf(10) ** -DIGITS)

    @property
    def error(self) -> Entry:
        """The relative distance; the distance itself for rounding beside a true zero, which is all of such a number."""
        return self.relative_distance if self.agrees else self.distance


class Question(Protocol):
    """Something to be compared with the derivatives of a case."""

    @property
    def name(self) -> str:
        """What it is, in words."""

    @property
    def text(self) -> str:
        """How it is printed, where that is known."""

    def compared(self, case: Case, digits: Numbers) -> Iterator[Compared]:
        """Every entry; raises `NotExact`, `Malformed` or `Undefined`."""


@dataclass(frozen=True, slots=True)
class LayoutAnswer:
    """An answer in a layout; `turned` is the name of a variable for which it is given the transpose."""

    layout: Layout
    form: MatrixForm
    text: str
    structures: Structures = ()
    turned: str = ""

    @property
    def name(self) -> str:
        return f"the answer in {self.layout} layout"

    def compared(self, case: Case, digits: Numbers) -> Iterator[Compared]:
        grid = arrangement(case.lengths, self.layout, case.single)
        changes = {self.turned: transposed(case.symbols(digits)[self.turned])} if self.turned else {}
        given = evaluation(case, digits, changes).form(self.form)
        derivatives = case.derivatives(digits).projected(self.structures)
        fits(given, len(grid), len(grid[0]))
        for i, row in enumerate(grid):
            for j, place in enumerate(row):
                yield Compared(f"entry ({i + 1}, {j + 1})", derivatives[place], given[i][j])


def _taken_together(numbers: Sequence[int], counts: Sequence[int]) -> list[tuple[int, ...]]:
    """The numbers in groups of so many."""
    rest = iter(numbers)
    return [tuple(islice(rest, count)) for count in counts]


def _position(values: Sequence[int], lengths: Sequence[int]) -> int:
    """The place of an entry among those that several indices count, the last the fastest."""
    return reduce(lambda place, at: place * at[1] + at[0], zip(values, lengths, strict=True), 0)


@dataclass(frozen=True, slots=True)
class ComponentAnswer:
    """A component form: one formula for every entry, by its indices; of order 0, that of the value."""

    formula: Formula
    indices: Indices
    text: str
    structures: Structures = ()
    stacked: Sequence[int] = ()
    name: str = "the component form"
    order: int | None = None

    def compared(self, case: Case, digits: Numbers) -> Iterator[Compared]:
        derivatives = case.derivatives(digits).projected(self.structures)
        for label, place, given in Printed(self.formula, self.indices, self.stacked).labelled(case, digits, self.order):
            expected = derivatives.values[place[0]] if self.order == 0 else derivatives[place]
            yield Compared(f"the entry {label}".rstrip(), expected, given)


@dataclass(frozen=True, slots=True)
class Printed:
    """A component form, with its free indices and how many of these stand for each axis, as what is printed."""

    formula: Formula
    indices: Indices
    stacked: Sequence[int] = ()

    def entries(self, case: Case, digits: Numbers) -> dict[tuple[Position, ...], Entry]:
        """The entries at a case by their places; none where one has no value there."""
        try:
            return {place: entry for _, place, entry in self.labelled(case, digits)}
        except (Undefined, ZeroDivisionError):
            return {}

    def labelled(
        self, case: Case, digits: Numbers, order: int | None = None
    ) -> Iterator[tuple[str, tuple[Position, ...], Entry]]:
        """Every entry at a case: a label for it, its place, and what it is. Raises `Malformed`."""
        here = evaluation(case, digits)
        lengths = case.lengths[:1] if order == 0 else case.lengths
        names = [name for name, _ in self.indices]
        if len(set(names)) < len(names):
            raise Malformed("two of its free indices have one name")
        ranges = [here.size(dimension) for _, dimension in self.indices]
        counts = self.stacked or (1,) * len(ranges)
        if sum(counts) != len(ranges):
            raise Malformed(f"{len(ranges)} indices are said to stand in the places of {counts}")
        if tuple(map(prod, _taken_together(ranges, counts))) != case.proper_lengths(order):
            needed = " × ".join("×".join(map(str, axes)) or "1" for axes in lengths)
            raise Malformed(f"its indices {', '.join(names) or '(none)'} run to {ranges}, where {needed} is needed")
        for values in product(*map(range, ranges)):
            bound = dict(zip(names, zip(values, ranges, strict=True), strict=True))
            label = ", ".join(f"{name} = {value + 1}" for name, value in zip(names, values, strict=True))
            groups = zip(_taken_together(values, counts), _taken_together(ranges, counts), strict=True)
            place = case.place([_position(*group) for group in groups], order)
            yield label, place, here.scalar(self.formula, bound)


@dataclass(frozen=True, slots=True)
class StatedValue:
    """A formula for the expression itself."""

    formula: Formula
    text: str = ""
    name: str = "the statement"

    def compared(self, case: Case, digits: Numbers) -> Iterator[Compared]:
        given = evaluation(case, digits).value(self.formula)
        fits(given, *(*case.lengths[0], 1, 1)[:2])
        yield from placed(case.derivatives(digits).values.items(), given)


def placed(expected: Iterable[tuple[Position, Entry]], given: Matrix, called: str = "entry") -> Iterator[Compared]:
    """What the entries of an array must be, with vectors as columns, beside those of a matrix."""
    for at, entry in expected:
        i, j = (*at, 0, 0)[:2]
        yield Compared(f"{called} ({i + 1}, {j + 1})", entry, given[i][j])


def drawn(purpose: str, wanted: Iterable[Variable], case: Case) -> dict[str, Array]:
    """A random array of the shape of each variable, without its properties; another one at every case."""
    free = {each.name: Variable(each.name, each.shape) for each in wanted}
    return Draw(f"{purpose} of {canonical_text(case.expression)} at {case.point}", 1, 1).point_of(free, case.sizes)


def evaluation(case: Case, digits: Numbers, changes: Mapping[str, Matrix] = MappingProxyType({})) -> Evaluation:
    """The evaluation of formulas at a case; `changes` are those of its variables."""
    return Evaluation({**case.symbols(digits), **changes}, case.sizes, arithmetic(digits), instances=case.instances)


def fits(given: Matrix, rows: int, columns: int) -> None:
    """Raise `Malformed` unless the matrix has so many rows and columns."""
    if shape(given) != (rows, columns):
        here, there = shape(given)
        raise Malformed(f"it has the shape {here}×{there} where {rows}×{columns} is needed")
