"""The derivation by differentials: one rule a line, from d of the value to dX, and the derivative read off at the end.

After Magnus and Neudecker, "Matrix Differential Calculus": find dF, bring it to the form in which dX stands last, and
read the derivative off: df = tr(A dX), dy = A dx, d vec(Y) = A d vec(X).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from jacobook.calculus.index_form import VariableTensor
from jacobook.calculus.structure import freed
from jacobook.errors import Refused
from jacobook.language.differentiated import equations
from jacobook.language.dimension import is_row_shape, proper_axes
from jacobook.language.expression import (
    Application,
    Call,
    Expression,
    Number,
    Variable,
    applies,
    is_implicit,
    variables,
    walk,
)
from jacobook.language.functions import ALL_FUNCTIONS, ELEMENTWISE
from jacobook.language.functions.factorizations import factorization_of
from jacobook.layout.forms.differential import differential
from jacobook.layout.forms.factors import factors_named
from jacobook.layout.forms.naming import rebuild, substitute
from jacobook.layout.forms.network import NoMatrixForm
from jacobook.layout.forms.reading import Reading
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas.formula import (
    Differential,
    Formula,
    Hadamard,
    MatrixForm,
    Multiple,
    Partial,
    Product,
    Sum,
    Symbol,
    Trace,
    Vec,
    axes,
)
from jacobook.layout.formulas.layouts import Layout
from jacobook.layout.formulas.measure import children, holds
from jacobook.layout.formulas.statement import statement, symbol
from jacobook.layout.steps.differential_rules import (
    FORM_AS_TRACE,
    HADAMARD_AS_PRODUCT,
    LINEAR,
    RULES,
    RULES_BY_RANK,
    RULES_OF_SQUARE,
    STACKED_PRODUCT,
    TRANSPOSED_INSIDE,
    TURNED_ROUND,
    Say,
    read_off,
)
from jacobook.layout.steps.route import Route, Step

MOST_LINES = 8

_REGIONS = ({"matmul", "dot"}, {"add", "subtract", "negate"})
"""Operators of which several together are one rule: a product of many factors, a sum of many terms."""


def by_differentials(
    expression: Expression,
    wrt: Variable,
    value: Symbol,
    whole: MatrixForm,
    answers: Mapping[Layout, MatrixForm],
    *,
    say: Say,
) -> tuple[Route, ...]:
    """The route to `whole`, the differential, and one to each layout's answer; none where it would teach nothing.

    `say` prints the formulas in the reasons.

    That is: numbers by numbers, constants, vectors that are linear in each other, more than eight lines, choices,
    declared functions, and parts whose differential has no closed form though the whole has, as expm under a trace.
    """
    taken = [node.shape for node in walk(expression)]
    if not any(map(proper_axes, (*taken, wrt.shape))) or any(isinstance(n, Application) for n in walk(expression)):
        return ()
    # What is read off a differential is said of columns.
    if is_row_shape(expression.shape) or is_row_shape(wrt.shape):
        return ()
    if applies(expression, "where") or is_implicit(expression) or wrt.name not in variables(expression):
        return ()
    method = _Method(wrt, value, say)
    if max(axes(value), axes(symbol(wrt))) < 2 and method.is_linear(expression):
        return ()
    try:
        lines = method.lines(expression)
    except (NoMatrixForm, Refused):
        return ()
    if lines is None:
        return ()
    unnamed = whole.formula
    for definition in reversed(whole.definitions):
        unnamed = substitute(unnamed, definition.symbol, definition.meaning)
    if lines[-1].right == unnamed:
        lines[-1] = replace(lines[-1], right=whole.formula, definitions=whole.definitions)
    else:
        lines.append(Step(None, whole.formula, _tidied(value, wrt, say), whole.definitions))
    lines = [_with_factors(line, whole.names) for line in lines]
    if len(lines) > 1 and (lines[-1].right, lines[-1].definitions) == (lines[-2].right, lines[-2].definitions):
        del lines[-1]
    routes = [Route("differentials", "By differentials", tuple(lines))]
    for layout, answer in answers.items():
        step = _read_off(value, wrt, whole.formula, layout, answer, say=say)
        routes.append(Route("reading off", "Read off the derivative", (step,), layout))
    return tuple(routes)


def _with_factors(line: Step, taken: frozenset[str]) -> Step:
    """The line with names for the parts and the masks of factorizations."""
    used = taken | {definition.symbol.name for definition in line.definitions}
    bare, definitions = factors_named(line.right, used, line.definitions)
    return replace(line, right=bare, definitions=(*line.definitions, *definitions)) if definitions else line


@dataclass(frozen=True, slots=True)
class _Method:
    """The rules applied in turn to whatever still stands behind a d."""

    wrt: Variable
    value: Symbol
    say: Say

    def lines(self, expression: Expression) -> list[Step] | None:
        """The lines until only the variable stands behind a d, or None if they are too many."""
        current: Formula = Differential(statement(expression))
        lines = [Step(Differential(self.value), current, "take differentials of both sides")]
        pending: dict[Formula, Expression] = {statement(expression): expression}
        while True:
            found = [pending[body] for body in _behind(current) if body in pending and pending[body] != self.wrt]
            if not found:
                return lines
            if len(lines) == MOST_LINES:
                return None
            rule = self._rule(found[0])
            for node in dict.fromkeys(found):
                if self._rule(node) == rule:
                    step, inner = self._applied(node)
                    pending |= inner
                    current = substitute(current, Differential(statement(node)), step)
            current = _flattened(current)
            lines.append(Step(None, current, rule))

    def _applied(self, node: Expression) -> tuple[Formula, dict[Formula, Expression]]:
        """The differential of a node by one rule, and what stands behind a d in it."""
        names: dict[Expression, Variable] = {}
        outer = self._opened(node, _region(node), names, top=True)
        moving = {name: v for name, v in variables(outer).items() if v in names.values() or name == self.wrt.name}
        tensors = [VariableTensor(v.name, v.shape, v.properties) for v in moving.values()]
        formula = differential(Reading(), freed(outer, moving), tensors, shape=outer.shape)
        for inner, variable in names.items():
            formula = substitute(formula, symbol(variable), statement(inner))
        return formula, {statement(inner): inner for inner in names} | {symbol(self.wrt): self.wrt}

    def _opened(
        self, node: Expression, region: frozenset[str], names: dict[Expression, Variable], *, top: bool = False
    ) -> Expression:
        """The node with a fresh variable for each part that another rule is for."""
        if self.wrt.name not in variables(node) or isinstance(node, Variable):
            return node
        assert isinstance(node, Call)
        through = node.function in region or (bool(region) and self.is_linear(node))
        if top or through:
            return replace(node, arguments=tuple(self._opened(part, region, names) for part in node.arguments))
        return names.setdefault(node, Variable(f"part {len(names) + 1}", node.shape))

    def is_linear(self, node: Expression) -> bool:
        """Whether a node is a constant plus something linear in the variable, seen without any rule but that."""
        if self.wrt.name not in variables(node) or isinstance(node, Variable):
            return True
        assert isinstance(node, Call)
        moving = [part for part in node.arguments if self.wrt.name in variables(part)]
        adds = node.function in {"add", "subtract", "negate", "transpose"}
        scales = node.function in {"matmul", "dot", "multiply"} and len(moving) == 1
        return (adds or scales) and all(map(self.is_linear, moving))

    def _rule(self, node: Expression) -> str:
        """The rule for a node, in a formula or in words."""
        assert isinstance(node, Call)
        if self.is_linear(node):
            return LINEAR.reason(self.say)
        if _is_square_of_norm(node):
            return RULES_OF_SQUARE[len(proper_axes(node.arguments[0].arguments[0].shape))].reason(self.say)  # type: ignore[union-attr]
        ranks = [len(proper_axes(argument.shape)) for argument in node.arguments]
        rank = len(proper_axes(node.shape)) if node.function == "power" else min(ranks)
        called = self._power(node) if node.function == "power" else node.function
        known = RULES.get(called) or RULES_BY_RANK.get((called, rank))
        if known is not None:
            return known.reason(self.say)
        summary = ALL_FUNCTIONS[node.function].called
        if ALL_FUNCTIONS[node.function].kind == ELEMENTWISE:
            each = ", entry by entry" if proper_axes(node.shape) else ""
            return f"chain rule for the {summary}, d f(u) = f′(u) du{each}"
        return f"differential of the {summary}{self._solving(node.function)}"

    def _solving(self, function: str) -> str:
        """What the differential of a part of a factorization solves: the equations that define it."""
        found = factorization_of(function)
        if found is None:
            return ""
        record, _ = found
        zero = " and ".join(f"{self.say(statement(equation))} = 0" for equation in equations(record.name))
        structures = (f"{letter} {structure}" for letter, structure in record.structures.items())
        with_structure = "".join(f", with {each}" for each in structures)
        return f": it solves the differential of {zero}{with_structure}"

    def _power(self, node: Call) -> str:
        """What a power is called by which of its two parts hold the variable."""
        base, exponent = (self.wrt.name in variables(part) for part in node.arguments)
        if not exponent:
            return "power"
        return "power by power" if base else "exponential"


def _is_square_of_norm(node: Call) -> bool:
    base = node.arguments[0]
    return (
        node.function == "power"
        and isinstance(base, Call)
        and base.function == "norm"
        and bool(proper_axes(base.arguments[0].shape))
        and node.arguments[1] == Number(Fraction(2))
    )


def _region(node: Expression) -> frozenset[str]:
    """The functions that are differentiated together with a node, where they stand directly in it."""
    assert isinstance(node, Call)
    if _is_square_of_norm(node):
        return frozenset({"norm"})
    return next((frozenset(region) for region in _REGIONS if node.function in region), frozenset())


def _behind(formula: Formula) -> list[Formula]:
    """What stands behind a d, from left to right."""
    if isinstance(formula, Differential):
        return [formula.body]
    return [body for child in children(formula) for body in _behind(child)]


def _flattened(formula: Formula) -> Formula:
    """The formula without products in products; what stands behind a d stays as it is written."""
    if isinstance(formula, Differential):
        return formula
    inner = rebuild(formula, _flattened)
    match inner:
        case Product(factors=factors):
            return algebra.product(*factors)
        case Multiple(coefficient=coefficient, numerators=above, denominators=below, body=body):
            return algebra.multiple(coefficient, above, below, body)
        case Sum(terms=terms):
            return Sum(tuple(part for term in terms for part in (term.terms if isinstance(term, Sum) else (term,))))
        case _:
            return inner


def _tidied(value: Symbol, wrt: Variable, say: Say) -> str:
    if axes(value) == 0 and len(proper_axes(wrt.shape)) == 2:
        reasons = f"{TURNED_ROUND.reason(say)} and {TRANSPOSED_INSIDE.reason(say)}"
        return f"since {reasons}: move {say(Differential(symbol(wrt)))} to the end and collect terms"
    if axes(value) == 0 and proper_axes(wrt.shape):
        return f"a scalar equals its transpose: move {say(Differential(symbol(wrt)))} to the end and collect terms"
    return "simplify and collect"


def _read_off(value: Symbol, wrt: Variable, whole: Formula, layout: Layout, answer: MatrixForm, *, say: Say) -> Step:
    """The derivative from the differential, with the rule that reads it off."""
    left, right, derivative = read_off(value, symbol(wrt), layout)
    rule = f"if {say(left)} = {say(right)}, the derivative in {layout} layout is {say(derivative)}"
    ranks = axes(value), len(proper_axes(wrt.shape))
    if isinstance(left.body, Vec):
        rule = f"with {STACKED_PRODUCT.reason(say)}: {rule}"
    elif ranks == (0, 2) and not holds(whole, Trace):
        rule = f"with {FORM_AS_TRACE.reason(say)}: {rule}"
    elif ranks == (1, 1) and holds(whole, Hadamard):
        rule = f"with {HADAMARD_AS_PRODUCT.reason(say)}: {rule}"
    return Step(
        Partial(value, (symbol(wrt),), answer.formula.rows, answer.formula.columns),
        answer.formula,
        rule,
        answer.definitions,
    )
