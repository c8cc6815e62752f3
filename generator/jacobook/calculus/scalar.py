"""Scalar calculus: the derivative of every element-wise function, by SymPy, in functions of the table.

Where a derivative is a short polynomial in the function itself (σ' = σ(1 − σ), tanh' = 1 − tanh²) or another function
of the table (softplus' = σ), it is stated so; both are found by SymPy, not listed here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache

import sympy
from sympy.core.relational import Relational

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.index_form import Array, ConstantTensor
from jacobook.errors import Refused
from jacobook.language.functions import DIFFERENTIATED, ELEMENTWISE, FUNCTIONS

T, S = sympy.symbols("t s", real=True)
_SELF = sympy.Symbol("u", real=True)
_NAMESPACE = {"t": T, "s": S}
_RELATIONS: dict[type[Relational], str] = {
    sympy.StrictGreaterThan: "greater",
    sympy.GreaterThan: "greater_equal",
    sympy.StrictLessThan: "less",
    sympy.LessThan: "less_equal",
}
_MIRRORED = {"greater": "less", "less": "greater", "greater_equal": "less_equal", "less_equal": "greater_equal"}
_LONGEST_POLYNOMIAL = 2


@cache
def definition(name: str) -> sympy.Expr:
    """The SymPy expression, in t and s, that defines an element-wise function of the table."""
    return sympy.sympify(DIFFERENTIATED[name].definition, locals=dict(_NAMESPACE))


@cache
def _sympy_functions() -> dict[type, str]:
    """The functions of the table that SymPy knows by a class of their own, such as exp and sin."""
    found: dict[type, str] = {}
    for function in FUNCTIONS.values():
        if function.kind == ELEMENTWISE and function.arity == 1:
            expression = definition(function.name)
            if isinstance(expression, sympy.Function) and expression.args == (T,):
                found[type(expression)] = function.name
    return found


@cache
def partial_derivative(name: str, position: int) -> sympy.Expr:
    """∂f/∂t (position 0) or ∂f/∂s (position 1), in t, s and, where that is shorter, u = f(t)."""
    if DIFFERENTIATED[name].expansion:
        return sympy.diff(_expansion(name), T)
    expression = definition(name)
    derivative = sympy.diff(expression, (T, S)[position]).replace(sympy.DiracDelta, lambda *_: sympy.Integer(0))
    if isinstance(expression, sympy.Piecewise):
        return derivative
    if DIFFERENTIATED[name].arity == 1 and type(expression) not in (sympy.exp, sympy.log):
        short = _polynomial_in_itself(expression, derivative)
        if short is not None:
            return short
    if type(expression) not in _sympy_functions() and _known_function(derivative) is None:
        simple = sympy.simplify(derivative)
        # SymPy divides |t| by t in cases of its own, which no comparison states.
        return derivative if simple.has(sympy.Piecewise) else simple
    return derivative


@cache
def _table_function(name: str) -> type[sympy.Function]:
    """A function of the table as a SymPy function that differentiates by this module."""

    def fdiff(self: sympy.Function, argindex: int = 1) -> sympy.Expr:
        derivative = partial_derivative(name, argindex - 1)
        known = _named_derivative(derivative)
        if known is not None:
            return _table_function(known)(*self.args)
        return derivative.subs({_SELF: self, T: self.args[0]})

    return type(name, (sympy.Function,), {"fdiff": fdiff, "table_name": name})


@cache
def _expansion(name: str) -> sympy.Expr:
    """The definition in functions of the table that SymPy does not have itself."""
    own = {
        function.name: _table_function(function.name)
        for function in FUNCTIONS.values()
        if function.kind == ELEMENTWISE and function.arity == 1 and not hasattr(sympy, function.name)
    }
    return sympy.sympify(FUNCTIONS[name].expansion, locals=_NAMESPACE | own)


def _polynomial_in_itself(expression: sympy.Expr, derivative: sympy.Expr) -> sympy.Expr | None:
    if not expression.has(sympy.exp, sympy.tanh, sympy.tan):
        return None
    if expression.has(sympy.log):
        return None
    solutions = sympy.solve(sympy.Eq(expression, _SELF), T)
    if len(solutions) != 1:
        return None
    candidate = sympy.factor(sympy.simplify(derivative.subs(T, solutions[0])))
    if candidate.free_symbols != {_SELF} or not candidate.is_polynomial(_SELF):
        return None
    if sympy.degree(candidate, _SELF) > _LONGEST_POLYNOMIAL:
        return None
    plain_factors = [factor for factor in candidate.args if factor == _SELF]
    return _decreasing_factors(candidate) if candidate.is_Mul and plain_factors else sympy.expand(candidate)


def _decreasing_factors(candidate: sympy.Expr) -> sympy.Expr:
    """u(1 − u) for −u(u − 1), the way it is usually written."""
    factors = list(candidate.args)
    turned = [i for i, factor in enumerate(factors) if factor.is_Add and factor.coeff(_SELF) > 0]
    if len(turned) != 1 or -1 not in factors:
        return candidate
    factors[turned[0]] = -factors[turned[0]]
    factors.remove(sympy.Integer(-1))
    return sympy.Mul(*factors, evaluate=False)


@cache
def _known_function(expression: sympy.Expr) -> str | None:
    """The function of the table, other than those SymPy names, that the expression in t is."""
    for function in FUNCTIONS.values():
        if function.kind != ELEMENTWISE or function.arity != 1:
            continue
        candidate = definition(function.name)
        if isinstance(candidate, sympy.Piecewise | sympy.Function):
            continue
        if sympy.simplify(candidate - expression) == 0:
            return function.name
    return None


def _named_derivative(derivative: sympy.Expr) -> str | None:
    """The function of the table that a derivative is, as that of softplus is the logistic function."""
    return _known_function(derivative) if derivative.free_symbols == {T} and derivative.has(sympy.exp) else None


def derivative_array(name: str, position: int, arguments: Sequence[Array]) -> Array:
    """The derivative of an element-wise function by one argument, as an array of the arguments' shape."""
    derivative = partial_derivative(name, position)
    known = _named_derivative(derivative)
    if known is not None:
        return algebra.apply(known, arguments)
    values = {T: arguments[0], _SELF: algebra.apply(name, arguments)}
    if len(arguments) > 1:
        values[S] = arguments[1]
    return _Translation(values, (T, S)[position]).translate(derivative)


class _Translation:
    """SymPy expressions of scalars, as arrays; conditions are read from `subject`, what is differentiated by."""

    def __init__(self, values: dict[sympy.Symbol, Array], subject: sympy.Symbol) -> None:
        self.values = values
        self.subject = subject
        self.shape = values[T].shape

    def translate(self, expression: sympy.Expr) -> Array:
        if expression in self.values:
            return self.values[expression]
        for kinds, rule in self._rules():
            if isinstance(expression, kinds):
                return rule(expression)
        name = getattr(expression, "table_name", None) or _sympy_functions().get(type(expression))
        if name is None:
            raise Refused(f"the derivative {expression} has no name in the table of functions")
        return algebra.apply(name, [self.translate(argument) for argument in expression.args])

    def _rules(self) -> list[tuple[type | tuple[type, ...], Callable[[sympy.Expr], Array]]]:
        return [
            (sympy.Rational, lambda e: algebra.number(Fraction(int(e.p), int(e.q)), self.shape)),
            (type(sympy.pi), lambda _: algebra.broadcast(algebra.of_tensor(ConstantTensor("pi")), self.shape)),
            (sympy.Add, lambda e: algebra.add(self.shape, map(self.translate, _author_order(e)))),
            (sympy.Mul, lambda e: algebra.multiply(self.shape, map(self.translate, _factor_order(e)))),
            (sympy.exp, lambda e: algebra.apply("exp", [self.translate(e.args[0])])),
            (sympy.Pow, self._power),
            (sympy.Piecewise, self._piecewise),
            (sympy.polygamma, self._polygamma),
        ]

    def _power(self, expression: sympy.Expr) -> Array:
        base, exponent = expression.args
        if not isinstance(exponent, sympy.Rational):
            return algebra.apply("exp", [self.translate(exponent * sympy.log(base))])
        return algebra.power(self.translate(base), Fraction(int(exponent.p), int(exponent.q)))

    def _polygamma(self, expression: sympy.Expr) -> Array:
        """A derivative of the logarithm of the gamma function: the first or the second."""
        order, argument = expression.args
        name = {0: "digamma", 1: "trigamma"}.get(int(order))
        if name is None:
            raise Refused(f"the derivative {expression} has no name in the table of functions")
        return algebra.apply(name, [self.translate(argument)])

    def _piecewise(self, expression: sympy.Expr) -> Array:
        """Σ value · [condition]; the last condition, True, is the opposite of the one before it."""
        (value, condition), *rest = expression.args
        if len(rest) > 1 or (rest and rest[0][1] != sympy.true):
            raise Refused(f"cannot state {expression} as a single comparison")
        parts = [(value, condition)] + [(other, sympy.Not(condition)) for other, _ in rest]
        return algebra.add(
            self.shape,
            (algebra.multiply(self.shape, [self.translate(v), self._bracket(c)]) for v, c in parts if v != 0),
        )

    def _bracket(self, condition: sympy.Basic) -> Array:
        name = _RELATIONS.get(type(condition))
        if name is None:
            raise Refused(f"cannot state the condition {condition}")
        left, right = condition.args
        if right == self.subject:
            name, left, right = _MIRRORED[name], right, left
        return algebra.apply(name, [self.translate(left), self.translate(right)])


def _author_order(expression: sympy.Expr) -> list[sympy.Expr]:
    """Terms of a sum, plain numbers and short ones first, as in 1 − tanh² and σ + tσ(1 − σ)."""
    return sorted(
        expression.args, key=lambda term: (not term.is_number, sympy.count_ops(term), sympy.default_sort_key(term))
    )


def _factor_order(expression: sympy.Expr) -> list[sympy.Expr]:
    """Factors of a product, brackets last, as in σ(1 − σ)."""
    return sorted(expression.args, key=lambda factor: factor.is_Add)
