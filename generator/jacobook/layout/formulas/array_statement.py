"""Expressions of arrays with more than two axes as formulas: what is made entry by entry, and sums over all entries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import prod

from jacobook.errors import Refused
from jacobook.language.dimension import ONE, Dimension, proper_axes
from jacobook.language.expression import Call, Expression, Number, Variable, variables, walk
from jacobook.language.functions import ALL_FUNCTIONS, ELEMENTWISE
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.closed_sums import LETTERS, with_first_indices
from jacobook.layout.formulas.symbols import named, symbol

Writer = Callable[[Expression], f.Formula]


class NotWritten(Refused):
    """An expression that no formula of matrices states: it has more than two axes."""


def of_arrays(call: Call, write: Writer) -> f.Formula:
    """A call in which an array has more than two axes; `write` writes what has fewer.

    Raises `NotWritten` where the axes matter in another way than that all entries are added up.
    """
    if call.function in _OF_ALL_ENTRIES:
        return _summed(call, write)
    shapes = {proper_axes(each.shape) for each in (call, *call.arguments) if each.shape}
    arguments = tuple(map(write, call.arguments))
    if call.function in ("norm", "norm1"):
        return f.Norm(arguments[0], "frobenius" if call.function == "norm" else "1")
    if len(shapes) > 1:
        raise _not_written(call)
    whole = named("", call.shape)
    return _by_entries(call, arguments, (whole.rows, whole.columns))


def _by_entries(call: Call, arguments: Sequence[f.Formula], shape: tuple[Dimension, Dimension]) -> f.Formula:
    """An operation entry by entry on formulas of one shape, and on scalars beside them."""
    function = call.function
    arrays = [each for each in arguments if not f.is_scalar(each)]
    scalars = [each for each in arguments if f.is_scalar(each)]
    match function:
        case "add" | "subtract":
            signed = [arguments[0], algebra.negative(arguments[1])] if function == "subtract" else list(arguments)
            ones = f.Filled(1, *shape)
            terms = [algebra.multiple(1, (t,), (), ones) if arrays and f.is_scalar(t) else t for t in signed]
            return f.Sum(tuple(inner for t in terms for inner in (t.terms if isinstance(t, f.Sum) else (t,))))
        case "negate":
            return algebra.negative(arguments[0])
        case "multiply":
            return algebra.multiple(1, scalars, (), algebra.hadamard(*arrays) if arrays else None)
        case "divide" if f.is_scalar(arguments[1]):
            return algebra.multiple(1, (), (arguments[1],), arguments[0])
        case "divide":
            above = arguments[0] if arrays[0] is arguments[0] else algebra.multiple(1, scalars, (), f.Filled(1, *shape))
            return f.HadamardQuotient(above, arguments[1])
        case "power" if not f.is_scalar(arguments[0]) or f.is_scalar(arguments[1]):
            return f.Power(*arguments)
        case "where":
            return f.Apply("where", tuple(arguments), *shape)
        case _ if ALL_FUNCTIONS[function].kind == ELEMENTWISE:
            return f.Apply(function, tuple(arguments), *shape)
        case _:
            raise _not_written(call)


def _not_written(call: Call) -> NotWritten:
    return NotWritten(f"the {ALL_FUNCTIONS[call.function].called} of so many axes has no matrix notation")


def _summed(call: Call, write: Writer) -> f.Formula:
    """A sum over all entries with its indices; of the squares of a variable the square of its norm."""
    match call:
        case Call(
            function="sum",
            arguments=(Call(function="power", arguments=(Variable() as base, Number(value=exponent))),),
        ) if exponent == 2:
            return f.Power(f.Norm(symbol(base), "frobenius"), f.Number(Fraction(2)))
        case _:
            pass
    names = {*variables(call), *(name for node in walk(call) for length in node.shape for name in length.names)}
    shape = call.arguments[0].shape
    indices = tuple(letter for letter in LETTERS if letter not in names)[: len(shape)]
    if len(indices) < len(shape):
        raise NotWritten("a sum over so many axes has no notation")
    entries = [_entry(argument, indices, write) for argument in call.arguments]
    total: f.Formula = f.IndexSum(tuple(zip(indices, shape, strict=True)), algebra.multiple(1, entries))
    if call.function == "mean":
        size = prod(shape, start=ONE)
        total = algebra.multiple(1, (), (f.Size(size) if size.symbols else f.Number(Fraction(size.factor)),), total)
    return with_first_indices(total)


def _entry(expression: Expression, indices: tuple[str, ...], write: Writer) -> f.Formula:
    """The entry of an array that is made entry by entry. Raises `NotWritten` for any other."""
    if not expression.shape:
        return write(expression)
    if isinstance(expression, Variable):
        return f.Entry(symbol(expression), indices)
    if not isinstance(expression, Call) or any(
        each.shape not in ((), expression.shape) for each in expression.arguments
    ):
        raise NotWritten("the entries of so many axes have no matrix notation")
    return _by_entries(expression, [_entry(each, indices, write) for each in expression.arguments], (ONE, ONE))


_OF_ALL_ENTRIES = frozenset({"sum", "mean", "dot"})
