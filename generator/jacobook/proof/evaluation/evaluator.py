"""Formulas evaluated at a point, every shape checked: a shape that does not fit disproves the formula.

Indices by name run from 0 inside, and each keeps the dimension it was given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, ClassVar, Self

from jacobook.language.dimension import Dimension
from jacobook.language.functions import DIFFERENTIATED, Function
from jacobook.layout.formulas import formula as layout
from jacobook.layout.formulas.formula import Formula, MatrixForm
from jacobook.layout.formulas.stacked_index import names_in
from jacobook.proof.numbers.arithmetic import Arithmetic, Entry, Undefined
from jacobook.proof.numbers.elimination import Matrix, shape
from jacobook.proof.numbers.fitting import (
    Malformed,
    called,
    shape_text,
)
from jacobook.proof.numbers.hole import Hole, Tolerant
from jacobook.proof.numbers.index_sums import Bound, Tables
from jacobook.proof.oracle.budget import Budget
from jacobook.proof.oracle.functional import Tensor
from jacobook.proof.oracle.instances import Instances

Key = tuple[int, tuple[tuple[str, int, int], ...]]


@dataclass
class Evaluator:
    """Formulas evaluated at one point, in one arithmetic.

    `symbols` gives the named scalars, vectors (as columns) and matrices their entries, `sizes` the dimension symbols
    their numbers. Raises `Malformed` for a formula without a meaning, `Undefined` where it has no value; in a branch of
    a choice, entries without a value are holes. What evaluates each kind of formula is for `Evaluation` to say.
    """

    evaluators: ClassVar[Mapping[type, Callable[[Any, Any, Bound], Matrix]]] = {}

    symbols: Mapping[str, Matrix]
    sizes: dict[str, int]
    arithmetic: Arithmetic
    functions: Mapping[str, Function] = field(default_factory=lambda: DIFFERENTIATED)
    instances: Instances = field(default_factory=Instances)
    budget: Budget = field(default_factory=Budget)
    _known: dict[Key, Matrix] = field(default_factory=dict)
    _indices: dict[int, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)
    _kept: list[Formula] = field(default_factory=list)
    tables: Tables = field(default_factory=dict)
    tensors: dict[Key, Tensor] = field(default_factory=dict)
    _tolerant: list[Self] = field(default_factory=list)

    def afresh(self, **changes: Any) -> Self:
        """The evaluation with some fields changed, which knows no value yet."""
        return replace(self, _known={}, _indices={}, _kept=[], tables={}, tensors={}, _tolerant=[], **changes)

    def form(self, form: MatrixForm) -> Matrix:
        """The value of an answer: its definitions are read in order, then its formula."""
        return self.within(form).value(form.formula)

    @property
    def holes(self) -> bool:
        """Whether an entry without a value is a hole here."""
        return isinstance(self.arithmetic, Tolerant)

    def with_holes(self) -> Self:
        """The evaluation in which an entry without a value is a hole."""
        if self.holes:
            return self
        # One for all entries: what they share is worked out once.
        if not self._tolerant:
            self._tolerant.append(self.afresh(arithmetic=Tolerant(self.arithmetic)))
        return self._tolerant[0]

    def within(self, form: MatrixForm) -> Self:
        """The evaluation that also knows the names which the form defines."""
        symbols = dict(self.symbols)
        for definition in form.definitions:
            name = definition.symbol.name
            if name in symbols:
                raise Malformed(f"the name {name} is defined a second time")
            here = self.afresh(symbols=symbols)
            symbols[name] = here.value(definition.meaning)
            here.fits(symbols[name], definition.symbol)
        return self.afresh(symbols=symbols) if form.definitions else self

    def value(self, formula: Formula, bound: Bound = {}) -> Matrix:  # noqa: B006 - never written to
        """The rows of a formula; `bound` holds the values of its free indices."""
        self.budget.spend()
        key = self.key(formula, bound)
        if key not in self._known:
            evaluate = self.evaluators.get(type(formula))
            if evaluate is None:
                raise Malformed(f"the proof cannot evaluate {type(formula).__name__}")
            try:
                result = evaluate(self, formula, bound)
            except (Undefined, ZeroDivisionError) as reason:
                if not self.holes:
                    raise
                result = ((Hole(str(reason)),) * self.size(formula.columns),) * self.size(formula.rows)
            self.fits(result, formula)
            self._known[key] = result
        return self._known[key]

    def key(self, formula: Formula, bound: Bound) -> Key:
        """What the value of a formula depends on at this point: itself, and the values of its free indices."""
        free = self.free_indices(formula)
        return id(formula), tuple((name, *bound[name]) for name in sorted(free) if name in bound)

    def scalar(self, formula: Formula, bound: Bound) -> Entry:
        """The value of a formula that must be a scalar."""
        result = self.value(formula, bound)
        if shape(result) != (1, 1):
            raise Malformed(f"{called(formula)} must be a scalar here, not {shape_text(result)}")
        return result[0][0]

    def size(self, dimension: Dimension) -> int:
        """The number that a dimension is here."""
        try:
            return dimension.size(self.sizes)
        except KeyError as missing:
            raise Malformed(f"the dimension {missing.args[0]} does not occur in the question") from None

    def number(self, value: Fraction | int) -> Entry:
        return self.arithmetic.number(Fraction(value))

    def divided(self, numerator: Entry, denominator: Entry) -> Entry:
        """A quotient; one by zero is a hole where holes are allowed, and `Undefined` elsewhere."""
        if denominator == 0:
            if self.holes:
                return Hole("division by zero")
            raise Undefined("division by zero")
        return numerator / denominator

    def fits(self, matrix: Matrix, formula: Formula) -> None:
        """Raise `Malformed` unless the matrix has the rows and columns that the formula says it has."""
        said = self.size(formula.rows), self.size(formula.columns)
        if shape(matrix) != said:
            raise Malformed(f"{called(formula)} says it is {said[0]}×{said[1]} and is {shape_text(matrix)}")

    def free_indices(self, formula: Formula) -> frozenset[str]:
        """The names of the indices that a formula leaves free."""
        return self._names(formula)[0]

    def summed_inside(self, formula: Formula) -> frozenset[str]:
        """The names of the indices that are summed over somewhere in a formula."""
        return self._names(formula)[1]

    def _names(self, formula: Formula) -> tuple[frozenset[str], frozenset[str]]:
        if id(formula) not in self._indices:
            inner = [self._names(part) for part in self._parts(formula)]
            free = frozenset[str]().union(*(names for names, _ in inner))
            summed = frozenset[str]().union(*(names for _, names in inner))
            match formula:
                case layout.Entry(indices=indices):
                    free = free.union(*map(names_in, indices))
                case layout.Delta(left=left, right=right):
                    free |= names_in(left) | names_in(right)
                case layout.IndexSum(indices=ranges):
                    here = frozenset(name for name, _ in ranges)
                    free, summed = free - here, summed | here
                case _:
                    pass
            self._indices[id(formula)] = free, summed
            # An id means something only as long as its object lives.
            self._kept.append(formula)
        return self._indices[id(formula)]

    def _parts(self, formula: Formula) -> Iterator[Formula]:
        for name in formula.__dataclass_fields__:
            value = getattr(formula, name)
            for part in value if isinstance(value, tuple) else (value,):
                if type(part) in self.evaluators:
                    yield part
