"""Adjoints: from the value back, what each step makes of the adjoint of its value, added up where ways part.

The adjoint of a step u is ū = ∂L/∂u, in the shape of u. A step v = f(u, …) adds the pullback of f by u, which is
found as any pullback is, of the one step alone; so the work and the text grow with the number of steps.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from jacobook.calculus.embedding import embed
from jacobook.calculus.index_form import VariableTensor
from jacobook.calculus.pullback import pullback
from jacobook.calculus.structure import freed
from jacobook.language.expression import Application, Call, Expression, Variable, variables
from jacobook.layout.backpropagation.computation import Step
from jacobook.layout.forms.factors import factors_named
from jacobook.layout.forms.naming import rebuild, substitute
from jacobook.layout.forms.network import NoMatrixForm
from jacobook.layout.forms.pullback import pullback_formula
from jacobook.layout.forms.reading import Reading
from jacobook.layout.formulas import algebra
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
class LocalPullback:
    """The pullback of one step by one of its variables, in terms of the step's `value` and `upstream` gradient."""

    expression: Expression
    parent: Variable
    value: Variable
    upstream: Variable
    formula: f.Formula


@dataclass(frozen=True, slots=True)
class Backpropagation:
    """The forward lines, the value last; and the backward lines, with the symbol of each variable's gradient.

    `local` are the pullbacks of single steps of which the backward lines are made.
    """

    forward: tuple[Line, ...]
    backward: tuple[Line, ...]
    gradients: Mapping[str, f.Formula]
    local: frozenset[LocalPullback] = frozenset()


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
    forward = [Line(symbol(step.variable), statement(step.expression)) for step in steps]
    backward: list[Line] = []
    local: set[LocalPullback] = set()
    for step in reversed(steps):
        name = step.variable.name
        if not adjoints[name]:
            continue
        if name != steps[-1].variable.name:
            backward.append(Line(symbols[name], combine(adjoints[name]), name))
        for parent in dict.fromkeys(step.parents):
            formula, used = _pulled_back(step, known[parent], symbols[name], structured)
            adjoints[parent].append(formula)
            local.add(used)
    for variable in wrt:
        terms = adjoints[variable.name]
        rows, columns = (symbol(variable).rows, symbol(variable).columns)
        meaning = combine(terms) if terms else f.Filled(0, rows, columns)
        backward.append(Line(symbols[variable.name], meaning, variable.name))
    backward = _with_factors(forward, backward, frozenset(taken))
    return Backpropagation(tuple(forward), tuple(backward), {v.name: symbols[v.name] for v in wrt}, frozenset(local))


def _with_factors(forward: Sequence[Line], backward: Sequence[Line], taken: frozenset[str]) -> list[Line]:
    """The backward lines, before each of them those of the factorizations and masks that it needs."""
    used = taken | {line.symbol.name for line in (*forward, *backward)}
    known = [f.Definition(line.symbol, line.meaning) for line in forward]
    found: list[Line] = []
    for line in backward:
        meaning, new = factors_named(line.meaning, used, known)
        known += new
        found += [*(Line(each.symbol, each.meaning) for each in new), replace(line, meaning=meaning)]
    return found


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


def _pulled_back(
    step: Step, parent: Variable, above: f.Symbol, structured: frozenset[str]
) -> tuple[f.Formula, LocalPullback]:
    """What the adjoint of a step adds to that of one of its parents. Raises `NoMatrixForm`."""
    names = {name: f"x_{place}" for place, name in enumerate(variables(step.expression), start=1)}
    free = frozenset(names[name] for name in names if name in structured)
    expression = with_variables_called(step.expression, names)
    local = local_pullback(expression, names[parent.name], free)
    back = {own: name for name, own in names.items()} | {local.value.name: step.variable.name}
    return with_symbols_called(local.formula, back | {local.upstream.name: above.name}), local


def with_variables_called(expression: Expression, names: Mapping[str, str]) -> Expression:
    """An expression with its variables called otherwise."""
    match expression:
        case Variable():
            return replace(expression, name=names.get(expression.name, expression.name))
        case Call() | Application():
            return replace(
                expression, arguments=tuple(with_variables_called(each, names) for each in expression.arguments)
            )
        case _:
            return expression


def with_symbols_called(formula: f.Formula, names: Mapping[str, str]) -> f.Formula:
    """A formula with its symbols called otherwise."""
    if isinstance(formula, f.Symbol):
        return replace(formula, name=names[formula.name]) if formula.name in names else formula
    return rebuild(formula, lambda part: with_symbols_called(part, names))


@lru_cache(maxsize=1024)
def local_pullback(expression: Expression, by: str, structured: frozenset[str]) -> LocalPullback:
    """The pullback of one step, whose variables have names by their order: equal steps are worked out once.

    Raises `NoMatrixForm`.
    """
    parent = variables(expression)[by]
    value = Variable("y_0", expression.shape)
    given = Variable("g_0", expression.shape)
    declared = tuple(
        VariableTensor(each.name, each.shape, each.properties)
        for each in variables(expression).values()
        if each.properties and each.name in structured
    )
    array = pullback(
        freed(expression, structured),
        VariableTensor(by, parent.shape, frozenset() if by in structured else parent.properties),
        VariableTensor(given.name, given.shape),
        structured=declared,
    )
    formula = with_value(pullback_formula(array, parent.shape), symbol(value), expression)
    return LocalPullback(expression, parent, value, given, formula)


def with_value(formula: f.Formula, value: f.Symbol, expression: Expression) -> f.Formula:
    """The formula with the name of a step's value wherever that value stands in it."""
    if holds(formula, f.FunctionDerivative):
        # The symbol of a derivative holds the function itself, ∂u/∂x, and not its value.
        return formula
    for meaning in _written(expression):
        if not isinstance(meaning, f.Symbol) and holds(formula, type(meaning)):
            # What is read of a row stands upright, and the value lies.
            standing = value if meaning.rows == value.rows else algebra.transpose(value)
            formula = substitute(formula, meaning, standing)
    return formula


@lru_cache(maxsize=1024)
def _written(expression: Expression) -> tuple[f.Formula, ...]:
    """An expression as it is written and as its index form is read."""
    try:
        return tuple(dict.fromkeys((statement(expression), Reading(row_sums=True).array(embed(expression)))))
    except NoMatrixForm:
        return (statement(expression),)
