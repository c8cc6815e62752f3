"""The gradient by one variable put together from the lines that lead to it: a formula, and names for its parts."""

from __future__ import annotations

from dataclasses import replace

from jacobook.layout.backpropagation.adjoints import Backpropagation, Line
from jacobook.layout.backpropagation.sharing import names_used, put_in
from jacobook.layout.formulas.formula import Definition, Formula, MatrixForm, Symbol
from jacobook.layout.formulas.measure import Cost, cost


def composed(found: Backpropagation, variable: str, taken: frozenset[str], *, together: bool = True) -> MatrixForm:
    """The gradient by a variable: what is used once stands in its place, what is used more often has a name.

    Unless they are put `together`, the lines stay as they are.
    """
    symbol = found.gradients[variable]
    lines = [*found.forward, *found.backward]
    last = next(line for line in lines if line.symbol == symbol)
    used = _needed(lines, last)
    place = len(used) - 1 if together else -1
    while place >= 0:
        line = used[place]
        uses = names_used([last.meaning, *(each.meaning for each in used)])[line.symbol.name]
        if uses <= 1 or isinstance(line.meaning, Symbol):
            del used[place]
            last = replace(last, meaning=put_in(last.meaning, line))
            used = [replace(each, meaning=put_in(each.meaning, line)) for each in used]
        place -= 1
    return MatrixForm(last.meaning, tuple(Definition(line.symbol, line.meaning) for line in used), taken)


def _needed(lines: list[Line], last: Line) -> list[Line]:
    """The lines that a line is made of, in their order."""
    wanted = set(names_used([last.meaning]))
    kept: list[Line] = []
    for line in reversed(lines[: lines.index(last)]):
        if line.symbol.name in wanted:
            kept.insert(0, line)
            wanted |= set(names_used([line.meaning]))
    return kept


def length(form: MatrixForm) -> Cost:
    """How long a form is to read, with the definitions of its names."""
    parts: list[Formula] = [form.formula, *(definition.meaning for definition in form.definitions)]
    costs = [cost(part) for part in parts]
    names = len(form.definitions)
    return sum(c[0] for c in costs) + names, sum(c[1] for c in costs), sum(c[2] for c in costs)
