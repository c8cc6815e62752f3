"""Derivatives of order three and more, entry by entry: written out in symbols and differentiated by SymPy in turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import count, product

import sympy

from jacobook.language.expression import Expression, applied_declared
from jacobook.proof.arithmetic import Entry, NotExact, Undefined, arithmetic
from jacobook.proof.components import Array, Unproved, entries, evaluate_expression

_SPARE_DIGITS = 10

Position = tuple[int, ...]


def iterated(  # noqa: PLR0917 - the fields of a case, which cannot be imported here
    expression: Expression,
    names: Sequence[str],
    lengths: Sequence[Position],
    point: Mapping[str, Array],
    sizes: dict[str, int],
    digits: int | None,
) -> tuple[dict[Position, Entry], dict[tuple[Position, ...], Entry]]:
    """The values, and the derivatives by the entries of the named variables, one variable after the other.

    `lengths` are those of the value's axes, then of each variable's. Raises `NotExact` without digits where a number is
    not rational, `Undefined` where there is none, and `Unproved` for declared functions, which have no symbols here.
    """
    if applied_declared(expression):
        raise Unproved("derivatives of order three and more of declared functions are not proved")
    symbols: dict[str, list[sympy.Symbol]] = {}
    at: dict[sympy.Symbol, sympy.Rational] = {}
    numbered = count()

    def seeded(name: str, array: Array) -> Array:
        if isinstance(array, tuple):
            return tuple(seeded(name, part) for part in array)
        value = sympy.Rational(array.numerator, array.denominator)
        if name not in names:
            return value
        symbol = sympy.Symbol(f"t{next(numbered)}", real=True)
        symbols.setdefault(name, []).append(symbol)
        at[symbol] = value
        return symbol

    arrays = {name: seeded(name, array) for name, array in point.items()}
    written = entries(evaluate_expression(expression, arrays, sizes))
    places: list[list[Position]] = [list(product(*map(range, axes))) for axes in lengths]

    def number(entry: sympy.Expr) -> Entry:
        return _number(sympy.sympify(entry).xreplace(at), digits)

    values: dict[Position, Entry] = {}
    partials: dict[tuple[Position, ...], Entry] = {}
    for place, entry in zip(places[0], written, strict=True):
        values[place] = number(entry)
        reached: dict[tuple[Position, ...], sympy.Expr] = {(place,): sympy.sympify(entry)}
        for name, of_variable in zip(names, places[1:], strict=True):
            reached = dict(_differentiated(reached, list(zip(of_variable, symbols[name], strict=True))))
        partials |= {path: number(derivative) for path, derivative in reached.items()}
    return values, partials


def _differentiated(
    reached: Mapping[tuple[Position, ...], sympy.Expr], by: Sequence[tuple[Position, sympy.Symbol]]
) -> Iterator[tuple[tuple[Position, ...], sympy.Expr]]:
    """Each derivative so far, differentiated by each entry of one more variable; zeros are left out."""
    for path, entry in reached.items():
        for position, symbol in by:
            derivative = sympy.diff(entry, symbol)
            if derivative != 0:
                yield (*path, position), derivative


def _number(value: sympy.Expr, digits: int | None) -> Entry:
    if value.is_Rational:
        return arithmetic(digits).number(Fraction(int(value.p), int(value.q)))
    if digits is None:
        raise NotExact("SymPy")
    number = sympy.N(value, digits + _SPARE_DIGITS)
    if not number.is_Float and not number.is_Integer:
        raise Undefined("a derivative that is no real number")
    return arithmetic(digits).number(Fraction(str(number)))
