"""Names for the repeated parts of an answer: p = softmax(x)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby, pairwise

from jacobook.language.dimension import ONE
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas.formula import (
    Apply,
    Definition,
    Diagonal,
    DiagonalPart,
    Filled,
    FiniteSum,
    Formula,
    FunctionDerivative,
    FunctionValue,
    Hadamard,
    Identity,
    Inverse,
    MatrixForm,
    MatrixPower,
    Multiple,
    NamedFunction,
    Number,
    Product,
    Size,
    Sum,
    Symbol,
    Transpose,
    Unvec,
    is_column,
    is_row,
)
from jacobook.layout.formulas.measure import children, cost, pieces
from jacobook.layout.formulas.rebuilding import rebuild as rebuild  # noqa: PLC0414 (read here by others)

_MOST_NAMES = 3
_LONG_ENOUGH = 8
_LEAST_SAVING = (4, 1, 3)
"""How many operands a name must save: for a number, a vector, a matrix. Books name residuals first, matrices rarely."""

_NAMED_PARTS = frozenset((Apply, Hadamard, Product, Sum))
_UNNAMED = frozenset((FiniteSum, FunctionDerivative, FunctionValue, NamedFunction))
_RESIDUALS = ("r", "u", "v", "q")
_BY_FUNCTION = {"sigmoid": ("p", "s", "q")}
_BY_RANK = (("c", "q", "h"), ("u", "v", "z", "s"), ("M", "N", "P", "Q"))
_NAMES = {
    "softmax": ("p", "q", "s", "p_1", "p_2", "p_3"),
    "softmax_rows": ("P", "S", "Q", "P_1", "P_2", "P_3"),
    "masked_softmax_rows": ("P", "S", "Q", "P_1", "P_2", "P_3"),
}


def name_parts(formula: Formula, taken: frozenset[str]) -> MatrixForm:
    """The form in which a composite that occurs at least twice has a name of its own, none of those taken."""
    nodes = list(pieces(formula))
    kinds = set(map(type, nodes))
    if Product in kinds and any(isinstance(node, Product) and _has_run(node) for node in nodes):
        formula = gather_powers(formula)
        nodes = list(pieces(formula))
    if DiagonalPart in kinds and any(isinstance(node, Diagonal) and type(node.body) is DiagonalPart for node in nodes):
        formula = _masked(formula)
        nodes = list(pieces(formula))
    if FunctionValue in kinds:
        formula = told_apart(formula)
        nodes = list(pieces(formula))
    definitions: list[Definition] = []
    while Filled in kinds and (mean := _mean(nodes, taken | {d.symbol.name for d in definitions})) is not None:
        definitions.append(mean)
        formula = _with_mean(formula, mean)
        nodes = list(pieces(formula))
    means = len(definitions)
    if Unvec in kinds:
        stacks = _stacks(nodes, taken | {definition.symbol.name for definition in definitions})
        for stack in stacks:
            formula = substitute(formula, stack.meaning, stack.symbol)
        definitions += stacks
        nodes = list(pieces(formula))
    if len(nodes) < _LONG_ENOUGH and Apply not in kinds:
        return MatrixForm(formula, tuple(definitions), taken)
    known: list[Formula] = nodes
    while (part := _repeated_softmax(known)) is not None:
        used = taken | {definition.symbol.name for definition in definitions}
        name = next((name for name in _NAMES[part.function] if name not in used), None)
        if name is None:
            break
        symbol = Symbol(name, part.rows, part.columns, 1 if is_column(part) else 2)
        definitions.append(Definition(symbol, part))
        formula = substitute(formula, part, symbol)
        # A softmax of one that has a name holds that name now.
        known = list(pieces(formula))
    long = len(nodes) >= _LONG_ENOUGH
    while long and len(definitions) - means < _MOST_NAMES:
        used = taken | {definition.symbol.name for definition in definitions}
        named = _most_saving(list(pieces(formula)) if definitions else nodes, used)
        if named is None:
            break
        definitions.append(named)
        formula = substitute(formula, named.meaning, named.symbol)
    if definitions:
        formula = gather_powers(formula)
    return MatrixForm(formula, tuple(definitions), taken)


def _repeated_softmax(nodes: Sequence[Formula]) -> Apply | None:
    counts = Counter(node for node in nodes if isinstance(node, Apply) and node.function in _NAMES)
    return next((part for part, count in counts.items() if count > 1), None)


def told_apart(formula: Formula) -> Formula:
    """The formula with the arguments of a declared function written where it has several: f′(f(x)) f′(x)."""
    arguments: dict[str, set[tuple[Formula, ...]]] = {}
    for node in pieces(formula):
        if isinstance(node, FunctionValue):
            arguments.setdefault(node.name, set()).add(node.arguments)
    several = frozenset(name for name, found in arguments.items() if len(found) > 1)
    return _written(formula, several) if several else formula


def _written(formula: Formula, names: frozenset[str]) -> Formula:
    inner = rebuild(formula, lambda part: _written(part, names))
    return replace(inner, written=True) if isinstance(inner, FunctionValue) and inner.name in names else inner


def _mean(nodes: Sequence[Formula], taken: frozenset[str]) -> Definition | None:
    """x̄ for 𝟏ᵀx/n, where an entry's deviation from the mean stands, x − (𝟏ᵀx)𝟏/n."""
    for node in (each for each in nodes if isinstance(each, Sum)):
        for term in node.terms:
            vector = _averaged(term)
            if vector is None or vector not in (algebra.split(other).body for other in node.terms):
                continue
            names = (f"{vector.name}_bar", "mu") if isinstance(vector, Symbol) else ("mu", "nu")
            name = next((name for name in names if name not in taken and name.count("_") < 2), None)
            if name is not None:
                meaning = algebra.multiple(1, (_total_of(vector),), (Size(vector.rows),))
                return Definition(Symbol(name), meaning)
    return None


def _total_of(vector: Formula) -> Formula:
    return Product((Filled(1, ONE, vector.rows), *(vector.factors if isinstance(vector, Product) else (vector,))))


def _averaged(formula: Formula) -> Formula | None:
    """The vector v of c (𝟏ᵀv) 𝟏/n, where n is its length."""
    if not isinstance(formula, Multiple) or not isinstance(formula.body, Filled) or formula.body.value != 1:
        return None
    for total in formula.numerators:
        if isinstance(total, Product) and isinstance(total.factors[0], Filled) and is_row(total.factors[0]):
            vector = algebra.product(*total.factors[1:])
            if Size(vector.rows) in formula.denominators and vector.rows in (formula.rows, formula.columns):
                return vector
    return None


def _with_mean(formula: Formula, mean: Definition) -> Formula:
    inner = rebuild(formula, lambda part: _with_mean(part, mean))
    vector = _averaged(inner)
    if vector is None or not isinstance(inner, Multiple):
        return inner
    meaning = algebra.split(mean.meaning)
    if _total_of(vector) not in meaning.numerators:
        return inner
    return algebra.multiple(
        inner.coefficient, (*inner.numerators, mean.symbol), (*inner.denominators, mean.meaning), inner.body
    )


def _stacks(nodes: Sequence[Formula], taken: frozenset[str]) -> list[Definition]:
    """Names for the matrices of stacks that occur at least twice."""
    found: list[Definition] = []
    for stack in dict.fromkeys(node for node in nodes if isinstance(node, Unvec)):
        used = taken | {definition.symbol.name for definition in found}
        name = next((name for name in _stack_names(stack) if name not in used), None)
        if name is not None and nodes.count(stack) > 1:
            found.append(Definition(Symbol(name, stack.rows, stack.columns, 2), stack))
    return found


def _stack_names(stack: Unvec) -> tuple[str, ...]:
    """Y for the matrix of the stack y, and else the usual letters."""
    own = (stack.body.name.upper(),) if isinstance(stack.body, Symbol) and len(stack.body.name) == 1 else ()
    return (*own, *_BY_RANK[2])


def _most_saving(nodes: Sequence[Formula], used: frozenset[str]) -> Definition | None:
    """A name for the repeated piece whose naming shortens the answer most; None where none shortens it enough.

    With k occurrences of a part of c operands, naming saves k c operands and costs k for the name, c + 1 for saying
    what it means.
    """
    candidates = [node for node in nodes if type(node) in _NAMED_PARTS]
    if len(candidates) < 2 or any(type(node) in _UNNAMED for node in nodes):
        return None
    best: tuple[int, Formula] | None = None
    guarded = any(type(node) is Apply and node.function == "where" for node in nodes)
    counts = Counter(candidates)
    defined = frozenset(_unguarded(nodes[0])) if guarded else counts
    for part, count in counts.items():
        if count < 2 or is_row(part) or part not in defined:
            continue
        length = cost(part)[0]
        saving = count * (length - 1) - length - 1
        rank = (part.rows != ONE) + (part.columns != ONE)
        least = 0 if _function(part) in _BY_FUNCTION else _LEAST_SAVING[rank]
        if saving >= least and (best is None or saving > best[0]):
            best = saving, part
    if best is None:
        return None
    part = best[1]
    rank = (part.rows != ONE) + (part.columns != ONE)
    choices = _RESIDUALS if rank == 1 and isinstance(part, Sum) else _BY_FUNCTION.get(_function(part), _BY_RANK[rank])
    name = next((name for name in choices if name not in used), None)
    return None if name is None else Definition(Symbol(name, part.rows, part.columns, rank), part)


def _unguarded(formula: Formula) -> Iterator[Formula]:
    """The pieces that stand outside of all guards: a name for what stands inside alone may have no value beyond it."""
    yield formula
    if not (isinstance(formula, Apply) and formula.function == "where"):
        for child in children(formula):
            yield from _unguarded(child)


def _function(part: Formula) -> str:
    return part.function if isinstance(part, Apply) and is_column(part) else ""


def _masked(formula: Formula) -> Formula:
    """The formula with diag(diag(M)), the diagonal of M as a matrix, written as I ⊙ M."""
    inner = rebuild(formula, _masked)
    if isinstance(inner, Diagonal) and isinstance(inner.body, DiagonalPart):
        return Hadamard((Identity(inner.rows), inner.body.body))
    return inner


def gather_powers(formula: Formula) -> Formula:
    """The formula with XX written as X², XᵀXᵀ as (Xᵀ)², (X + A)(X + A) as (X + A)²."""
    inner = rebuild(formula, gather_powers)
    if not isinstance(inner, Product) or not _has_run(inner):
        return inner
    gathered: list[Formula] = []
    for factor, run in groupby(inner.factors):
        count = len(list(run))
        power = _repeated(factor, count) if count > 1 else None
        gathered += [factor] * count if power is None else [power]
    return gathered[0] if len(gathered) == 1 else Product(tuple(gathered))


def _repeated(factor: Formula, count: int) -> Formula | None:
    """A factor that stands so many times in a row as a power; None where no book writes one."""
    match factor:
        case Symbol() | Sum() | Transpose(body=Symbol() | Sum()):
            return MatrixPower(factor, Number(Fraction(count)))
        case Inverse(body=body):
            return MatrixPower(body, Number(Fraction(-count)))
        case Transpose(body=Inverse(body=body)):
            return Transpose(MatrixPower(body, Number(Fraction(-count))))
        case _:
            return None


def _has_run(product: Product) -> bool:
    return any(left == right for left, right in pairwise(product.factors))


def substitute(formula: Formula, part: Formula, by: Formula) -> Formula:
    """The formula with every occurrence of a part replaced."""
    if formula == part:
        return by
    if isinstance(part, Sum) and isinstance(formula, Sum) and set(part.terms) < set(formula.terms):
        # x − x̄𝟏 within x − x̄𝟏 − c𝟏.
        formula = Sum((by, *(term for term in formula.terms if term not in part.terms)))
    return rebuild(formula, lambda child: substitute(child, part, by))
