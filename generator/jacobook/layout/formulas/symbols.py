"""The symbols of variables, and of other things with a name and a shape."""

from __future__ import annotations

from math import prod

from jacobook.language.dimension import ONE, Shape, proper_axes
from jacobook.language.expression import StackedVariable, Variable
from jacobook.layout.formulas import formula as f


def symbol(variable: Variable) -> f.Symbol:
    """The symbol of a variable."""
    return named(variable.name, variable.shape, variable.properties)


def differentiated(variable: Variable) -> f.Formula:
    """The symbol of a variable that is differentiated by; of several that are stacked, a column of theirs."""
    if isinstance(variable, StackedVariable):
        return f.Block(tuple(map(symbol, variable.parts)), 1)
    return symbol(variable)


def named(name: str, shape: Shape, properties: frozenset[str] = frozenset()) -> f.Symbol:
    """The symbol of something of a shape; vectors are columns."""
    if len(shape) > 2:
        return _of_many_axes(name, proper_axes(shape), properties)
    rows, columns = (*shape, ONE, ONE)[:2]
    return f.Symbol(name, rows, columns, len(shape), properties)


def _of_many_axes(name: str, lengths: Shape, properties: frozenset[str]) -> f.Symbol:
    if len(lengths) <= 2:
        return named(name, lengths, properties)
    rows, *others = lengths
    return f.Symbol(name, rows, prod(others, start=ONE), len(lengths), properties, lengths)
