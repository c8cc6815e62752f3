"""Element-wise functions by their SymPy definitions in t and s: values, derivatives and kinks at a point.

SymPy does the differentiation; here its results are only read, node by node, with the numbers of an arithmetic.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import lru_cache

import sympy

from jacobook.proof.numbers.arithmetic import Arithmetic, Entry, Undefined

ARGUMENTS: tuple[sympy.Symbol, ...] = sympy.symbols("t s r", real=True)

Evaluator = Callable[[Arithmetic, Sequence[Entry]], Entry]

_NAMES = {
    **{symbol.name: symbol for symbol in ARGUMENTS},
    **{
        name: getattr(sympy, name)
        for name in (
            *("exp", "log", "sqrt", "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan"),
            *("sinh", "cosh", "tanh", "coth", "asinh", "acosh", "atanh", "erf", "erfc", "Abs", "sign"),
            *(
                "gamma",
                "loggamma",
                "digamma",
                "trigamma",
                "polygamma",
                "atan2",
                "Piecewise",
                "Max",
                "Min",
                "Heaviside",
                "Rational",
                "LambertW",
            ),
            *("pi", "E", "Eq", "Ne", "And", "Or", "Not"),
        )
    },
    "ln": sympy.log,
    "True": sympy.true,
    "False": sympy.false,
}
_BINARY: dict[type[ast.operator], Callable[[sympy.Expr, sympy.Expr], sympy.Expr]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
}
_COMPARE: dict[type[ast.cmpop], type[sympy.Basic]] = {
    ast.Gt: sympy.Gt,
    ast.GtE: sympy.Ge,
    ast.Lt: sympy.Lt,
    ast.LtE: sympy.Le,
}


@lru_cache(maxsize=1024)
def parse_definition(text: str) -> sympy.Expr:
    """The SymPy expression of a definition such as `log(1 + exp(t))`; nothing of the text is run.

    Raises `ValueError` for anything but numbers, arithmetic, comparisons and calls of known functions.
    """
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"{text} is not a definition: {error.msg}") from None
    return _read(tree)


def _read(node: ast.expr) -> sympy.Basic:
    match node:
        case ast.Constant(value=bool(value)):
            return sympy.true if value else sympy.false
        case ast.Constant(value=int(value)):
            return sympy.Integer(value)
        case ast.Constant(value=float(value)):
            return sympy.Rational(str(value))
        case ast.Name(id=name) if name in _NAMES:
            return _NAMES[name]
        case ast.Tuple(elts=elements):
            return sympy.Tuple(*map(_read, elements))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_read(operand)
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _BINARY:
            return _BINARY[type(operator)](_read(left), _read(right))
        case ast.Compare(left=left, ops=[operator], comparators=[right]) if type(operator) in _COMPARE:
            return _COMPARE[type(operator)](_read(left), _read(right))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _NAMES:
            return _NAMES[name](*map(_read, arguments))
    raise ValueError(f"{ast.unparse(node)} is not part of a definition")


@lru_cache(maxsize=4096)
def value_of(definition: str) -> Evaluator:
    """What computes the value of a definition from the numbers of its arguments."""
    return _compiled(parse_definition(definition))


@lru_cache(maxsize=4096)
def derivative_of(definition: str, arguments: tuple[int, ...]) -> Evaluator:
    """What computes the derivative of a definition by the arguments with these positions, one after the other."""
    expression = parse_definition(definition)
    for position in arguments:
        # A step has the slope 0 also where it jumps: what stands there is a convention, and this is ours.
        expression = sympy.diff(expression, ARGUMENTS[position]).replace(sympy.DiracDelta, lambda *_: sympy.Integer(0))
    return _compiled(expression)


@lru_cache(maxsize=1024)
def kinks_of(definition: str) -> tuple[Evaluator, ...]:
    """What computes the numbers whose zeros are the kinks of a definition: t for |t|, t − s for t > s."""
    return tuple(map(_compiled, kink_expressions(definition)))


@lru_cache(maxsize=1024)
def kink_expressions(definition: str) -> tuple[sympy.Expr, ...]:
    """The kinks of a definition as SymPy expressions in its arguments."""
    expression = parse_definition(definition)
    found = [node.lhs - node.rhs for node in expression.atoms(sympy.core.relational.Relational)]
    found += [node.args[0] for node in expression.atoms(sympy.Abs, sympy.sign, sympy.Heaviside)]
    found += [
        first - second
        for node in expression.atoms(sympy.Max, sympy.Min)
        for position, first in enumerate(node.args)
        for second in node.args[position + 1 :]
    ]
    return tuple(sorted(set(found), key=sympy.default_sort_key))


@lru_cache(maxsize=1024)
def side_of_tie(definition: str, kink: int) -> int:
    """On which side of a kink a tie lies: 1 with t > 0 for t ≥ 0 and t < 0, −1 for the others, 0 on neither."""
    true = sides_of_truth(definition, kink)
    if not true:
        return 0
    return next(iter(true - {0})) if 0 in true else -next(iter(true))


@lru_cache(maxsize=1024)
def sides_of_truth(definition: str, kink: int) -> frozenset[int]:
    """On which sides of a kink the comparison that makes it holds; none where it is not made by a comparison."""
    difference = kink_expressions(definition)[kink]
    relations = [
        node.rel_op
        for node in parse_definition(definition).atoms(sympy.core.relational.Relational)
        if node.lhs - node.rhs == difference
    ]
    holds = {">": (1,), ">=": (1, 0), "<": (-1,), "<=": (-1, 0)}
    return frozenset(holds.get(relations[0], ())) if relations else frozenset()


@lru_cache(maxsize=1024)
def domains_of(definition: str) -> tuple[str, ...]:
    """Definitions of what must be positive for a definition and its derivatives to exist; cases guard themselves."""
    found: dict[str, None] = {}

    def visit(node: sympy.Basic) -> None:
        if isinstance(node, sympy.Piecewise):
            return
        needs = None
        if isinstance(node, sympy.log | sympy.loggamma):
            needs = node.args[0]
        elif isinstance(node, sympy.asin | sympy.acos | sympy.atanh):
            needs = 1 - node.args[0] ** 2
        elif isinstance(node, sympy.acosh):
            needs = node.args[0] - 1
        elif node.is_Pow and not node.exp.is_integer and not isinstance(node, sympy.exp):
            needs = node.base
        if needs is not None and needs.free_symbols and not needs.is_positive:
            found[str(needs)] = None
        for part in node.args:
            visit(part)

    visit(parse_definition(definition))
    return tuple(found)


def symbolic(definition: str, arguments: Sequence[sympy.Expr]) -> sympy.Expr:
    """The definition with SymPy expressions for its arguments."""
    expression = parse_definition(definition)
    return expression.xreplace(dict(zip(ARGUMENTS, arguments, strict=False)))


def _compiled(node: sympy.Basic) -> Evaluator:
    if node in ARGUMENTS:
        position = ARGUMENTS.index(node)
        return lambda _, values: values[position]
    if node.is_Rational:
        value = Fraction(int(node.p), int(node.q))
        return lambda arithmetic, _: arithmetic.number(value)
    if node.is_NumberSymbol:
        constant = {"Pi": "pi", "Exp1": "e"}.get(type(node).__name__, type(node).__name__)
        return lambda arithmetic, _: arithmetic.constant(constant)
    if node.is_Boolean:
        return _condition(node)
    parts = tuple(_compiled(part) for part in node.args if not isinstance(part, sympy.Tuple))
    if node.is_Add:
        return lambda arithmetic, values: _sum(part(arithmetic, values) for part in parts)
    if node.is_Mul:
        return lambda arithmetic, values: _product(part(arithmetic, values) for part in parts)
    if isinstance(node, sympy.exp):
        return lambda arithmetic, values: arithmetic.function("exp", parts[0](arithmetic, values))
    if node.is_Pow:
        return lambda arithmetic, values: arithmetic.power(parts[0](arithmetic, values), parts[1](arithmetic, values))
    if node.is_Piecewise:
        pieces = tuple((_compiled(piece), _condition(condition)) for piece, condition in node.args)
        return lambda arithmetic, values: _first_piece(arithmetic, values, pieces)
    special = _SPECIAL.get(type(node))
    if special is not None:
        return lambda arithmetic, values: special(arithmetic, [part(arithmetic, values) for part in parts])
    name = type(node).__name__
    return lambda arithmetic, values: arithmetic.function(name, *(part(arithmetic, values) for part in parts))


def _condition(node: sympy.Basic) -> Evaluator:
    if node in (sympy.true, sympy.false):
        truth = bool(node)
        return lambda _arithmetic, _values: truth
    parts = tuple(map(_compiled, node.args))
    if isinstance(node, sympy.And):
        return lambda arithmetic, values: all(part(arithmetic, values) for part in parts)
    if isinstance(node, sympy.Or):
        return lambda arithmetic, values: any(part(arithmetic, values) for part in parts)
    if isinstance(node, sympy.Not):
        return lambda arithmetic, values: not parts[0](arithmetic, values)

    def distance(arithmetic: Arithmetic, values: Sequence[Entry]) -> Entry:
        return parts[0](arithmetic, values) - parts[1](arithmetic, values)

    if node.rel_op in _EQUALITIES:
        wanted = _EQUALITIES[node.rel_op]
        return lambda arithmetic, values: arithmetic.is_zero(distance(arithmetic, values)) is wanted
    holds = _COMPARISONS[node.rel_op]
    return lambda arithmetic, values: holds(side(arithmetic, distance(arithmetic, values)))


def side(arithmetic: Arithmetic, distance: Entry) -> int:
    """On which side of 0 a number lies: 1, −1, or 0 where it is 0 or nothing but rounding noise."""
    # A complex number whose imaginary part is 0 has a side too.
    above = bool((distance.real if getattr(distance, "imag", None) == 0 else distance) > 0)
    return 0 if arithmetic.is_zero(distance) else 1 if above else -1


_COMPARISONS: dict[str, Callable[[int], bool]] = {
    ">": lambda side: side > 0,
    ">=": lambda side: side >= 0,
    "<": lambda side: side < 0,
    "<=": lambda side: side <= 0,
}
_EQUALITIES = {"==": True, "!=": False}


def _sum(values: Iterable[Entry]) -> Entry:
    first, *rest = values
    for value in rest:
        first = first + value
    return first


def _product(values: Iterable[Entry]) -> Entry:
    first, *rest = values
    for value in rest:
        first = first * value
    return first


def _first_piece(
    arithmetic: Arithmetic, values: Sequence[Entry], pieces: tuple[tuple[Evaluator, Evaluator], ...]
) -> Entry:
    for piece, condition in pieces:
        if condition(arithmetic, values):
            return piece(arithmetic, values)
    raise Undefined("no piece of the definition holds here")


def _sign(arithmetic: Arithmetic, values: Sequence[Entry]) -> Entry:
    return arithmetic.number(Fraction(side(arithmetic, values[0])))


def _step(arithmetic: Arithmetic, values: Sequence[Entry]) -> Entry:
    found = side(arithmetic, values[0])
    if not found:
        raise Undefined("a step")
    return arithmetic.number(Fraction(found > 0))


def _impulse(arithmetic: Arithmetic, values: Sequence[Entry]) -> Entry:
    if not side(arithmetic, values[0]):
        raise Undefined("the derivative of a step")
    return arithmetic.number(Fraction(0))


_SPECIAL: dict[type[sympy.Basic], Callable[[Arithmetic, Sequence[Entry]], Entry]] = {
    sympy.Abs: lambda _, values: abs(values[0]),
    sympy.sign: _sign,
    sympy.Heaviside: _step,
    sympy.DiracDelta: _impulse,
    sympy.Max: lambda _, values: max(values),
    sympy.Min: lambda _, values: min(values),
}
