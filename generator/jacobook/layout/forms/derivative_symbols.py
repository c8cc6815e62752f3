"""Symbols of derivatives in the layout of the answer they stand in: the symbol ∂u/∂x is a matrix of that layout."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from jacobook.errors import Refused
from jacobook.language.expression import Application, Expression, variables, walk
from jacobook.layout.forms.naming import rebuild
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas.formula import (
    Definition,
    Differential,
    Formula,
    FunctionDerivative,
    Hadamard,
    MatrixForm,
    Product,
    Trace,
    Transpose,
    is_scalar,
)
from jacobook.layout.formulas.layouts import Layout
from jacobook.layout.formulas.measure import holds, transposes


def in_layout(form: MatrixForm, layout: Layout) -> MatrixForm:
    """The form with each symbol of a derivative standing in a layout, transposed where it stood in the other."""
    if not any(holds(f, FunctionDerivative) for f in (form.formula, *(each.meaning for each in form.definitions))):
        return form
    definitions = tuple(Definition(d.symbol, symbols_in(d.meaning, layout)) for d in form.definitions)
    return replace(form, formula=symbols_in(form.formula, layout), definitions=definitions)


def symbols_in(formula: Formula, layout: Layout) -> Formula:
    """A formula with the symbols of derivatives in a layout."""
    if isinstance(formula, FunctionDerivative):
        return formula if formula.layout in (None, layout) else Transpose(formula.turned)
    # A number equals its transpose, and so does a trace: the one of the two with fewer signs ᵀ.
    match formula:
        case Product(factors=(*_, Differential())):
            choices: tuple[Formula, ...] = (formula,)
        case Product() if is_scalar(formula):
            choices = (formula, _turned(formula))
        case Trace(body=Product() as body) if not isinstance(body.factors[-1], Differential):
            choices = (formula, Trace(_turned(body)))
        case _:
            choices = (formula,)
    return min((_parts_in(choice, layout) for choice in choices), key=transposes)


def _turned(product: Product) -> Product:
    return Product(tuple(map(algebra.transpose, reversed(product.factors))))


def _parts_in(formula: Formula, layout: Layout) -> Formula:
    stated = rebuild(formula, lambda part: symbols_in(part, layout))
    match stated:
        case Transpose(body=Hadamard() as body):
            return min((stated, algebra.transpose(body)), key=transposes)
        case _:
            return stated


def refuse_one_argument_twice(expression: Expression, names: Collection[str]) -> None:
    """Raise `Refused` for a declared function with one argument at two places, with one of these variables in it.

    The derivatives of f(x, x) by the two places would be printed with one symbol, ∂f/∂x, and are two.
    """
    for node in walk(expression):
        if isinstance(node, Application):
            moving = [argument for argument in node.arguments if not variables(argument).keys().isdisjoint(names)]
            if any(one in moving[:place] for place, one in enumerate(moving)):
                raise Refused(
                    f"{node.function.name} has one argument in two places, and no symbol distinguishes its derivatives",
                    hint="rename one of the two, and add both derivatives",
                )
