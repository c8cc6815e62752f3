"""Expressions written out entry by entry, at dimensions that are small numbers.

Every function of the language is spelled out here once more from its definition, in plain sums and products of
entries: a determinant by expansion along rows, an inverse by cofactors. Nothing of `calculus` or `layout` is used, so
that a slip there is not repeated here. Entries may be numbers, SymPy expressions, or truncated Taylor series
(`jacobook.proof.oracle.taylor`), whose derivatives then come along.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial, reduce
from itertools import chain
from operator import add, mul, sub, truediv
from typing import Any, Protocol

import sympy

from jacobook.errors import Refused
from jacobook.language.declared_function import ELEMENTWISE_FUNCTION, MATRIX_FUNCTION
from jacobook.language.dimension import Dimension
from jacobook.language.expression import Application, Call, Constant, Expression, Number, Size, Variable, walk
from jacobook.language.functions import ELEMENTWISE, FUNCTIONS, MATRIX_FUNCTIONS, Function
from jacobook.proof.numbers.arithmetic import Entry, Undefined
from jacobook.proof.numbers.hole import Hole, among
from jacobook.proof.oracle.definition import symbolic
from jacobook.proof.oracle.instances import Instances, of_matrix, of_number

Array = Any
"""A scalar is an entry, a vector a tuple of entries, a matrix a tuple of its rows."""


class Unproved(Refused):
    """An answer that could be neither proved nor disproved, with the reason."""


class Scalars(Protocol):
    """The functions of entries that writing out needs beside + - * /."""

    def number(self, value: Fraction) -> Entry:
        """A rational as an entry."""

    def constant(self, name: str) -> Entry:
        """A named real number, such as pi."""

    def apply(self, definition: str, arguments: Sequence[Entry], place: int) -> Entry:
        """The function with this SymPy definition, called at this place of the expression."""

    def power(self, base: Entry, exponent: Entry, place: int) -> Entry:
        """The base raised to the exponent."""

    def holds(self, condition: Entry) -> bool | None:
        """Whether the condition is not zero; None where that is undecided."""

    def negligible(self, value: Entry) -> bool:
        """Whether a divisor is zero, or nothing but rounding noise."""

    def moves(self, value: Entry) -> bool:
        """Whether an entry carries derivatives along."""

    def matrix_function(self, name: str, matrix: Array) -> Array:
        """A function of a square matrix, such as expm."""


class SymbolicScalars:
    """Entries that are SymPy expressions."""

    def number(self, value: Fraction) -> sympy.Expr:
        return sympy.Rational(value.numerator, value.denominator)

    def constant(self, name: str) -> sympy.Expr:
        return {"pi": sympy.pi, "e": sympy.E}[name]

    def apply(self, definition: str, arguments: Sequence[Entry], place: int) -> sympy.Expr:  # noqa: ARG002
        return symbolic(definition, arguments)

    def power(self, base: Entry, exponent: Entry, place: int) -> sympy.Expr:  # noqa: ARG002
        return base**exponent

    def holds(self, condition: Entry) -> bool | None:
        return bool(condition != 0) if condition.is_number else None

    def negligible(self, value: Entry) -> bool:
        return bool(value == 0)

    def moves(self, value: Entry) -> bool:  # noqa: ARG002
        return False

    def matrix_function(self, name: str, matrix: Array) -> Array:  # noqa: ARG002
        raise Unproved(f"{name} is not written out in symbols")


def evaluate_expression(
    expression: Expression,
    arrays: Mapping[str, Array],
    sizes: Mapping[str, int],
    scalars: Scalars | None = None,
    functions: Mapping[str, Function] = FUNCTIONS,
    *,
    instances: Instances | None = None,
    holes: bool = False,
    singular: bool = False,
) -> Array:
    """The entries of an expression whose variables have the given entries: an entry, a tuple, or a tuple of rows.

    `sizes` gives the dimension symbols their numbers; without `scalars`, entries are SymPy expressions. Raises
    `Unproved` for a function that is not spelled out here, and `Undefined` where there is no value; with `holes`, an
    entry without a value is a hole; only with `singular`, a determinant that vanishes has derivatives.
    """
    writer = _Writer(arrays, dict(sizes), scalars or SymbolicScalars(), functions)
    writer.instances = instances or Instances()
    writer.places = {id(node): place for place, node in enumerate(walk(expression))}
    writer.holes = holes
    writer.singular = singular
    written = writer.write(expression)
    hole = None if holes else among(entries(written))
    if hole is not None:
        raise Undefined(str(hole.reasons[0]))
    return written


class _Writer:
    def __init__(
        self, arrays: Mapping[str, Array], sizes: dict[str, int], scalars: Scalars, functions: Mapping[str, Function]
    ) -> None:
        self.arrays = arrays
        self.sizes = sizes
        self.scalars = scalars
        self.functions = functions
        self.instances = Instances()
        self._written: dict[int, Array] = {}
        self.places: dict[int, int] = {}
        self.place = 0
        self.holes = False
        self.singular = False

    def write(self, expression: Expression) -> Array:
        match expression:
            case Variable(name=name):
                return self.arrays[name]
            case Number(value=value):
                return self.number(value)
            case Constant(name=name):
                return self.scalars.constant(name)
            case Size(dimension=dimension):
                return self.number(self.size(dimension))
            case Call():
                if id(expression) not in self._written:
                    self._written[id(expression)] = self._call(expression)
                return self._written[id(expression)]
            case Application():
                return self._application(expression)

    def _application(self, application: Application) -> Array:
        function = application.function
        arguments = [self.write(argument) for argument in application.arguments]
        if function.kind == ELEMENTWISE_FUNCTION:
            coefficients = self.instances.coefficients(function.name, 0)
            return _entrywise(lambda entry: of_number(coefficients, entry, self.number), arguments[0])
        if function.kind == MATRIX_FUNCTION:
            coefficients = self.instances.coefficients(function.name, 0)
            return of_matrix(coefficients, arguments[0], self.number, lambda a, b: _matmul(self, a, b))
        lengths = tuple(self.size(dimension) for dimension in application.shape)
        flat = [entry for argument in arguments for entry in entries(argument)]
        return self.instances.value(function.name, flat, lengths, self.number)

    def number(self, value: Fraction | int) -> Entry:
        return self.scalars.number(Fraction(value))

    def size(self, dimension: Dimension) -> int:
        return dimension.size(self.sizes)

    def _call(self, call: Call) -> Array:
        place = self.places[id(call)]
        function = self.functions.get(call.function)
        if function is not None and function.kind == ELEMENTWISE:
            arguments = [self.write(argument) for argument in call.arguments]
            return self._each(lambda *entries: self.scalars.apply(function.definition, entries, place), *arguments)
        if call.function == "power":
            base, exponent = map(self.write, call.arguments)
            return self._each(lambda b, e: self.scalars.power(b, e, place), base, exponent)
        if call.function in FILLED:
            return _filled(FILLED[call.function], *(self.size(dimension) for dimension in call.shape), writer=self)
        if call.function == "where":
            return self._where(*call.arguments)
        written = WRITTEN.get(call.function)
        if written is None:
            raise Unproved(f"the proof does not know the function {call.function}")
        arguments = [self.write(argument) for argument in call.arguments]
        self.place = place
        if not self.holes:
            return written(self, *arguments)
        if call.function == "divide":
            return self._each(truediv, *arguments)
        try:
            return written(self, *arguments)
        except (Undefined, ZeroDivisionError) as reason:
            lengths = [self.size(dimension) for dimension in call.shape]
            hole = reason.args[0] if isinstance(reason.args[0], Hole) else Hole(str(reason))
            every = among(entry for argument in arguments for entry in entries(argument)) or hole
            return _entrywise(lambda _: every, _filled((0, 0), *lengths, writer=self))

    def _each(self, function: Callable[..., Entry], *arrays: Array) -> Array:
        """A function entry by entry, in which an entry without a value is a hole where holes are allowed."""
        if not self.holes:
            return _entrywise(function, *arrays)

        def applied(*entries: Entry) -> Entry:
            hole = among(entries)
            if hole is not None:
                return hole
            try:
                return function(*entries)
            except (Undefined, ZeroDivisionError) as reason:
                return next((each for each in reason.args if isinstance(each, Hole)), None) or Hole(str(reason))

        return _entrywise(applied, *arrays)

    def _where(self, condition: Expression, yes: Expression, no: Expression) -> Array:
        """One of two, entry by entry; what no entry asks for need not have a value: where(x > 0, log(x), x)."""
        conditions = self.write(condition)
        verdicts = {self._holds(entry) for entry in entries(conditions)}

        def branch(expression: Expression, verdict: bool) -> Array:  # noqa: FBT001 - one of the two branches
            if verdict in verdicts or None in verdicts:
                strict, self.holes = self.holes, self.holes or len(verdicts) > 1
                try:
                    return self.write(expression)
                finally:
                    self.holes = strict
            return _filled((0, 0), *(self.size(dimension) for dimension in expression.shape), writer=self)

        return _entrywise(self._choose, conditions, branch(yes, verdict=True), branch(no, verdict=False))

    def _holds(self, condition: Entry) -> bool | None:
        return True if isinstance(condition, Hole) else self.scalars.holds(condition)

    def _choose(self, condition: Entry, yes: Entry, no: Entry) -> Entry:
        if isinstance(condition, Hole):
            return condition
        verdict = self.scalars.holds(condition)
        if verdict is None:
            return sympy.Piecewise((yes, sympy.Ne(condition, 0)), (no, True))
        return yes if verdict else no

    def root(self, entry: Entry) -> Entry:
        return self.scalars.apply("sqrt(t)", (entry,), self.place)

    def absolute(self, entry: Entry) -> Entry:
        return self.scalars.apply("Abs(t)", (entry,), self.place)

    def exponential(self, entry: Entry) -> Entry:
        return self.scalars.apply("exp(t)", (entry,), self.place)

    def logarithm(self, entry: Entry) -> Entry:
        return self.scalars.apply("log(t)", (entry,), self.place)


def rank(array: Array) -> int:
    """The number of axes of an array: 0, 1 or 2."""
    if not isinstance(array, tuple):
        return 0
    return 2 if isinstance(array[0], tuple) else 1


def entries(array: Array) -> tuple[Entry, ...]:
    """All entries of an array, row after row."""
    if rank(array) == 2:
        return tuple(chain.from_iterable(array))
    return array if isinstance(array, tuple) else (array,)


def _entrywise(function: Callable[..., Entry], *arrays: Array) -> Array:
    """A function of entries on arrays of one shape; a scalar stands beside every entry of the others."""
    shaped = [array for array in arrays if isinstance(array, tuple)]
    if not shaped:
        return function(*arrays)
    length = len(shaped[0])
    if any(len(array) != length or rank(array) != rank(shaped[0]) for array in shaped):
        raise Unproved("arrays of different shapes cannot be combined entry by entry")
    columns = [array if isinstance(array, tuple) else (array,) * length for array in arrays]
    return tuple(_entrywise(function, *row) for row in zip(*columns, strict=True))


def _total(values: Sequence[Entry]) -> Entry:
    return reduce(add, values)


def _filled(diagonal_and_rest: tuple[int, int], *lengths: int, writer: _Writer) -> Array:
    diagonal, rest = map(writer.number, diagonal_and_rest)
    if not lengths:
        return diagonal
    if len(lengths) == 1:
        return (diagonal,) * lengths[0]
    rows, columns = lengths
    return tuple(tuple(diagonal if i == j else rest for j in range(columns)) for i in range(rows))


def _inner(left: Sequence[Entry], right: Sequence[Entry]) -> Entry:
    return _total([a * b for a, b in zip(left, right, strict=True)])


def _matmul(_: _Writer, left: Array, right: Array) -> Array:
    columns = right if rank(right) == 1 else tuple(zip(*right, strict=True))
    match rank(left), rank(right):
        case 1, 1:
            return _inner(left, right)
        case 2, 1:
            return tuple(_inner(row, right) for row in left)
        case 1, 2:
            return tuple(_inner(left, column) for column in columns)
        case 2, 2:
            return tuple(tuple(_inner(row, column) for column in columns) for row in left)
        case _:
            raise Unproved("the matrix product needs vectors or matrices")


def _transpose(_: _Writer, array: Array) -> Array:
    return tuple(zip(*array, strict=True)) if rank(array) == 2 else array


def _sum(_: _Writer, array: Array) -> Entry:
    return _total(entries(array))


def _mean(writer: _Writer, array: Array) -> Entry:
    return _sum(writer, array) / writer.number(len(entries(array)))


def _product(_: _Writer, array: Array) -> Entry:
    return reduce(mul, entries(array))


def _dot(_: _Writer, left: Array, right: Array) -> Entry:
    return _total(entries(_entrywise(mul, left, right)))


def _norm(writer: _Writer, array: Array) -> Entry:
    """The 2-norm or the Frobenius norm: both are the root of the sum of all squares."""
    return writer.root(_total([entry * entry for entry in entries(array)]))


def _norm_one(writer: _Writer, array: Array) -> Entry:
    return _total([writer.absolute(entry) for entry in entries(array)])


def _trace(_: _Writer, matrix: Array) -> Entry:
    return _total([row[i] for i, row in enumerate(matrix)])


def _minor(matrix: Array, rows: tuple[int, ...], columns: tuple[int, ...], known: dict[Any, Entry]) -> Entry:
    """The determinant of some rows and columns, expanded along the first of the rows."""
    key = rows, columns
    if key not in known:
        terms = []
        for position, column in enumerate(columns):
            entry = matrix[rows[0]][column]
            if len(rows) > 1:
                rest = columns[:position] + columns[position + 1 :]
                entry = entry * _minor(matrix, rows[1:], rest, known)
            terms.append(-entry if position % 2 else entry)
        known[key] = _total(terms)
    return known[key]


def _determinant(writer: _Writer, matrix: Array) -> Entry:
    every = tuple(range(len(matrix)))
    result = _minor(matrix, every, every, {})
    # Books write the derivative of a determinant with the inverse, and mean it where there is one: det(XᵀX) is tried
    # with X at least as high as wide.
    if not writer.singular and writer.scalars.moves(result) and writer.scalars.negligible(result):
        raise Undefined("a determinant that vanishes")
    return result


def _log_determinant(writer: _Writer, matrix: Array) -> Entry:
    return writer.logarithm(_determinant(writer, matrix))


def _inverse(writer: _Writer, matrix: Array) -> Array:
    """The adjugate over the determinant: entry (i, j) is the cofactor of entry (j, i)."""
    every = tuple(range(len(matrix)))
    known: dict[Any, Entry] = {}
    determinant = _minor(matrix, every, every, known)
    if writer.scalars.negligible(determinant):
        raise Undefined("a singular matrix has no inverse")
    one = writer.number(1)
    if len(matrix) == 1:
        return ((one / determinant,),)

    def cofactor(row: int, column: int) -> Entry:
        minor = _minor(matrix, every[:row] + every[row + 1 :], every[:column] + every[column + 1 :], known)
        return -minor if (row + column) % 2 else minor

    reciprocal = one / determinant
    return tuple(tuple(cofactor(j, i) * reciprocal for j in every) for i in every)


def _matrix_power(writer: _Writer, matrix: Array, exponent: Entry) -> Array:
    whole = int(exponent)
    if whole != exponent:
        raise Unproved("a matrix is raised to whole powers only")
    if whole == 0:
        return _filled((1, 0), len(matrix), len(matrix), writer=writer)
    factor = matrix if whole > 0 else _inverse(writer, matrix)
    return reduce(lambda left, right: _matmul(writer, left, right), (factor,) * abs(whole))


def _diag(writer: _Writer, array: Array) -> Array:
    if rank(array) == 2:
        return tuple(row[i] for i, row in enumerate(array))
    zero, length = writer.number(0), range(len(array))
    return tuple(tuple(array[i] if i == j else zero for j in length) for i in length)


def _outer(_: _Writer, left: Array, right: Array) -> Array:
    return tuple(tuple(a * b for b in right) for a in left)


def _kronecker(_: _Writer, left: Array, right: Array) -> Array:
    if rank(left) == rank(right) == 1:
        return tuple(a * b for a in left for b in right)
    return tuple(tuple(a * b for a in upper for b in lower) for upper in left for lower in right)


def _vec(_: _Writer, matrix: Array) -> Array:
    return tuple(chain.from_iterable(zip(*matrix, strict=True))) if rank(matrix) == 2 else matrix


def _softmax(writer: _Writer, vector: Array) -> Array:
    """Of a vector, a column n×1 or a row 1×n, whose entries all are of one sum."""
    powers = _entrywise(writer.exponential, vector)
    total = _total(entries(powers))
    return _entrywise(lambda power: power / total, powers)


def _log_sum_exp(writer: _Writer, array: Array) -> Entry:
    return writer.logarithm(_total([writer.exponential(entry) for entry in entries(array)]))


def _cross(_: _Writer, left: Array, right: Array) -> Array:
    (a, b, c), (u, v, w) = left, right
    return (b * w - c * v, c * u - a * w, a * v - b * u)


def _matrix_function(name: str, writer: _Writer, matrix: Array) -> Array:
    return writer.scalars.matrix_function(name, matrix)


FILLED = {"eye": (1, 0), "ones": (1, 1), "zeros": (0, 0)}
"""Constant arrays: the entry on the diagonal, and elsewhere."""

WRITTEN: dict[str, Callable[..., Array]] = {
    "add": lambda _, left, right: _entrywise(add, left, right),
    "subtract": lambda _, left, right: _entrywise(sub, left, right),
    "multiply": lambda _, left, right: _entrywise(mul, left, right),
    "divide": lambda _, left, right: _entrywise(truediv, left, right),
    "negate": lambda _, array: _entrywise(lambda entry: -entry, array),
    "matmul": _matmul,
    "transpose": _transpose,
    "sum": _sum,
    "mean": _mean,
    "prod": _product,
    "dot": _dot,
    "norm": _norm,
    "norm1": _norm_one,
    "trace": _trace,
    "det": _determinant,
    "logdet": _log_determinant,
    "inv": _inverse,
    "matrix_power": _matrix_power,
    "diag": _diag,
    "outer": _outer,
    "kron": _kronecker,
    "vec": _vec,
    "softmax": _softmax,
    "logsumexp": _log_sum_exp,
    "cross": _cross,
    **{name: partial(_matrix_function, name) for name in MATRIX_FUNCTIONS},
}
"""What every function of the language means, by its name; element-wise ones mean their SymPy definitions."""


def is_covered(name: str, functions: Mapping[str, Function] = FUNCTIONS) -> bool:
    """Whether expressions that call this function can be written out."""
    function = functions.get(name)
    if function is not None and function.kind == ELEMENTWISE:
        return bool(function.definition)
    return name in WRITTEN or name in FILLED or name in ("power", "where")
