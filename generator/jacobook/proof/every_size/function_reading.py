"""Functions and entries read back into indices: of the table, declared ones, their derivatives, and component forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import prod

from jacobook.calculus.operators import SOLUTIONS
from jacobook.language.dimension import ONE, Dimension
from jacobook.language.functions import MATRIX_FUNCTIONS
from jacobook.language.functions.factorizations import factorization_of
from jacobook.language.functions.rotations import OF_ROTATIONS, ROTATIONS
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas import stacked_index
from jacobook.proof.every_size import symbols
from jacobook.proof.every_size.entry_reading import FormulaReading, Reader, Side
from jacobook.proof.every_size.matrix_reading import of_matrix
from jacobook.proof.normal_form.functions import apply, atomic
from jacobook.proof.normal_form.matrices import function_of_lines, matrix_function, product_of_entries
from jacobook.proof.normal_form.powers import power
from jacobook.proof.normal_form.terms import Index, Terms, Unclear


def _apply(at: FormulaReading, formula: f.Apply, rows: Side, columns: Side) -> Terms:
    if formula.function == "softmax_rows":
        return _softmax_of_rows(at, formula.arguments[0], rows, columns)
    if formula.function == "masked_softmax_rows":
        return _masked_softmax_of_rows(at, formula, rows, columns)
    if formula.function in ("softmax", "log_softmax", "logsumexp", "prod") and len(formula.arguments) == 1:
        return _composite(at, formula.function, formula.arguments[0], rows)
    if formula.function in SOLUTIONS or formula.function.endswith("_frechet"):
        raise Unclear("an operator on matrices")
    if formula.function in _OF_ROTATIONS:
        inside = at.closed_argument(formula.arguments[0])
        return symbols.rotation(at.algebra, formula.function, inside, rows + columns)
    if formula.function in _OF_LINES:
        return _of_lines(at, formula, rows, columns)
    if formula.function in _BY_ROWS:
        return _by_rows(at, formula.function, formula.arguments[0], rows, columns)
    return apply(at.algebra, formula.function, [at.spread(argument, rows, columns) for argument in formula.arguments])


def _softmax_of_rows(at: FormulaReading, argument: f.Formula, rows: Side, columns: Side) -> Terms:
    algebra, over = at.algebra, at.side(argument.columns)
    total = algebra.summed(apply(algebra, "exp", [at.entry(argument, rows, over)]), over)
    return algebra.product(apply(algebra, "exp", [at.entry(argument, rows, columns)]), power(algebra, total, -1))


def _masked_softmax_of_rows(at: FormulaReading, formula: f.Apply, rows: Side, columns: Side) -> Terms:
    algebra, over = at.algebra, at.side(formula.columns)

    def masked(side: Side) -> Terms:
        value, mask = (at.entry(argument, rows, side) for argument in formula.arguments)
        return algebra.product(mask, apply(algebra, "exp", [value]))

    return algebra.product(masked(columns), power(algebra, algebra.summed(masked(over), over), -1))


def _composite(at: FormulaReading, name: str, argument: f.Formula, rows: Side) -> Terms:
    algebra = at.algebra
    over = at.side(argument.rows), at.side(argument.columns)
    inner = at.entry(argument, *over)
    if name == "prod":
        return product_of_entries(algebra, inner, over[0] + over[1])
    total = algebra.summed(apply(algebra, "exp", [inner]), over[0] + over[1])
    if name == "logsumexp":
        return apply(algebra, "log", [total])
    if name == "log_softmax":
        return [*at.entry(argument, rows, ()), *algebra.scaled(apply(algebra, "log", [total]), -1)]
    return algebra.product(apply(algebra, "exp", [at.entry(argument, rows, ())]), power(algebra, total, -1))


_OF_ROTATIONS = frozenset(function.name for function in (*ROTATIONS, *OF_ROTATIONS))
_BY_ROWS = frozenset({"log_softmax_rows", "logsumexp_rows"})


def _by_rows(at: FormulaReading, name: str, argument: f.Formula, rows: Side, columns: Side) -> Terms:
    algebra = at.algebra
    along = at.side(argument.columns)
    total = algebra.summed(apply(algebra, "exp", [at.entry(argument, rows, along)]), along)
    if name == "logsumexp_rows":
        return apply(algebra, "log", [total])
    normalizer = apply(algebra, "log", [total])
    return [*at.entry(argument, rows, columns), *algebra.scaled(normalizer, -1)]


_OF_LINES = frozenset(
    (*("max", "min", "hardmax", "cumprod"), *("max_rows", "min_rows", "prod_rows", "hardmax_rows", "cumprod_rows"))
)


def _of_lines(at: FormulaReading, formula: f.Apply, rows: Side, columns: Side) -> Terms:
    """A function of a vector or of each row; the largest entry of a matrix is that of the largest of its rows."""
    (argument,) = formula.arguments
    name = formula.function.removesuffix("_rows")
    one, other = at.side(argument.rows), at.side(argument.columns)
    inner = at.entry(argument, one, other)
    if name != formula.function:
        return function_of_lines(at.algebra, name, inner, (one, other), rows + columns)
    if one and other:
        inner = function_of_lines(at.algebra, name, inner, (one, other), one)
        other = ()
    return function_of_lines(at.algebra, name, inner, ((), one + other), rows + columns)


def _cross(at: FormulaReading, formula: f.Cross, rows: Side, _: Side) -> Terms:
    """(u × v)_i = ε_ijk u_j v_k."""
    j, k = at.side(formula.left.rows), at.side(formula.right.rows)
    factors = at.entry(formula.left, j, ()), at.entry(formula.right, k, ())
    return at.algebra.summed(at.algebra.product(symbols.levi_civita(at.algebra, rows + j + k), *factors), j + k)


def _cross_matrix(at: FormulaReading, formula: f.CrossMatrix, rows: Side, columns: Side) -> Terms:
    """([u]×)_ij = ε_ikj u_k, so that [u]× v is u × v."""
    k = at.side(formula.body.rows)
    epsilon = symbols.levi_civita(at.algebra, rows + k + columns)
    return at.algebra.summed(at.algebra.product(epsilon, at.entry(formula.body, k, ())), k)


def _finite_sum(at: FormulaReading, formula: f.FiniteSum, rows: Side, columns: Side) -> Terms:
    if not isinstance(formula.count, f.Symbol) or formula.index in at.declared.variables:
        raise Unclear("a sum over a whole number that is not one letter")
    index = at.algebra.index(symbols.counted(formula.count.name))
    inner = replace(at, counters={**at.counters, formula.index: index}).entry(formula.body, rows, columns)
    return at.algebra.summed(inner, (index,))


def _function_value(at: FormulaReading, formula: f.FunctionValue, rows: Side, columns: Side) -> Terms:
    arguments = [at.closed_argument(argument) for argument in formula.arguments]
    sides = [(rows, formula.rows), (columns, formula.columns)][: formula.rank]
    singles = [at.single(*side) for side in sides]
    indices = [index for index, _, _ in singles]
    found = symbols.declared_function(at.algebra, formula.name, arguments, (), indices, symmetric=False)
    found = at.algebra.product(found, *(tie for _, tie, _ in singles))
    return at.algebra.summed(found, [index for _, _, summed in singles for index in summed])


def _function_derivative(at: FormulaReading, formula: f.FunctionDerivative, rows: Side, columns: Side) -> Terms:
    sides = rows, columns
    if formula.layout not in ("", formula.entrywise_layout):
        sides = columns, rows
    return _derivative_entry(at, formula, [index for side in sides for index in side])


def _derivative_entry(at: FormulaReading, formula: f.FunctionDerivative, indices: Sequence[Index]) -> Terms:
    value = formula.value
    arguments = [at.closed_argument(argument) for argument in value.arguments]
    axes = list((value.rows, value.columns)[: value.rank])
    for position in formula.by:
        axes += [index.dimension for index in arguments[position].free]
    if [d for d in axes if d != ONE] != [index.dimension for index in indices]:
        raise Unclear("a derivative of a declared function has other axes than its place")
    twice = len(formula.by) == 2 and formula.by[0] == formula.by[1]
    symmetric = twice and not value.rank and len(arguments[formula.by[0]].free) == 1
    return symbols.declared_function(at.algebra, value.name, arguments, formula.by, indices, symmetric=symmetric)


def _named_function(at: FormulaReading, formula: f.NamedFunction, rows: Side, columns: Side) -> Terms:
    if factorization_of(formula.name) is not None:
        if len(rows) > 1 or len(columns) > 1:
            raise Unclear("a part of a factorization with stacked axes")
        inside = [at.closed_argument(formula.argument)]
        return symbols.declared_function(at.algebra, formula.name, inside, (), rows + columns, symmetric=False)
    name = f"{formula.name}{'′' * formula.order}"
    if formula.of_matrix or formula.name in MATRIX_FUNCTIONS:
        return of_matrix(
            at,
            formula.argument,
            rows,
            columns,
            lambda inner, free, to: matrix_function(at.algebra, name, inner, free, to),
        )
    return atomic(at.algebra, f"function {name}", [at.spread(formula.argument, rows, columns)])


def _entry(at: FormulaReading, formula: f.Entry, _rows: Side, _columns: Side) -> Terms:
    if (found := _at_shifted(at, formula)) is not None:
        return found
    sides = [_side(at, index) for index in formula.indices]
    body = formula.body
    if isinstance(body, f.FunctionDerivative):
        return _derivative_entry(at, body, [index for side in sides for index in side])
    match sides:
        case []:
            return at.scalar(body)
        case [one]:
            return at.entry(body, one, ()) if body.columns == ONE else at.entry(body, (), one)
        case [row, column]:
            return at.entry(body, row, column)
        case _ if isinstance(body, f.Symbol) and body.name not in at.meanings and all(len(side) == 1 for side in sides):
            return at.declared.entry(at.algebra, body.name, [side[0] for side in sides])
        case _:
            raise Unclear("an entry has more than two indices")


def _side(at: FormulaReading, index: stacked_index.Index) -> Side:
    """The indices that an index by name stands for: none where its length is one, several where vec or ⊗ stack it."""
    match index:
        case str() if index in at.bound:
            return (at.bound[index],) if at.bound[index].dimension != ONE else ()
        case stacked_index.Stacked(slow=slow, fast=fast, length=length):
            side = _side(at, fast)
            if prod((one.dimension for one in side), start=ONE) != length:
                raise Unclear("a stacked index has another length than its faster part")
            return _side(at, slow) + side
        case str():
            raise Unclear(f"the index {index} is not bound")
        case _:
            raise Unclear("a part of a stacked index is not read back")


def _shifted(at: FormulaReading, index: stacked_index.Shifted) -> tuple[Index, Terms, Side]:
    """The place in the whole, with its tie to the place in the part, and what is summed over."""
    place = at.algebra.index(index.whole)
    inner: Side = ()
    start = index.by - ONE
    if index.of is not None:
        inner = _side(at, index.of)
        start = start + Dimension.of(index.step)
        if len(inner) != 1:
            raise Unclear("a shifted index of several parts")
    return place, symbols.window(at.algebra, start, index.step or 1, (place, *inner)), (place,)


def _at_shifted(at: FormulaReading, formula: f.Entry | f.Delta) -> Terms | None:
    """An entry, or a δ, with indices that are shifted: summed over where these lie in the whole."""
    indices = formula.indices if isinstance(formula, f.Entry) else (formula.left, formula.right)
    if not any(isinstance(index, stacked_index.Shifted) for index in indices):
        return None
    bound, ties, new, names = dict(at.bound), list[Terms](), list[Index](), list[stacked_index.Index]()
    for number, index in enumerate(indices):
        if not isinstance(index, stacked_index.Shifted):
            names.append(index)
            continue
        place, tie, more = _shifted(at, index)
        name = f"place {number}"
        bound[name] = place
        ties.append(tie)
        new += more
        names.append(name)
    inside = replace(at, bound=bound)
    plain: f.Formula
    plain = replace(formula, indices=tuple(names)) if isinstance(formula, f.Entry) else f.Delta(names[0], names[1])
    return at.algebra.summed(at.algebra.product(*ties, inside.scalar(plain)), new)


def _delta(at: FormulaReading, formula: f.Delta, _rows: Side, _columns: Side) -> Terms:
    if (found := _at_shifted(at, formula)) is not None:
        return found
    left, right = _side(at, formula.left), _side(at, formula.right)
    if prod((one.dimension for one in left), start=ONE) != prod((one.dimension for one in right), start=ONE):
        raise Unclear("a δ compares indices of different dimensions")
    return at.equal(left, right)


def _index_sum(at: FormulaReading, formula: f.IndexSum, _rows: Side, _columns: Side) -> Terms:
    indices = {name: at.algebra.index(dimension) for name, dimension in formula.indices}
    if len(indices) < len(formula.indices) or {*indices} & {*at.bound}:
        raise Unclear("an index is summed over where it already means something")
    return at.algebra.summed(replace(at, bound={**at.bound, **indices}).scalar(formula.body), [*indices.values()])


FUNCTION_READERS: Mapping[type, Reader] = {
    f.Apply: _apply,
    f.Cross: _cross,
    f.CrossMatrix: _cross_matrix,
    f.FiniteSum: _finite_sum,
    f.FunctionValue: _function_value,
    f.FunctionDerivative: _function_derivative,
    f.NamedFunction: _named_function,
    f.Entry: _entry,
    f.Delta: _delta,
    f.IndexSum: _index_sum,
}
"""What reads each kind of function or entry; a symbol ∂y/∂x only names an answer, and is none."""
