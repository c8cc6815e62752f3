"""Functions of entries: as atoms, or (`deep`) by what they are defined as in exponentials, roots and brackets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial

from jacobook.language.definition_of import ARGUMENTS, definition_of, is_defined
from jacobook.language.expression import Call, Expression, Number, Variable
from jacobook.language.functions import FUNCTIONS
from jacobook.proof.normal_form.algebra import UNIT, Algebra
from jacobook.proof.normal_form.cases import by_cases
from jacobook.proof.normal_form.numbers import factorized
from jacobook.proof.normal_form.powers import content, is_positive, power
from jacobook.proof.normal_form.terms import (
    Atom,
    Exponent,
    Factor,
    Term,
    Terms,
    Unclear,
    closed,
    compact,
    free_indices,
)

_HALF = Fraction(1, 2)


def apply(algebra: Algebra, name: str, arguments: Sequence[Terms]) -> Terms:
    """A function of the table, entry by entry; arguments that carry fewer indices stand at every entry."""
    if name == "sqrt":
        return power(algebra, arguments[0], _HALF)
    if name == "where":
        chosen, yes, no = arguments
        rest = [*UNIT, *algebra.scaled(algebra.refreshed(chosen), -1)]
        return algebra.product(chosen, yes) + algebra.product(rest, no)
    split = by_cases(algebra, arguments, lambda parts: apply(algebra, name, parts))
    if split is not None:
        return split
    if name in ("exp", "log"):
        return (exponential if name == "exp" else logarithm)(algebra, arguments[0])
    if algebra.deep and name in _DEFINITIONS:
        return _DEFINITIONS[name](algebra, *arguments)
    if algebra.deep and is_defined(name):
        return _defined(algebra, definition_of(name), dict(zip(ARGUMENTS, arguments, strict=False)))
    return atomic(algebra, name, arguments)


def atomic(algebra: Algebra, name: str, arguments: Sequence[Terms]) -> Terms:
    """A function that is not taken apart; an odd or even one of an argument whose first term has the sign +."""
    given, sign = list(arguments), 1
    function = FUNCTIONS.get(name)
    odd = function is not None and function.parity == "odd"
    if algebra.deep and function is not None and function.parity:
        given[0], sign = _upright(algebra, given[0])
        if not given[0] and odd:
            return []
    contents, indices, symmetry = algebra.closing(given)
    inside = ",".join(argument.key for argument in contents)
    rebuild = partial(_rebuilt, algebra, name)
    companion = None
    if algebra.deep and name == "sin":
        cosine = partial(_rebuilt, algebra, "cos")
        companion = Atom("function", compact(f"cos({inside})"), symmetry, arguments=contents, rebuild=cosine)
    atom = Atom(
        "sin" if companion is not None else "function",
        compact(f"{name}({inside})"),
        symmetry,
        2 if function is not None and function.values.are_positive else 0,
        name,
        contents,
        rebuild,
        companion,
    )
    return algebra.term(sign if odd else 1, [Factor(atom, indices)], ())


def _rebuilt(algebra: Algebra, name: str, arguments: Sequence[Terms], exponent: Exponent) -> Terms:
    return power(algebra, apply(algebra, name, arguments), exponent)


def _upright(algebra: Algebra, terms: Terms) -> tuple[Terms, int]:
    """The sum or its negative, the same of the two for both, and its sign."""
    (straight,), _, _ = algebra.closing([terms])
    turned = algebra.scaled(terms, -1)
    (other,), _, _ = algebra.closing([turned])
    if not straight.terms:
        return [], 1

    def first(argument: object) -> tuple[bool, str]:
        return argument.terms[0].coefficient < 0, argument.key  # type: ignore[attr-defined]

    return (terms, 1) if first(straight) <= first(other) else (turned, -1)


def exponential(algebra: Algebra, argument: Terms) -> Terms:
    """exp of a sum, as the product of powers of exp of its terms: exp(2a − b) is exp(a)² exp(b)⁻¹."""
    factors: list[Factor] = []
    for term in closed(argument, free_indices(argument)).terms:
        unit = term._replace(coefficient=Fraction(1))
        contents, indices, symmetry = algebra.closing([[unit]])
        key = compact(f"exp({contents[0].key})")
        rebuild = partial(_rebuilt_exponential, algebra)
        atom = Atom("exponential", key, symmetry, 2, "exp", contents, rebuild)
        factors.append(Factor(atom, indices, term.coefficient))
    return algebra.term(1, factors, ())


def _rebuilt_exponential(algebra: Algebra, arguments: Sequence[Terms], exponent: Exponent) -> Terms:
    return exponential(algebra, algebra.scaled(arguments[0], exponent))


def logarithm(algebra: Algebra, argument: Terms) -> Terms:
    """log of a product whose factors but one are known to be positive, as a sum of logarithms; else an atom."""
    terms = [*closed(argument, free_indices(argument)).terms]
    if not terms:
        raise Unclear("it holds the logarithm of zero")
    if len(terms) == 1 and not terms[0].bound:
        number, factors, rest = Fraction(terms[0].coefficient), list(terms[0].factors), list[Term]()
        if number < 0:
            return atomic(algebra, "log", [terms])
    else:
        number, factors, rest = content(terms, whole=False)
    result = _logarithm_of_number(algebra, number)
    known = [factor for factor in factors if factor.atom.sign > 0 or Fraction(factor.exponent).denominator != 1]
    left = [factor for factor in factors if factor not in known]
    if len(left) == 1 and not rest and (Fraction(left[0].exponent).denominator == 1 and left[0].exponent % 2):
        known, left = [*known, *left], []
    for factor in known:
        result += algebra.scaled(_logarithm_of_factor(algebra, factor), factor.exponent)
    if left:
        result += atomic(algebra, "log", [algebra.term(1, left, ())])
    if rest:
        result += atomic(algebra, "log", [rest])
    return result


def _logarithm_of_number(algebra: Algebra, number: Fraction) -> Terms:
    result: Terms = []
    for prime, times in factorized(number).items():
        result += algebra.scaled(algebra.entry(Atom("constant", f"log {prime}"), ()), times)
    return result


def _logarithm_of_factor(algebra: Algebra, factor: Factor) -> Terms:
    atom = factor.atom
    if atom.kind == "exponential":
        return algebra.opened(atom.arguments[0], factor.indices)
    if atom.kind == "group":
        return atomic(algebra, "log", [algebra.opened(atom.arguments[0], factor.indices)])
    if atom.kind == "prime":
        return algebra.entry(Atom("constant", f"log {atom.name}"), ())
    return atomic(algebra, "log", [[Term(1, (factor._replace(exponent=1),))]])


# ------------------------------------------------------------------------------------------------------- brackets


def bracket(algebra: Algebra, argument: Terms) -> Terms:
    """[u > 0], of a sum or of its negative: [−u > 0] is 1 − [u > 0] − [u = 0]."""
    upright, sign = _compared(algebra, argument)
    if sign == 0:
        return upright
    greater = _zero_or_one(algebra, "bracket", upright)
    if sign > 0:
        return greater
    equal = _zero_or_one(algebra, "tie", upright)
    return [*UNIT, *algebra.scaled(greater, -1), *algebra.scaled(equal, -1)]


def tie(algebra: Algebra, argument: Terms) -> Terms:
    """[u = 0]."""
    upright, sign = _compared(algebra, argument)
    if sign == 0:
        return [] if argument and closed(argument, free_indices(argument)).terms else UNIT
    return _zero_or_one(algebra, "tie", upright)


def _compared(algebra: Algebra, argument: Terms) -> tuple[Terms, int]:
    """What is compared with 0, without positive factors, and its sign; or the verdict, with the sign 0."""
    terms = [*closed(argument, free_indices(argument)).terms]
    if not terms or (len(terms) == 1 and not terms[0].factors and not terms[0].bound):
        return (UNIT if terms and terms[0].coefficient > 0 else []), 0
    if is_positive(terms):
        return UNIT, 0
    _, factors, rest = content(terms, whole=False)
    rest = algebra.product(rest, [Term(1, tuple(f for f in factors if f.atom.sign != 2))])
    upright, sign = _upright(algebra, rest)
    return upright, sign


def _zero_or_one(algebra: Algebra, kind: str, argument: Terms) -> Terms:
    contents, indices, symmetry = algebra.closing([argument])
    key = compact(f"{kind}({contents[0].key})")
    atom = Atom(kind, key, symmetry, 1, arguments=contents, rebuild=partial(_rebuilt_bracket, algebra, kind))
    return algebra.term(1, [Factor(atom, indices)], ())


def _rebuilt_bracket(algebra: Algebra, kind: str, arguments: Sequence[Terms], _: Exponent) -> Terms:
    return (bracket if kind == "bracket" else tie)(algebra, arguments[0])


# ---------------------------------------------------------------------------------------------------- definitions

Definition = Callable[..., Terms]


def _minus(algebra: Algebra, left: Terms, right: Terms) -> Terms:
    return left + algebra.scaled(algebra.refreshed(right), -1)


def _defined(algebra: Algebra, expression: Expression, arguments: Mapping[str, Terms]) -> Terms:
    """An expression of numbers, with terms for its variables."""
    match expression:
        case Variable(name=name):
            return algebra.refreshed(arguments[name])
        case Number(value=value):
            return algebra.scaled(UNIT, value)
        case Call(function=name):
            parts = [_defined(algebra, part, arguments) for part in expression.arguments]
        case _:
            raise Unclear("a definition holds more than numbers")
    match name, parts:
        case "add", [left, right]:
            return left + right
        case "subtract", [left, right]:
            return _minus(algebra, left, right)
        case "negate", [part]:
            return algebra.scaled(part, -1)
        case "multiply", [left, right]:
            return algebra.product(left, right)
        case "divide", [left, right]:
            return algebra.product(left, power(algebra, right, -1))
        case "power", [base, _] if isinstance(exponent := expression.arguments[1], Number):
            return power(algebra, base, exponent.value)
        case _:
            return apply(algebra, name, parts)


def _tanh(algebra: Algebra, u: Terms) -> Terms:
    quotient = power(algebra, [*UNIT, *exponential(algebra, algebra.scaled(u, 2))], -1)
    return [*UNIT, *algebra.scaled(quotient, -2)]


def _hyperbolic(sign: int, algebra: Algebra, u: Terms) -> Terms:
    up, down = (exponential(algebra, algebra.scaled(u, s)) for s in (1, -1))
    return algebra.scaled([*up, *algebra.scaled(down, sign)], _HALF)


def _tan(algebra: Algebra, u: Terms) -> Terms:
    return algebra.product(apply(algebra, "sin", [u]), power(algebra, apply(algebra, "cos", [u]), -1))


def _sign(algebra: Algebra, u: Terms) -> Terms:
    return [*algebra.scaled(bracket(algebra, u), 2), *algebra.scaled(UNIT, -1), *tie(algebra, u)]


def _absolute(algebra: Algebra, u: Terms) -> Terms:
    turned = [*algebra.scaled(bracket(algebra, u), 2), *algebra.scaled(UNIT, -1)]
    return algebra.product(algebra.refreshed(u), turned)


def _larger(algebra: Algebra, t: Terms, s: Terms) -> Terms:
    """s + (t − s) [t > s], and the smaller with the opposite sign; at a tie both are either."""
    difference = _minus(algebra, t, s)
    return [*s, *algebra.product(algebra.refreshed(difference), bracket(algebra, difference))]


def _smaller(algebra: Algebra, t: Terms, s: Terms) -> Terms:
    difference = _minus(algebra, t, s)
    part = algebra.product(algebra.refreshed(difference), bracket(algebra, difference))
    return [*t, *algebra.scaled(part, -1)]


def _greater(algebra: Algebra, t: Terms, s: Terms) -> Terms:
    return bracket(algebra, _minus(algebra, t, s))


def _equal(algebra: Algebra, t: Terms, s: Terms) -> Terms:
    return tie(algebra, _minus(algebra, t, s))


def _negated(of: Definition, algebra: Algebra, t: Terms, s: Terms) -> Terms:
    return [*UNIT, *algebra.scaled(of(algebra, t, s), -1)]


def _less(algebra: Algebra, t: Terms, s: Terms) -> Terms:
    return _greater(algebra, s, t)


_DEFINITIONS: dict[str, Definition] = {
    "tanh": _tanh,
    "sinh": partial(_hyperbolic, -1),
    "cosh": partial(_hyperbolic, 1),
    "tan": _tan,
    "relu": lambda algebra, u: algebra.product(algebra.refreshed(u), bracket(algebra, u)),
    "abs": _absolute,
    "sign": _sign,
    "maximum": _larger,
    "minimum": _smaller,
    "greater": _greater,
    "less": _less,
    "equal": _equal,
    "less_equal": partial(_negated, _greater),
    "greater_equal": partial(_negated, _less),
}
"""What the functions are that SymPy has itself, and those of two cases; of any other its definition is read."""
