"""Formulas evaluated at a point, every shape checked: a shape that does not fit disproves the formula.

Determinants and inverses are found by elimination here (`jacobook.proof.numbers.elimination`), by cofactors in
`jacobook.proof.oracle.components`: two ways to one number. Indices by name run from 0 inside, and each keeps the
dimension it was given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import reduce
from itertools import chain
from operator import add, mul
from typing import Any

from jacobook.language.dimension import Dimension
from jacobook.language.functions import ELEMENTWISE, FUNCTIONS, MATRIX_FUNCTIONS, Function
from jacobook.layout.formulas import formula as layout
from jacobook.layout.formulas.formula import Formula, MatrixForm, axes
from jacobook.layout.formulas.stacked_index import FastPart, Index, SlowPart, Stacked, names_in
from jacobook.proof.numbers.arithmetic import Arithmetic, Entry, Undefined
from jacobook.proof.numbers.elimination import Matrix, determinant, identity, inverse, multiplied, shape, transposed
from jacobook.proof.numbers.fitting import (
    Malformed,
    called,
    column,
    entrywise,
    matrix_product,
    same_shape,
    shape_text,
    single,
    square,
)
from jacobook.proof.numbers.hole import Hole, Tolerant, among
from jacobook.proof.numbers.index_sums import Bound, Tables, index_sum, remembered_sum
from jacobook.proof.oracle.budget import Budget
from jacobook.proof.oracle.definition import value_of
from jacobook.proof.oracle.functional import as_matrix, derivative_entries
from jacobook.proof.oracle.instances import Instances, of_matrix, of_number


@dataclass
class Evaluation:
    """Formulas evaluated at one point, in one arithmetic.

    `symbols` gives the named scalars, vectors (as columns) and matrices their entries, `sizes` the dimension symbols
    their numbers. Raises `Malformed` for a formula without a meaning, `Undefined` where it has no value; in a branch of
    a choice, entries without a value are holes.
    """

    symbols: Mapping[str, Matrix]
    sizes: dict[str, int]
    arithmetic: Arithmetic
    functions: Mapping[str, Function] = field(default_factory=lambda: FUNCTIONS)
    instances: Instances = field(default_factory=Instances)
    budget: Budget = field(default_factory=Budget)
    _known: dict[tuple[int, tuple[tuple[str, int, int], ...]], Matrix] = field(default_factory=dict)
    _indices: dict[int, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)
    _kept: list[Formula] = field(default_factory=list)
    tables: Tables = field(default_factory=dict)

    def form(self, form: MatrixForm) -> Matrix:
        """The value of an answer: its definitions are read in order, then its formula."""
        return self.within(form).value(form.formula)

    @property
    def holes(self) -> bool:
        """Whether an entry without a value is a hole here."""
        return isinstance(self.arithmetic, Tolerant)

    def with_holes(self) -> Evaluation:
        """The evaluation in which an entry without a value is a hole."""
        arithmetic = self.arithmetic if self.holes else Tolerant(self.arithmetic)
        return replace(self, arithmetic=arithmetic, _known={}, _indices={}, _kept=[], tables={})

    def within(self, form: MatrixForm) -> Evaluation:
        """The evaluation that also knows the names which the form defines."""
        symbols = dict(self.symbols)
        for definition in form.definitions:
            name = definition.symbol.name
            if name in symbols:
                raise Malformed(f"the name {name} is defined a second time")
            here = replace(self, symbols=symbols, _known={}, _indices={}, _kept=[], tables={})
            symbols[name] = here.value(definition.meaning)
            here.fits(symbols[name], definition.symbol)
        return replace(self, symbols=symbols, _known={}, _indices={}, _kept=[], tables={}) if form.definitions else self

    def value(self, formula: Formula, bound: Bound = {}) -> Matrix:  # noqa: B006 - never written to
        """The rows of a formula; `bound` holds the values of its free indices."""
        self.budget.spend()
        free = self.free_indices(formula)
        key = (id(formula), tuple((name, *bound[name]) for name in sorted(free) if name in bound))
        if key not in self._known:
            evaluate = EVALUATORS.get(type(formula))
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
            inner = [self._names(part) for part in _parts(formula)]
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


def _parts(formula: Formula) -> Iterator[Formula]:
    for name in formula.__dataclass_fields__:
        value = getattr(formula, name)
        for part in value if isinstance(value, tuple) else (value,):
            if type(part) in EVALUATORS:
                yield part


def _symbol(at: Evaluation, formula: layout.Symbol, _: Bound) -> Matrix:
    if formula.name not in at.symbols:
        raise Malformed(f"the name {formula.name} is not defined")
    return at.symbols[formula.name]


def changed(name: str) -> str:
    """The name under which an evaluation knows the change of a variable; no variable can have it."""
    return f"d {name}"


def _differential(at: Evaluation, formula: layout.Differential, _: Bound) -> Matrix:
    name = formula.body.name if isinstance(formula.body, layout.Symbol) else ""
    if changed(name) not in at.symbols:
        raise Malformed("it holds the differential of something that is not a variable")
    return at.symbols[changed(name)]


def _identity(at: Evaluation, formula: layout.Identity, _: Bound) -> Matrix:
    return identity(at.size(formula.rows), at.arithmetic)


def _filled(at: Evaluation, formula: layout.Filled, _: Bound) -> Matrix:
    return ((at.number(formula.value),) * at.size(formula.columns),) * at.size(formula.rows)


def _commutation(at: Evaluation, formula: layout.Commutation, _: Bound) -> Matrix:
    """X of size m×n has X_ij at place jm + i of vec(X), and at place in + j of vec(Xᵀ)."""
    m, n = at.size(formula.m), at.size(formula.n)
    ones = {(i * n + j, j * m + i) for i in range(m) for j in range(n)}
    return tuple(tuple(at.number(int((row, column) in ones)) for column in range(m * n)) for row in range(m * n))


def _sum(at: Evaluation, formula: layout.Sum, bound: Bound) -> Matrix:
    terms = tuple(at.value(term, bound) for term in formula.terms)
    same_shape("a sum", terms)
    return reduce(lambda left, right: entrywise(add, left, right), terms)


def _multiple(at: Evaluation, formula: layout.Multiple, bound: Bound) -> Matrix:
    factor = at.number(formula.coefficient)
    for numerator in formula.numerators:
        factor = factor * at.scalar(numerator, bound)
    for denominator in formula.denominators:
        factor = at.divided(factor, at.scalar(denominator, bound))
    if formula.body is None:
        return single(factor)
    return entrywise(lambda entry: factor * entry, at.value(formula.body, bound))


def _product(at: Evaluation, formula: layout.Product, bound: Bound) -> Matrix:
    return reduce(matrix_product, (at.value(factor, bound) for factor in formula.factors))


def _hadamard(at: Evaluation, formula: layout.Hadamard, bound: Bound) -> Matrix:
    factors = tuple(at.value(factor, bound) for factor in formula.factors)
    same_shape("⊙", factors)
    return reduce(lambda left, right: entrywise(mul, left, right), factors)


def _hadamard_quotient(at: Evaluation, formula: layout.HadamardQuotient, bound: Bound) -> Matrix:
    both = at.value(formula.numerator, bound), at.value(formula.denominator, bound)
    same_shape("⊘", both)
    return entrywise(at.divided, *both)


def _power(at: Evaluation, formula: layout.Power, bound: Bound) -> Matrix:
    base, exponent = at.value(formula.base, bound), at.value(formula.exponent, bound)
    if shape(exponent) == (1, 1):
        return entrywise(lambda entry: at.arithmetic.power(entry, exponent[0][0]), base)
    same_shape("an entrywise power", (base, exponent))
    return entrywise(at.arithmetic.power, base, exponent)


def _transpose(at: Evaluation, formula: layout.Transpose, bound: Bound) -> Matrix:
    return transposed(at.value(formula.body, bound))


def _inverse(at: Evaluation, formula: layout.Inverse, bound: Bound) -> Matrix:
    body = at.value(formula.body, bound)
    square("an inverse", body)
    return inverse(body, at.arithmetic)


def _matrix_power(at: Evaluation, formula: layout.MatrixPower, bound: Bound) -> Matrix:
    body, exponent = at.value(formula.body, bound), at.scalar(formula.exponent, bound)
    size = square("a matrix power", body)
    if int(exponent) != exponent:
        raise Malformed("a matrix is raised to whole powers only")
    factor = inverse(body, at.arithmetic) if exponent < 0 else body
    return reduce(matrix_product, (factor,) * abs(int(exponent)), identity(size, at.arithmetic))


def _diagonal(at: Evaluation, formula: layout.Diagonal, bound: Bound) -> Matrix:
    entries = column("diag", at.value(formula.body, bound))
    zero, length = at.number(0), range(len(entries))
    return tuple(tuple(entries[i] if i == j else zero for j in length) for i in length)


def _diagonal_part(at: Evaluation, formula: layout.DiagonalPart, bound: Bound) -> Matrix:
    body = at.value(formula.body, bound)
    return tuple((body[i][i],) for i in range(square("diag", body)))


def _trace(at: Evaluation, formula: layout.Trace, bound: Bound) -> Matrix:
    body = at.value(formula.body, bound)
    return single(reduce(add, (body[i][i] for i in range(square("tr", body)))))


def _determinant(at: Evaluation, formula: layout.Determinant, bound: Bound) -> Matrix:
    body = at.value(formula.body, bound)
    square("det", body)
    return single(determinant(body, at.arithmetic))


def _norm(at: Evaluation, formula: layout.Norm, bound: Bound) -> Matrix:
    body = at.value(formula.body, bound)
    entries = list(chain.from_iterable(body))
    if formula.kind == "2" and 1 not in shape(body):
        raise Malformed(f"the 2-norm is that of a vector, not of a matrix {shape_text(body)}")
    if formula.kind == "1":
        return single(reduce(add, map(abs, entries)))
    if formula.kind not in ("2", "frobenius"):
        raise Malformed(f"the norm {formula.kind} is not known")
    return single(at.arithmetic.power(reduce(add, (entry * entry for entry in entries)), at.number(Fraction(1, 2))))


def _kronecker(at: Evaluation, formula: layout.Kronecker, bound: Bound) -> Matrix:
    left, right = at.value(formula.left, bound), at.value(formula.right, bound)
    return tuple(tuple(a * b for a in upper for b in lower) for upper in left for lower in right)


def _khatri_rao(at: Evaluation, formula: layout.KhatriRao, bound: Bound) -> Matrix:
    left, right = at.value(formula.left, bound), at.value(formula.right, bound)
    if shape(left)[1] != shape(right)[1]:
        raise Malformed(f"a Khatri–Rao product needs as many columns in {shape_text(left)} as in {shape_text(right)}")
    return tuple(tuple(map(mul, upper, lower)) for upper in left for lower in right)


def _vec(at: Evaluation, formula: layout.Vec, bound: Bound) -> Matrix:
    return tuple((entry,) for entry in chain.from_iterable(transposed(at.value(formula.body, bound))))


def _unvec(at: Evaluation, formula: layout.Unvec, bound: Bound) -> Matrix:
    stack = column("the inverse of vec", at.value(formula.body, bound))
    rows, columns = at.size(formula.rows), at.size(formula.columns)
    if len(stack) != rows * columns:
        raise Malformed(f"{len(stack)} entries are no stack of {columns} columns of {rows}")
    return tuple(tuple(stack[j * rows + i] for j in range(columns)) for i in range(rows))


def _apply(at: Evaluation, formula: layout.Apply, bound: Bound) -> Matrix:
    if formula.function == "where" and len(formula.arguments) == 3:
        return _where(at, formula, bound)
    arguments = tuple(at.value(argument, bound) for argument in formula.arguments)
    composite = _COMPOSITES.get(formula.function)
    if composite is not None and len(arguments) == 1:
        return composite(at, arguments[0])
    return entrywise(_scalar_function(at, formula.function, len(arguments)), *_spread(at, formula, arguments))


def _spread(at: Evaluation, formula: layout.Apply, arguments: tuple[Matrix, ...]) -> tuple[Matrix, ...]:
    """The arguments in one shape: a scalar stands beside every entry of the others."""
    rows, columns = at.size(formula.rows), at.size(formula.columns)
    spread = tuple(((a[0][0],) * columns,) * rows if shape(a) == (1, 1) else a for a in arguments)
    same_shape(formula.function, spread)
    return spread


def _scalar_function(at: Evaluation, name: str, count: int) -> Callable[..., Entry]:
    if name == "equal" and count == 2:
        return lambda left, right: at.number(int(left == right))
    function = at.functions.get(name)
    if function is None or function.kind != ELEMENTWISE:
        raise Malformed(f"{name} is not a function of entries")
    if count != function.arity:
        raise Malformed(f"{name} takes {function.arity} arguments, not {count}")
    evaluate = value_of(function.definition)
    if at.holes:
        return lambda *entries: among(entries) or evaluate(at.arithmetic, entries)
    return lambda *entries: evaluate(at.arithmetic, entries)


def _where(at: Evaluation, formula: layout.Apply, bound: Bound) -> Matrix:
    """One of two, entry by entry; what no entry asks for need not have a value."""
    condition, *branches = formula.arguments
    chosen = at.value(condition, bound)
    verdicts = {bool(entry != 0) for entry in chain.from_iterable(chosen)}
    unused = single(at.number(0))
    inside = at.with_holes() if len(verdicts) > 1 else at
    yes, no = (
        inside.value(b, bound) if v in verdicts else unused for b, v in zip(branches, (True, False), strict=True)
    )
    result = entrywise(lambda c, a, b: a if c != 0 else b, *_spread(at, formula, (chosen, yes, no)))
    _required(at, *chain.from_iterable(result))
    return result


def _cross(at: Evaluation, formula: layout.Cross, bound: Bound) -> Matrix:
    left, right = (column("a cross product", at.value(part, bound)) for part in (formula.left, formula.right))
    if len(left) != 3 or len(right) != 3:
        raise Malformed("a cross product is that of two vectors of length 3")
    return tuple((left[(i + 1) % 3] * right[(i + 2) % 3] - left[(i + 2) % 3] * right[(i + 1) % 3],) for i in range(3))


def _cross_matrix(at: Evaluation, formula: layout.CrossMatrix, bound: Bound) -> Matrix:
    u, v, w = column("[u]×", at.value(formula.body, bound))
    zero = at.number(0)
    return ((zero, -w, v), (w, zero, -u), (-v, u, zero))


def _finite_sum(at: Evaluation, formula: layout.FiniteSum, bound: Bound) -> Matrix:
    if formula.index in at.symbols:
        raise Malformed(f"the index {formula.index} already means something")
    count = at.scalar(formula.count, bound)
    if int(count) != count or count < 1:
        raise Undefined("a sum over so many powers is that of a positive whole number of them")

    def term(number: int) -> Matrix:
        symbols = {**at.symbols, formula.index: single(at.number(number))}
        return replace(at, symbols=symbols, _known={}, _indices={}, _kept=[], tables={}).value(formula.body, bound)

    return reduce(lambda left, right: entrywise(add, left, right), map(term, range(int(count))))


def _function_value(at: Evaluation, formula: layout.FunctionValue, bound: Bound) -> Matrix:
    flat = [entry for argument in formula.arguments for row in at.value(argument, bound) for entry in row]
    lengths = at.size(formula.rows), at.size(formula.columns)
    rows: Matrix = at.instances.value(formula.name, flat, lengths, at.number)
    return rows


def _size_of(at: Evaluation) -> Callable[[Formula], tuple[int, int]]:
    return lambda formula: (at.size(formula.rows), at.size(formula.columns))


def _derivative_tensor(at: Evaluation, formula: layout.FunctionDerivative, bound: Bound) -> dict[Any, Entry]:
    arguments = [at.value(argument, bound) for argument in formula.value.arguments]
    return derivative_entries(formula, arguments, _size_of(at), at.instances, at.number)


def _function_derivative(at: Evaluation, formula: layout.FunctionDerivative, bound: Bound) -> Matrix:
    tensor = _derivative_tensor(at, formula, bound)
    rank = axes(formula.value) + sum(axes(formula.value.arguments[position]) for position in formula.by)
    matrix = as_matrix(tensor, rank)
    return matrix if formula.layout in ("", formula.entrywise_layout) else transposed(matrix)


def _named_function(at: Evaluation, formula: layout.NamedFunction, bound: Bound) -> Matrix:
    argument = at.value(formula.argument, bound)
    if formula.name in MATRIX_FUNCTIONS:
        square(formula.name, argument)
        return at.arithmetic.matrix_function(formula.name, argument)
    coefficients = at.instances.coefficients(formula.name, formula.order)
    if formula.of_matrix:
        square(formula.name, argument)
        matrix: Matrix = of_matrix(coefficients, argument, at.number, multiplied)
        return matrix
    rows, columns = at.size(formula.rows), at.size(formula.columns)
    spread = ((argument[0][0],) * columns,) * rows if shape(argument) == (1, 1) else argument
    return entrywise(lambda entry: of_number(coefficients, entry, at.number), spread)


def _softmax(at: Evaluation, matrix: Matrix) -> Matrix:
    powers = [at.arithmetic.function("exp", entry) for entry in column("softmax", matrix)]
    total = reduce(add, powers)
    return tuple((power / total,) for power in powers)


def _log_sum_exp(at: Evaluation, matrix: Matrix) -> Matrix:
    powers = [at.arithmetic.function("exp", entry) for entry in column("logsumexp", matrix)]
    return single(at.arithmetic.function("log", reduce(add, powers)))


def _prod(_: Evaluation, matrix: Matrix) -> Matrix:
    return single(reduce(mul, chain.from_iterable(matrix)))


_COMPOSITES: dict[str, Callable[[Evaluation, Matrix], Matrix]] = {
    "softmax": _softmax,
    "logsumexp": _log_sum_exp,
    "prod": _prod,
}


def _position(at: Evaluation, bound: Bound, index: Index, length: int) -> int:
    position, dimension = _place(at, bound, index)
    if dimension != length:
        raise Malformed(f"the index {index} runs to {dimension} and is used where there are {length} entries")
    return position


def _place(at: Evaluation, bound: Bound, index: Index) -> tuple[int, int]:
    """The value of an index, from 0, and what it runs to."""
    match index:
        case Stacked(slow=slow, fast=fast, length=length):
            (before, count), (within, size) = _place(at, bound, slow), _place(at, bound, fast)
            if size != at.size(length):
                raise Malformed(f"an index that runs to {size} stands where one runs to {at.size(length)}")
            return before * size + within, count * size
        case SlowPart(of=of, length=length) | FastPart(of=of, length=length):
            (position, dimension), size = _place(at, bound, of), at.size(length)
            if dimension % size:
                raise Malformed(f"an index that runs to {dimension} does not stand for one that runs to {size}")
            return (position // size, dimension // size) if isinstance(index, SlowPart) else (position % size, size)
        case _:
            if index not in bound:
                raise Malformed(f"the index {index} is not bound")
            return bound[index]


def _entry(at: Evaluation, formula: layout.Entry, bound: Bound) -> Matrix:
    if isinstance(formula.body, layout.FunctionDerivative):
        tensor = _derivative_tensor(at, formula.body, bound)
        spans = [max(place[axis] for place in tensor) + 1 for axis in range(len(formula.indices))]
        at_place = tuple(_position(at, bound, name, span) for name, span in zip(formula.indices, spans, strict=True))
        return single(tensor[at_place])
    if not formula.indices:
        return single(at.scalar(formula.body, bound))
    # The other entries need no value: the guard of a choice holds for this one.
    body = at.with_holes().value(formula.body, bound)
    rows, columns = shape(body)
    match formula.indices:
        case (name,) if columns == 1:
            entry = body[_position(at, bound, name, rows)][0]
        case (name,) if rows == 1:
            entry = body[0][_position(at, bound, name, columns)]
        case (first, second):
            entry = body[_position(at, bound, first, rows)][_position(at, bound, second, columns)]
        case _:
            raise Malformed(f"{len(formula.indices)} indices do not name an entry of {shape_text(body)}")
    return single(_required(at, entry))


def _required(at: Evaluation, *entries: Entry) -> Entry:
    """The first of some entries; raises `Undefined` where one of them has no value and holes are not allowed."""
    hole = None if at.holes else among(entries)
    if hole is not None:
        raise Undefined(str(hole.reasons[0]))
    return entries[0]


def _delta(at: Evaluation, formula: layout.Delta, bound: Bound) -> Matrix:
    (left, one), (right, other) = _place(at, bound, formula.left), _place(at, bound, formula.right)
    if one != other:
        raise Malformed(f"δ compares {formula.left}, which runs to {one}, with {formula.right}, which runs to {other}")
    return single(at.number(int(left == right)))


def _index_sum(at: Evaluation, formula: layout.IndexSum, bound: Bound) -> Matrix:
    known = remembered_sum(at, formula, bound)
    if known is not None:
        return single(known)
    names = [name for name, _ in formula.indices]
    taken = set(bound) | at.summed_inside(formula.body) | {name for name in names if names.count(name) > 1}
    twice = sorted(set(names) & taken)
    if twice:
        raise Malformed(f"the index {twice[0]} is summed over where it already means something")
    lengths = {name: at.size(dimension) for name, dimension in formula.indices}
    return single(index_sum(at, formula, lengths, bound))


def _partial(_at: Evaluation, _formula: layout.Partial, _bound: Bound) -> Matrix:
    raise Malformed("∂ only names a derivative, and a name of the answer is not an answer")


EVALUATORS: dict[type, Callable[[Evaluation, Any, Bound], Matrix]] = {
    layout.Symbol: _symbol,
    layout.Number: lambda at, formula, _: single(at.number(formula.value)),
    layout.Constant: lambda at, formula, _: single(at.arithmetic.constant(formula.name)),
    layout.Size: lambda at, formula, _: single(at.number(at.size(formula.dimension))),
    layout.Identity: _identity,
    layout.Filled: _filled,
    layout.Commutation: _commutation,
    layout.Sum: _sum,
    layout.Multiple: _multiple,
    layout.Product: _product,
    layout.Hadamard: _hadamard,
    layout.HadamardQuotient: _hadamard_quotient,
    layout.Power: _power,
    layout.Transpose: _transpose,
    layout.Inverse: _inverse,
    layout.MatrixPower: _matrix_power,
    layout.Diagonal: _diagonal,
    layout.DiagonalPart: _diagonal_part,
    layout.Trace: _trace,
    layout.Determinant: _determinant,
    layout.Norm: _norm,
    layout.Kronecker: _kronecker,
    layout.KhatriRao: _khatri_rao,
    layout.Vec: _vec,
    layout.Unvec: _unvec,
    layout.Apply: _apply,
    layout.Cross: _cross,
    layout.CrossMatrix: _cross_matrix,
    layout.FiniteSum: _finite_sum,
    layout.FunctionValue: _function_value,
    layout.FunctionDerivative: _function_derivative,
    layout.NamedFunction: _named_function,
    layout.Entry: _entry,
    layout.Delta: _delta,
    layout.IndexSum: _index_sum,
    layout.Differential: _differential,
    layout.Partial: _partial,
}
"""What evaluates each kind of formula."""
