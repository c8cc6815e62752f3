"""Names for the repeated parts of an answer: p = softmax(x)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import groupby, pairwise

from jacobook.layout.formula import (
    Apply,
    Definition,
    Formula,
    MatrixForm,
    MatrixPower,
    Number,
    Product,
    Symbol,
    Transpose,
)
from jacobook.layout.measure import children, part_names

_NAMES = {"softmax": ("p", "q", "s", "p_1", "p_2", "p_3")}


def name_parts(formula: Formula, taken: frozenset[str]) -> MatrixForm:
    """The form in which a composite that occurs at least twice has a name of its own, none of those taken."""
    nodes = list(_walk(formula))
    if any(isinstance(node, Product) and _has_run(node) for node in nodes):
        formula = gather_powers(formula)
        nodes = list(_walk(formula))
    definitions: list[Definition] = []
    for part in dict.fromkeys(node for node in nodes if isinstance(node, Apply) and node.function in _NAMES):
        if nodes.count(part) < 2:
            continue
        used = taken | {definition.symbol.name for definition in definitions}
        name = next(name for name in _NAMES[part.function] if name not in used)
        symbol = Symbol(name, part.rows, part.columns, 1)
        definitions.append(Definition(symbol, part))
        formula = substitute(formula, part, symbol)
    return MatrixForm(formula, tuple(definitions))


def gather_powers(formula: Formula) -> Formula:
    """The formula with XX written as X², and XᵀXᵀ as (Xᵀ)²."""
    inner = rebuild(formula, gather_powers)
    if not isinstance(inner, Product) or not _has_run(inner):
        return inner
    gathered: list[Formula] = []
    for factor, run in groupby(inner.factors):
        count = len(list(run))
        symbol = factor.body if isinstance(factor, Transpose) else factor
        if count > 1 and isinstance(symbol, Symbol):
            gathered.append(MatrixPower(factor, Number(Fraction(count))))
        else:
            gathered += [factor] * count
    return gathered[0] if len(gathered) == 1 else Product(tuple(gathered))


def _has_run(product: Product) -> bool:
    return any(left == right for left, right in pairwise(product.factors))


def _walk(formula: Formula) -> Iterator[Formula]:
    yield formula
    for child in children(formula):
        yield from _walk(child)


def substitute(formula: Formula, part: Formula, by: Formula) -> Formula:
    """The formula with every occurrence of a part replaced."""
    return by if formula == part else rebuild(formula, lambda child: substitute(child, part, by))


def rebuild(formula: Formula, change: Callable[[Formula], Formula]) -> Formula:
    """The formula with each of its direct parts changed; itself where nothing changes."""
    changes: dict[str, object] = {}
    for name in part_names(formula):
        value = getattr(formula, name)
        if isinstance(value, tuple):
            parts = tuple(change(item) if hasattr(item, "rows") else item for item in value)
            if any(new is not old for new, old in zip(parts, value, strict=True)):
                changes[name] = parts
        elif hasattr(value, "rows") and (part := change(value)) is not value:
            changes[name] = part
    return replace(formula, **changes) if changes else formula  # type: ignore[arg-type]
