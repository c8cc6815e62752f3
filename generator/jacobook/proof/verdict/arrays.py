"""Proof of the forms with all axes: ∂vec(value)/∂vec(variable), and the array from which Einstein sums are printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, product
from math import prod

from jacobook.calculus.functional import PowerSequence
from jacobook.calculus.index_form import Array, Fusion, HeldDelta, Identity, Tensor, Term, VariableTensor
from jacobook.language.dimension import ONE, proper_axes
from jacobook.language.expression import Expression, Variable
from jacobook.layout.forms.nested import nested
from jacobook.layout.forms.network import NoMatrixForm
from jacobook.layout.forms.reading import Reading
from jacobook.layout.formulas.formula import MatrixForm
from jacobook.layout.formulas.statement import named
from jacobook.proof.evaluation.evaluation import Evaluation
from jacobook.proof.numbers.arithmetic import Entry, Numbers
from jacobook.proof.numbers.contraction import Table, tabulated
from jacobook.proof.numbers.elimination import Matrix, identity, multiplied
from jacobook.proof.numbers.fitting import Malformed
from jacobook.proof.points.case import Case
from jacobook.proof.points.search import cases, on_one_side
from jacobook.proof.verdict.arrangement import vec_arrangement
from jacobook.proof.verdict.certificate import Certificate
from jacobook.proof.verdict.judging import Conditions, judged_anywhere
from jacobook.proof.verdict.questions import Compared, Question, Structures, evaluation, fits


def prove_vec(
    expression: Expression,
    wrt: tuple[Variable, ...],
    form: MatrixForm,
    *,
    conditions: Conditions | None = None,
    structures: Structures = (),
) -> Certificate:
    """Prove the form whose rows are all axes but the last variable's, stacked, and whose columns are that variable's.

    It need not have a value where the `conditions` of the answer do not hold. Raises `Disproved`, or `Unproved` where
    no judgement is possible.
    """
    return _judged(expression, wrt, _Vec(form, structures), conditions)


def prove_array(
    expression: Expression,
    wrt: tuple[Variable, ...],
    derivative: Array,
    reading: Reading,
    *,
    conditions: Conditions | None = None,
    structures: Structures = (),
) -> Certificate:
    """Prove the derivative in index form, each of its factors read as a formula: what Einstein sums are printed from.

    It need not have a value where the `conditions` of the answer do not hold. Raises `Disproved`, or `Unproved` where
    no judgement is possible.
    """
    return _judged(expression, wrt, _Array(derivative, reading, structures), conditions)


def _judged(
    expression: Expression, wrt: tuple[Variable, ...], question: Question, conditions: Conditions | None
) -> Certificate:
    return judged_anywhere(cases(expression, wrt), lambda: on_one_side(expression, wrt), [question], conditions)


@dataclass(frozen=True, slots=True)
class _Vec:
    """A form between stacked axes."""

    form: MatrixForm
    structures: Structures
    name: str = "the vec form"
    text: str = ""

    def compared(self, case: Case, digits: Numbers) -> Iterator[Compared]:
        grid = vec_arrangement(case.lengths)
        given = evaluation(case, digits).form(self.form)
        derivatives = case.derivatives(digits).projected(self.structures)
        fits(given, len(grid), len(grid[0]))
        for i, row in enumerate(grid):
            for j, place in enumerate(row):
                yield Compared(f"entry ({i + 1}, {j + 1})", derivatives[place], given[i][j])


@dataclass(frozen=True, slots=True)
class _Array:
    """A sum of products of entries, with every axis of the derivative."""

    derivative: Array
    reading: Reading
    structures: Structures
    name: str = "the array form"
    text: str = ""

    def compared(self, case: Case, digits: Numbers) -> Iterator[Compared]:
        here = evaluation(case, digits)
        # How many powers there are is a variable of the question: a whole number wherever it is tried.
        here = replace(here, sizes=_whole_numbers(case) | case.sizes)
        derivatives = case.derivatives(digits).projected(self.structures)
        ranges = tuple(here.size(dimension) for dimension in self.derivative.shape)
        shapes = (case.expression.shape, *(variable.shape for variable in case.wrt))
        if self.derivative.shape != sum(map(proper_axes, shapes), start=()):
            raise Malformed(f"its axes have the lengths {ranges}, and the derivative {case.lengths}")
        tables = [summed_term(term, self.derivative.rank, self.reading, here) for term in self.derivative.terms]
        for values in product(*map(range, ranges)):
            taken = iter(values)
            # An axis of length 1 has no index.
            place = tuple(tuple(0 if dimension == ONE else next(taken) for dimension in shape) for shape in shapes)
            at = {str(index): value for index, value in enumerate(values)}
            given = sum((table.at(at) for table in tables), start=here.number(0))
            yield Compared(f"the entry {[value + 1 for value in values]}", derivatives[place], given)


def summed_term(term: Term, rank: int, reading: Reading, here: Evaluation) -> Table:
    """A term for all values of its free indices, the others summed over."""
    lengths = {str(index): here.size(dimension) for index, dimension in enumerate(term.dimensions)}
    factors = [_table(e.tensor, e.indices, reading, here) for e in term.factors]
    free = [str(index) for index in range(rank)]
    return tabulated([Table((), {(): here.number(term.coefficient)}), *factors], lengths, free, here.number(1))


def _table(tensor: Tensor, indices: tuple[int, ...], reading: Reading, here: Evaluation) -> Table:
    """The entries of a factor at its indices; where an index stands twice, only its diagonal."""
    numbers: dict[tuple[int, ...], Entry] = {}
    names = tuple(dict.fromkeys(map(str, indices)))
    for values, entry in _entries(tensor, reading, here):
        at = dict(zip(map(str, indices), values, strict=True))
        if all(at[str(index)] == value for index, value in zip(indices, values, strict=True)):
            numbers[tuple(at[name] for name in names)] = entry
    return Table(names, numbers)


def _entries(tensor: Tensor, reading: Reading, here: Evaluation) -> Iterator[tuple[tuple[int, ...], Entry]]:
    lengths = [here.size(dimension) for dimension in tensor.shape]
    places = product(*map(range, lengths))
    match tensor:
        case Identity() | HeldDelta():
            yield from ((place, here.number(place[0] == place[1])) for place in places)
        case Fusion():
            fast = here.size(tensor.fast)
            yield from ((place, here.number(place[0] == place[1] * fast + place[2])) for place in places)
        case PowerSequence():
            powers = _powers(here.value(reading.array(tensor.matrix)), lengths[0], here)
            ordered = powers[::-1] if tensor.reversed else powers
            yield from ((place, ordered[place[0]][place[1]][place[2]]) for place in places)
        case _:
            value = _value(tensor, reading, here)
            yield from zip(places, chain.from_iterable(value), strict=True)


def _value(tensor: Tensor, reading: Reading, here: Evaluation) -> Matrix:
    """The entries of a factor, all axes but the first side by side: by its formula, or by what it is made of."""
    lengths = [here.size(dimension) for dimension in tensor.shape]
    rows, columns = (*lengths, 1)[0], prod(lengths[1:])
    if isinstance(tensor, VariableTensor) and len(lengths) > 2:
        value = here.value(named(tensor.name, tensor.dimensions, tensor.properties))
    else:
        try:
            value = here.value(reading.tensor(tensor))
        except NoMatrixForm:
            found = nested(tensor)
            parts = {symbol.name: _matrix(array, reading, here) for symbol, array in found.arrays}
            value = here.afresh(symbols=parts).value(found.formula)
    fits(value, rows, columns)
    return value


def _matrix(array: Array, reading: Reading, here: Evaluation) -> Matrix:
    """The entries of an array, all axes but the first side by side."""
    lengths = [here.size(dimension) for dimension in array.shape]
    tables = [summed_term(term, array.rank, reading, here) for term in array.terms]
    columns = [*product(*map(range, lengths[1:]))]

    def entry(place: tuple[int, ...]) -> Entry:
        at = {str(index): value for index, value in enumerate(place)}
        return sum((table.at(at) for table in tables), start=here.number(0))

    if not lengths:
        return ((entry(()),),)
    return tuple(tuple(entry((row, *rest)) for rest in columns) for row in range(lengths[0]))


def _whole_numbers(case: Case) -> dict[str, int]:
    whole = {name: value for name, value in case.point.items() if isinstance(value, Fraction)}
    return {name: int(value) for name, value in whole.items() if value.denominator == 1 and value >= 0}


def _powers(matrix: Matrix, count: int, here: Evaluation) -> list[Matrix]:
    powers = [identity(len(matrix), here.arithmetic)]
    while len(powers) < count:
        powers.append(multiplied(powers[-1], matrix))
    return powers[:count]
