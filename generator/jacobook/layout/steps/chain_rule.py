"""The chain rule as a method: name intermediate variables, differentiate each, combine along every path, substitute.

The four steps are those of Parr and Howard, "The Matrix Calculus You Need For Deep Learning", in either layout: in
numerator layout the factors of a path stand from the value to the variable, in denominator layout the other way round.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count, islice, pairwise

from jacobook.calculus.differentiation import differentiate
from jacobook.calculus.embedding import embed
from jacobook.calculus.index_form import VariableTensor
from jacobook.language.dimension import is_row_shape, proper_axes
from jacobook.language.expression import Application, Call, Expression, Variable, applies, is_implicit, variables
from jacobook.language.functions import ALL_FUNCTIONS
from jacobook.layout.forms.derivative_symbols import symbols_in
from jacobook.layout.forms.network import NoMatrixForm
from jacobook.layout.forms.orientation import orientation
from jacobook.layout.forms.reading import Reading
from jacobook.layout.formulas.formula import Formula, MatrixForm, Partial, Product, Sum, Symbol
from jacobook.layout.formulas.layouts import Layout
from jacobook.layout.formulas.statement import NotWritten, statement, symbol
from jacobook.layout.steps.route import Route, Step

MOST_PATHS = 4
MOST_INTERMEDIATES = 8


@dataclass(frozen=True, slots=True)
class Intermediate:
    """A named step of a computation: variable = expression of one operator, in variables and earlier intermediates."""

    variable: Variable
    expression: Expression

    @property
    def operator(self) -> str:
        """What the step does, in words."""
        match self.expression:
            case Call(function="matmul", shape=()):
                return "inner product"
            case Call(function=name, arguments=arguments):
                summary = ALL_FUNCTIONS[name].called
                entry_by_entry = all(argument.shape for argument in arguments)
                return summary if entry_by_entry else summary.removeprefix("element-wise ")
            case Application(function=function):
                return f"function {function.name}"
            case _:
                return "variable"

    @property
    def parents(self) -> tuple[str, ...]:
        """The variables and intermediates that the step is made of."""
        return tuple(variables(self.expression))


def intermediates(expression: Expression, wrt: str, value: str, taken: frozenset[str]) -> tuple[Intermediate, ...]:
    """The computation in steps of one operator, innermost first; what does not depend on `wrt` is not taken apart."""
    found: list[Intermediate] = []
    known: dict[Expression, Variable] = {}
    free = (f"u_{number}" for number in count(1) if f"u_{number}" not in taken)

    def name(node: Expression, given: str = "") -> Expression:
        if not isinstance(node, Call | Application) or wrt not in variables(node):
            return node
        if node in known:
            return known[node]
        step = replace(node, arguments=tuple(name(argument) for argument in node.arguments))
        known[node] = Variable(given or next(free), node.shape)
        found.append(Intermediate(known[node], step))
        return known[node]

    name(expression, value)
    return tuple(found)


def chain_rule(
    expression: Expression, wrt: Variable, value: Symbol, answers: Mapping[Layout, MatrixForm], taken: frozenset[str]
) -> tuple[Route, ...]:
    """The four steps in each layout that has an answer; none where they would teach nothing or have no matrix form.

    That is: fewer than two intermediate variables or more than eight, more than four paths, an intermediate matrix or
    row, or a choice by a condition, which is no step of its own.
    """
    if applies(expression, "where") or is_implicit(expression):
        return ()
    chain = intermediates(expression, wrt.name, value.name, taken)
    steps = {step.variable.name: step for step in chain}
    shapes = [variable.shape for variable in (wrt, *(step.variable for step in chain))]
    if not 2 <= len(chain) <= MOST_INTERMEDIATES or any(len(proper_axes(s)) > 1 or is_row_shape(s) for s in shapes):
        return ()
    paths = list(islice(_paths(steps, value.name, wrt.name), MOST_PATHS + 1))
    if len(paths) > MOST_PATHS:
        return ()
    method = _Method(chain, steps, paths, wrt, value)
    try:
        routes = tuple(method.route(layout, answer) for layout, answer in answers.items())
    except (NoMatrixForm, NotWritten):
        return ()
    # Among numbers the order of the factors does not matter, and one way of writing them is enough.
    return (replace(routes[0], layout=None),) if method.of_numbers else routes


@dataclass(frozen=True, slots=True)
class _Method:
    """A computation in steps, and the paths through it from the value to the variable."""

    chain: tuple[Intermediate, ...]
    steps: dict[str, Intermediate]
    paths: list[tuple[str, ...]]
    wrt: Variable
    value: Symbol

    @property
    def of_numbers(self) -> bool:
        """Whether the variable and all steps are numbers."""
        return not any(proper_axes(v.shape) for v in (self.wrt, *(step.variable for step in self.chain)))

    def route(self, layout: Layout, answer: MatrixForm) -> Route:
        """The four steps in one layout. Raises `NoMatrixForm`."""
        named = [Step(symbol(s.variable), statement(s.expression), f"name the {s.operator}") for s in self.chain]
        named[0] = replace(
            named[0], reason=f"name each intermediate value, innermost first: the {self.chain[0].operator}"
        )
        pairs = [(s.variable.name, p) for s in self.chain for p in s.parents if p == self.wrt.name or p in self.steps]
        slopes = {pair: self._slope(*pair, layout) for pair in pairs}
        symbols = {pair: self._partial(*pair, slope) for pair, slope in slopes.items()}
        differentiated = [
            Step(symbols[of, by], slope, f"derivative of the {self.steps[of].operator} with respect to {in_words(by)}")
            for (of, by), slope in slopes.items()
        ]
        only = {parent for step in self.chain for parent in step.parents} <= {self.wrt.name, *self.steps}
        total = len(self.paths) > 1 or (only and not proper_axes(self.wrt.shape))
        rows, columns = answer.formula.rows, answer.formula.columns
        whole = Partial(self.value, (symbol(self.wrt),), rows, columns, total=total)
        combined = Step(whole, self._combined(symbols, layout), self._how())
        simplified = Step(None, answer.formula, "substitute back and simplify", answer.definitions)
        return Route("chain rule", "By the chain rule", (*named, *differentiated, combined, simplified), layout)

    def _how(self) -> str:
        between = f"from {in_words(self.wrt.name)} to {self.value.name}"
        if len(self.paths) == 1:
            return f"multiply along the only path {between}"
        return f"multiply along each of the {_COUNTED[len(self.paths)]} paths {between}, and add"

    def _variable(self, name: str) -> Variable:
        return self.steps[name].variable if name in self.steps else self.wrt

    def _slope(self, of: str, by: str, layout: Layout) -> Formula:
        """∂of/∂by of one step, all else held fixed."""
        variable, expression = self._variable(by), self.steps[of].expression
        derivative = differentiate(embed(expression), VariableTensor(by, variable.shape, variable.properties))
        where = orientation(expression.shape, (variable.shape,), layout)
        return symbols_in(Reading().oriented(derivative, where.rows, where.columns), layout)

    def _partial(self, of: str, by: str, slope: Formula) -> Partial:
        variable = self._variable(by)
        total = self.steps[of].parents == (by,) and not proper_axes(variable.shape)
        return Partial(symbol(self._variable(of)), (symbol(variable),), slope.rows, slope.columns, total=total)

    def _combined(self, symbols: dict[tuple[str, str], Partial], layout: Layout) -> Formula:
        """The sum over paths of the products along them, in the layout's order, no factor moved past another."""
        products: list[Formula] = []
        for path in self.paths:
            factors = [symbols[pair] for pair in pairwise(path)]
            ordered = factors if layout is Layout.NUMERATOR else factors[::-1]
            products.append(ordered[0] if len(ordered) == 1 else Product(tuple(ordered)))
        return products[0] if len(products) == 1 else Sum(tuple(products))


_COUNTED = {2: "two", 3: "three", 4: "four"}
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def in_words(name: str) -> str:
    """A name as it stands in a sentence: u₁ for u_1 and for u1."""
    head = name.rstrip("0123456789").removesuffix("_")
    number = name[len(head) :].removeprefix("_")
    return head + number.translate(_SUBSCRIPTS)


def _paths(steps: dict[str, Intermediate], start: str, end: str) -> Iterator[tuple[str, ...]]:
    """The ways from the value down to the variable, as the names met."""
    if start == end:
        yield (end,)
        return
    if start in steps:
        for parent in steps[start].parents:
            for rest in _paths(steps, parent, end):
                yield (start, *rest)
