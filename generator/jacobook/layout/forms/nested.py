"""A tensor as a function, entry by entry, of the arrays inside it, whatever number of axes these have."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from jacobook.calculus.functional import EntrywiseTensor
from jacobook.calculus.index_form import Apply, Array, Group, Power, RowSoftmax, Tensor
from jacobook.calculus.lines import LineTensor
from jacobook.layout.forms.lines import exponents_of_lines
from jacobook.layout.forms.network import NoMatrixForm
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.statement import named


@dataclass(frozen=True, slots=True)
class Nested:
    """A formula in symbols that stand for the `arrays` beside them."""

    formula: f.Formula
    arrays: tuple[tuple[f.Symbol, Array], ...]


def nested(tensor: Tensor) -> Nested:
    """The function of entries that a tensor is. Raises `NoMatrixForm` for a tensor that is no such function."""
    match tensor:
        case RowSoftmax(argument=argument, mask=mask):
            arguments: tuple[Array, ...] = (argument,) if mask is None else (argument, mask)
            symbols = _symbols(arguments)
            name = "softmax_last" if mask is None else "masked_softmax_last"
            formula: f.Formula = f.Apply(name, symbols, symbols[0].rows, symbols[0].columns)
        case LineTensor(name=name, array=array):
            arguments = (array,)
            symbols = _symbols(arguments)
            left = named("left", tensor.shape)
            formula = f.Apply(f"{name}_last", symbols, left.rows, left.columns)
        case Apply(function="log", arguments=(total,)) if (exponents := exponents_of_lines(total)) is not None:
            arguments = (exponents,)
            symbols = _symbols(arguments)
            total_of = named("total", total.shape)
            formula = f.Apply("logsumexp_last", symbols, total_of.rows, total_of.columns)
        case Apply(function=function, arguments=arguments):
            symbols = _symbols(arguments)
            formula = f.Apply(function, symbols, symbols[0].rows, symbols[0].columns)
        case Power(base=base, exponent=Fraction() as exponent):
            arguments = (base,)
            symbols = _symbols(arguments)
            formula = algebra.power(symbols[0], exponent)
        case Power(base=base, exponent=Array() as exponent):
            arguments = (base, exponent)
            symbols = _symbols(arguments)
            formula = f.Power(*symbols)
        case Group(array=array):
            arguments = (array,)
            symbols = _symbols(arguments)
            formula = symbols[0]
        case EntrywiseTensor(name=name, order=order, argument=argument):
            arguments = (argument,)
            symbols = _symbols(arguments)
            formula = f.NamedFunction(name, order, symbols[0], symbols[0].rows, symbols[0].columns)
        case _:
            raise NoMatrixForm("a factor has more than two axes")
    return Nested(formula, tuple(zip(symbols, arguments, strict=True)))


def _symbols(arrays: tuple[Array, ...]) -> tuple[f.Symbol, ...]:
    return tuple(named(f"part_{number}", array.shape) for number, array in enumerate(arrays, start=1))
