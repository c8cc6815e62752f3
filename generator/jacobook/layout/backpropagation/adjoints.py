"""Adjoints: from the value back, what each step makes of the adjoint of its value, added up where ways part.

The adjoint of a step u is ū = ∂L/∂u, in the shape of u. A step v = f(u, …) adds the pullback of f by u, which is
found as any pullback is, of the one step alone; so the work and the text grow with the number of steps.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from jacobook.calculus.embedding import embed
from jacobook.calculus.index_form import Array, VariableTensor
from jacobook.calculus.pullback import pullback
from jacobook.calculus.structure import freed
from jacobook.language.dimension import is_row_shape
from jacobook.language.expression import Expression, Variable, variables
from jacobook.layout.backpropagation.computation import Step
from jacobook.layout.forms.naming import substitute
from jacobook.layout.forms.network import NoMatrixForm
from jacobook.layout.forms.pullback import applied
from jacobook.layout.forms.reading import Reading
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.factoring import combine
from jacobook.layout.formulas.measure import holds
from jacobook.layout.formulas.statement import statement, symbol


@dataclass(frozen=True, slots=True)
class Line:
    """A name and what it means: of a step, or of an adjoint; `of` is the step or variable whose adjoint it is."""

    symbol: f.Symbol
    meaning: f.Formula
    of: str = ""


@dataclass(frozen=True, slots=True)
class Backpropagation:
    """The forward lines, the value last; and the backward lines, with the symbol of each variable's gradient.

    `contributions` are the lines of each adjoint before they were added: from which step, and what it adds.
    """

    forward: tuple[Line, ...]
    backward: tuple[Line, ...]
    gradients: Mapping[str, f.Formula]


def backpropagation(
    steps: Sequence[Step], wrt: Sequence[Variable], upstream: Variable, taken: Collection[str]
) -> Backpropagation:
    """The forward and backward lines of a computation. Raises `NoMatrixForm`."""
    names = _Names(taken)
    known = {variable.name: variable for variable in wrt} | {step.variable.name: step.variable for step in steps}
    adjoints: dict[str, list[f.Formula]] = {name: [] for name in known}
    symbols = {name: names.adjoint(variable) for name, variable in known.items()}
    symbols[steps[-1].variable.name] = symbol(upstream)
    adjoints[steps[-1].variable.name] = [symbol(upstream)]
    structured = frozenset(variable.name for variable in wrt)
    forward = [Line(symbol(step.variable), _stated(step.expression)) for step in steps]
    backward: list[Line] = []
    for step, line in zip(reversed(steps), reversed(forward), strict=True):
        name = step.variable.name
        if not adjoints[name]:
            continue
        above = Variable(symbols[name].name, step.variable.shape)
        if name != steps[-1].variable.name:
            backward.append(Line(symbols[name], combine(adjoints[name]), name))
        for parent in dict.fromkeys(step.parents):
            adjoints[parent].append(_pulled_back(step, line, known[parent], above, structured))
    for variable in wrt:
        terms = adjoints[variable.name]
        rows, columns = (symbol(variable).rows, symbol(variable).columns)
        meaning = combine(terms) if terms else f.Filled(0, rows, columns)
        backward.append(Line(symbols[variable.name], meaning, variable.name))
    return Backpropagation(tuple(forward), tuple(backward), {v.name: symbols[v.name] for v in wrt})


@dataclass(slots=True)
class _Names:
    taken: Collection[str]

    def adjoint(self, variable: Variable) -> f.Symbol:
        """The symbol x̄ of a variable or step."""
        rows, columns, rank = symbol(variable).rows, symbol(variable).columns, len(variable.shape)
        name = next(
            each
            for each in (f"{variable.name}_bar", f"{variable.name}_bar_0", f"{variable.name}_hat")
            if each not in self.taken
        )
        return f.Symbol(name, rows, columns, rank)


def _stated(expression: Expression) -> f.Formula:
    """The formula of a step as its author wrote it."""
    return statement(expression)


def _pulled_back(step: Step, line: Line, parent: Variable, above: Variable, structured: frozenset[str]) -> f.Formula:
    """What the adjoint of a step adds to that of one of its parents. Raises `NoMatrixForm`."""
    by = VariableTensor(parent.name, parent.shape)
    given = VariableTensor(above.name, above.shape)
    value = freed(step.expression, structured)
    declared = tuple(
        VariableTensor(each.name, each.shape, each.properties)
        for each in variables(step.expression).values()
        if each.properties and each.name in structured
    )
    array = pullback(value, by, given, structured=declared)
    formula = read_pullback(array, parent)
    return with_value(formula, line, step.expression)


def read_pullback(array: Array, variable: Variable) -> f.Formula:
    """A pullback as a formula in the shape of the variable. Raises `NoMatrixForm`."""
    if array.rank > 2:
        raise NoMatrixForm("the variable has more than two axes")
    upright = is_row_shape(variable.shape)
    indices = tuple(range(array.rank))
    return applied(Reading(row_sums=True).oriented(array, indices[: 1 - upright], indices[1 - upright :]))


def with_value(formula: f.Formula, line: Line, expression: Expression) -> f.Formula:
    """The formula with the name of a step's value wherever that value stands in it."""
    for meaning in dict.fromkeys((line.meaning, _read(expression))):
        if meaning is not None and not isinstance(meaning, f.Symbol) and holds(formula, type(meaning)):
            formula = substitute(formula, meaning, line.symbol)
    return formula


def _read(expression: Expression) -> f.Formula | None:
    try:
        return Reading(row_sums=True).array(embed(expression))
    except NoMatrixForm:
        return None
