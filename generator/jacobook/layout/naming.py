"""Names for the repeated parts of an answer: p = softmax(x)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace

from jacobook.layout.formula import Apply, Definition, Formula, MatrixForm, Symbol
from jacobook.layout.measure import children

_NAMES = {"softmax": ("p", "q", "s", "p_1", "p_2", "p_3")}


def name_parts(formula: Formula, taken: frozenset[str]) -> MatrixForm:
    """The form in which a composite that occurs at least twice has a name of its own, none of those taken."""
    definitions: list[Definition] = []
    nodes = list(_walk(formula))
    for part in dict.fromkeys(node for node in nodes if isinstance(node, Apply) and node.function in _NAMES):
        if nodes.count(part) < 2:
            continue
        used = taken | {definition.symbol.name for definition in definitions}
        name = next(name for name in _NAMES[part.function] if name not in used)
        symbol = Symbol(name, part.rows, part.columns, 1)
        definitions.append(Definition(symbol, part))
        formula = substitute(formula, part, symbol)
    return MatrixForm(formula, tuple(definitions))


def _walk(formula: Formula) -> Iterator[Formula]:
    yield formula
    for child in children(formula):
        yield from _walk(child)


def substitute(formula: Formula, part: Formula, by: Formula) -> Formula:
    """The formula with every occurrence of a part replaced."""
    if formula == part:
        return by
    changes: dict[str, object] = {}
    for entry in fields(formula):
        value = getattr(formula, entry.name)
        if isinstance(value, tuple) and any(hasattr(item, "rows") for item in value):
            changes[entry.name] = tuple(substitute(item, part, by) if hasattr(item, "rows") else item for item in value)
        elif hasattr(value, "rows"):
            changes[entry.name] = substitute(value, part, by)
    return replace(formula, **changes) if changes else formula  # type: ignore[arg-type]
