"""A rule in small numbers: inputs that fit in the head, and the value and the derivative that they give."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, count, cycle, islice, product

from jacobook.derivation import ComplexDerivation, Derivation
from jacobook.document.pages.complex_numbers import complex_rows
from jacobook.errors import LanguageError
from jacobook.language.declaration import TANGENT
from jacobook.language.dimension import Dimension
from jacobook.language.expression import Call, Variable, is_implicit, walk
from jacobook.language.functions import ALL_FUNCTIONS
from jacobook.language.point import Rows, Value, rows_of, sizes_at
from jacobook.layout.formulas.formula import MatrixForm
from jacobook.proof.evaluation.evaluation import Evaluation
from jacobook.proof.numbers.arithmetic import Entry, NotExact, Undefined, arithmetic
from jacobook.proof.numbers.elimination import Matrix
from jacobook.proof.points.points import whole_exponents

# Small and pairwise different, so that a transpose in the wrong place cannot pass.
_SIZES = {"m": 2, "n": 3, "p": 4, "q": 5}
_OTHER_SIZES = (6, 7, 8, 9, 10, 11, 12, 13)
_DIGITS = 30
_PLACES = min(_SIZES.values())
# An exponent that counts factors: the least with a factor on each side of another.
_FACTORS = Fraction(3)

# No two neighbours are equal, nor are values the same number of places apart that vectors of two, three or four have.
_WHOLE = (2, -1, 3, 1, -2, 4, -3, 2, 5, -4, 1, 3, -5)
# An answer with larger entries than this hides more than it shows; the best of a few is taken if all have some.
_LEGIBLE = 1000
_TRIED = 6
_NEARBY = Fraction(1, 10**9)
_JUMP = 1e-4
# Where the numbers begin: a determinant that is negative with the first of them may be positive with the next.
_FIRST = (0, 1, 2)


@dataclass(frozen=True, slots=True)
class Numbers:
    """One example: the sizes of the dimensions, the inputs by name as rows, and what comes out.

    Vectors are columns. Where `exact` is false the results are reals of thirty digits.
    """

    sizes: dict[str, int]
    inputs: dict[str, Rows]
    value: Matrix
    numerator: Matrix
    denominator: Matrix
    exact: bool


def numbers(derivation: Derivation) -> Numbers | None:
    """The first of a few sets of small inputs at which the expression and its derivative are defined and legible."""
    if derivation.parsed.functions or is_implicit(derivation.expression):
        # What is known by name only, or by an equation that small numbers do not solve, has no numbers.
        return None
    if isinstance(derivation, ComplexDerivation):
        return _of_complex(derivation)
    found: list[Numbers] = []
    for example in islice(_examples(derivation), _TRIED):
        if _is_at_a_kink(derivation, example):
            continue
        if _largest(example) <= _LEGIBLE:
            return example
        found.append(example)
    return min(found, key=_largest, default=None)


def _of_complex(derivation: ComplexDerivation) -> Numbers | None:
    for sizes in _sizes(derivation):
        found = complex_rows(derivation, sizes)
        if found is not None:
            inputs, (value, numerator, denominator) = found
            return Numbers(sizes, inputs, value, numerator, denominator, exact=False)
    return None


def numbers_at(derivation: Derivation, values: Mapping[str, Value]) -> Numbers:
    """The value and the derivative at values that somebody chose.

    Raises `LanguageError` where the values do not fit the question, and where there is no derivative.
    """
    if isinstance(derivation, ComplexDerivation):
        raise LanguageError("values of complex variables cannot be given yet")
    if derivation.parsed.functions:
        raise LanguageError("a function that is known only by name has no values", hint="define it: f(t) = t*exp(-t)")
    if is_implicit(derivation.expression):
        raise LanguageError("a variable that an equation defines has no value of its own choice")
    sizes = sizes_at(derivation.variables, values)
    inputs = {name: rows_of(values[name]) for name in derivation.variables}
    try:
        try:
            found = _at(derivation, sizes, inputs, None)
        except NotExact:
            found = _at(derivation, sizes, inputs, _DIGITS)
    except Undefined as reason:
        raise LanguageError(f"there is no derivative at these values: {reason}") from None
    if _is_at_a_kink(derivation, found):
        raise LanguageError("there is no derivative at these values: the function has a kink there")
    return found


def _examples(derivation: Derivation) -> Iterator[Numbers]:
    scales = (_whole, _halves, _positive_halves, _below_one)
    for sizes, first, scale in product(_sizes(derivation), _FIRST, scales):
        inputs = _inputs(derivation, sizes, scale, first)
        try:
            yield _at(derivation, sizes, inputs, None)
        except NotExact:
            # Whole numbers saturate exp and tanh; functions beyond the rationals are shown nearer to zero.
            if scale is not _whole:
                with suppress(Undefined):
                    yield _at(derivation, sizes, inputs, _DIGITS)
        except Undefined:
            continue


def _is_at_a_kink(derivation: Derivation, example: Numbers) -> bool:
    """Whether the derivative jumps beside the inputs, as that of |x| does at 0."""
    calls = [node.function for node in walk(derivation.expression) if isinstance(node, Call)]
    if not any(ALL_FUNCTIONS[name].kink for name in calls):
        return False
    for step in (_NEARBY, -_NEARBY):
        # Each input is moved by its own distance: two that move together keep what stands between them.
        inputs = {
            name: tuple(tuple(entry + place * step for entry in row) for row in rows)
            for place, (name, rows) in enumerate(example.inputs.items(), start=1)
        }
        try:
            beside = _at(derivation, example.sizes, inputs, _DIGITS).numerator
        except Undefined:
            return True
        pairs = zip(chain.from_iterable(example.numerator), chain.from_iterable(beside), strict=True)
        if any(abs(beside_it - entry) > _JUMP for entry, beside_it in pairs):
            return True
    return False


def _largest(example: Numbers) -> Entry:
    return max(abs(entry) for rows in (example.value, example.numerator) for row in rows for entry in row)


def _sizes(derivation: Derivation) -> tuple[dict[str, int], ...]:
    """Small numbers for the dimensions; then the same the other way round, for products that must not be too narrow."""
    shapes = [node.shape for node in walk(derivation.expression)] + [v.shape for v in derivation.variables.values()]
    names = sorted({name for shape in shapes for dimension in shape for name in dimension.names})
    others = iter(_OTHER_SIZES)
    numbers = [_SIZES.get(name) or next(others) for name in names]
    return tuple(dict(zip(names, turn, strict=True)) for turn in (numbers, numbers[::-1]))


def _whole(number: int) -> Fraction:
    return Fraction(number)


def _halves(number: int) -> Fraction:
    return Fraction(number, 2)


def _positive_halves(number: int) -> Fraction:
    return Fraction(abs(number), 2)


def _below_one(number: int) -> Fraction:
    return Fraction(abs(number), 8)


def _inputs(
    derivation: Derivation, sizes: dict[str, int], scale: Callable[[int], Fraction], first: int
) -> dict[str, Rows]:
    supply = cycle((*_WHOLE[first:], *_WHOLE[:first]))
    counts = whole_exponents(derivation.expression)
    turns = count()
    return {
        name: ((_FACTORS,),)
        if name in counts
        else _turned(len(_rows(variable, sizes, supply)), next(turns))
        if "rotation" in variable.properties
        else _moved(_rows(variable, sizes, supply), next(turns))
        if "rigid" in variable.properties
        else _with_properties(variable, _rows(variable, sizes, supply), scale)
        for name, variable in derivation.variables.items()
    }


def _rows(variable: Variable, sizes: dict[str, int], supply: Iterator[int]) -> list[list[int]]:
    rows, columns = (*variable.shape, Dimension(), Dimension())[:2]
    return [[next(supply) for _ in range(columns.size(sizes))] for _ in range(rows.size(sizes))]


def _with_properties(variable: Variable, rows: list[list[int]], scale: Callable[[int], Fraction]) -> Rows:
    """The numbers, changed as little as makes the declared properties true."""
    properties, order = variable.properties, range(len(rows))
    if TANGENT in properties:
        return tuple(tuple(Fraction(0) for _ in row) for row in rows)
    if "index" in properties:
        # The least axis of an example has two places.
        return tuple(tuple(Fraction(entry % _PLACES) for entry in row) for row in rows)
    if "zero-one" in properties:
        return tuple(tuple(Fraction(int(entry > 0)) for entry in row) for row in rows)
    if properties & {"one-hot", "probability", "unit"}:
        return _of_total_one(variable, rows)
    if "positive" in properties:
        rows = [[abs(entry) for entry in row] for row in rows]
    if "orthogonal" in properties:
        # A rotation of the axes: entry (i, i + 1) is one.
        return tuple(tuple(Fraction(int((i + 1) % len(rows) == j)) for j in order) for i in order)
    if properties & {"lower triangular", "upper triangular"}:
        side, ones = 1 if "lower triangular" in properties else -1, any(each.startswith("unit") for each in properties)
        rows = [[0 if side * (j - i) > 0 else entry for j, entry in enumerate(row)] for i, row in enumerate(rows)]
        if ones:
            return tuple(
                tuple(Fraction(1) if i == j else scale(entry) for j, entry in enumerate(row))
                for i, row in enumerate(rows)
            )
    elif "diagonal" in properties:
        rows = [[entry if i == j else 0 for j, entry in enumerate(row)] for i, row in enumerate(rows)]
    elif "symmetric" in properties:
        rows = [[rows[min(i, j)][max(i, j)] for j in order] for i in order]
    elif "skew" in properties:
        rows = [[(rows[min(i, j)][max(i, j)]) * ((i < j) - (i > j)) for j in order] for i in order]
    if "positive definite" in properties:
        # A diagonal that outweighs its row makes a symmetric matrix positive definite (Gershgorin 1931).
        outweighing = [1 + sum(abs(entry) for entry in row) for row in rows]
        rows = [[outweighing[i] if i == j else entry for j, entry in enumerate(row)] for i, row in enumerate(rows)]
    return tuple(tuple(scale(entry) for entry in row) for row in rows)


def _moved(rows: list[list[int]], number: int) -> Rows:
    """A rigid motion: a rotation beside a translation, over zeros and a one."""
    turned, last = _turned(len(rows) - 1, number), len(rows) - 1
    beside = tuple((*row, Fraction(moved[last])) for row, moved in zip(turned, rows[:last], strict=True))
    return (*beside, tuple(Fraction(int(j == last)) for j in range(len(rows))))


def _turned(length: int, number: int) -> Rows:
    """A rotation that exchanges the axes, or one in a plane of two of them: not the same for two that are compared."""
    order, last = range(length), length - 1
    if number == 0 or not last:
        # Of an even number of axes the exchange alone would be a reflection.
        return tuple(
            tuple(Fraction((-1) ** (last * (i == last)) * ((i + 1) % length == j)) for j in order) for i in order
        )
    at, whole = (number - 1) % last, 4 * number**2 + 1
    # (4k² − 1)² + (4k)² = (4k² + 1)²: 3/5 and 4/5, 15/17 and 8/17.
    cosine, sine = Fraction(whole - 2, whole), Fraction(4 * number, whole)
    entries = {(at, at): cosine, (at, at + 1): -sine, (at + 1, at): sine, (at + 1, at + 1): cosine}
    return tuple(tuple(entries.get((i, j), Fraction(int(i == j))) for j in order) for i in order)


def _of_total_one(variable: Variable, rows: list[list[int]]) -> Rows:
    """A vector, or the rows of a matrix, that are one-hot, probabilities, or of length one."""
    upright = len(variable.shape) == 1
    turned = [[row[0] for row in rows]] if upright else rows
    if "probability" in variable.properties:
        found = [[Fraction(abs(entry), sum(map(abs, row))) for entry in row] for row in turned]
    else:
        found = [[Fraction(int(j == row[0] % len(row))) for j in range(len(row))] for row in turned]
    return tuple((entry,) for entry in found[0]) if upright else tuple(map(tuple, found))


def _at(derivation: Derivation, sizes: dict[str, int], inputs: dict[str, Rows], digits: int | None) -> Numbers:
    numbers = arithmetic(digits)
    symbols: dict[str, tuple[tuple[Entry, ...], ...]] = {
        name: tuple(tuple(numbers.number(entry) for entry in row) for row in rows) for name, rows in inputs.items()
    }
    evaluation = Evaluation(symbols, sizes, numbers)
    return Numbers(
        sizes,
        inputs,
        evaluation.form(MatrixForm(derivation.value)),
        evaluation.form(derivation.numerator.form),
        evaluation.form(derivation.denominator.form),
        digits is None,
    )
