"""A derivative as a function of arrays: in a layout as its matrix form says, or with all its axes."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any, Protocol

from jacobook.depth import within_depth
from jacobook.errors import Refused
from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.forms.orientation import orientation
from jacobook.layout.formulas.layouts import Layout
from jacobook.running.arguments import Arguments, Question
from jacobook.running.function import Printed, as_function
from jacobook.running.libraries import NAMES, library_name


class Laid(Protocol):
    """A derivative in one layout."""

    @property
    def rows(self) -> Dimension: ...
    @property
    def columns(self) -> Dimension: ...
    def printed(self, notation: str) -> str: ...


class Derived(Question, Protocol):
    """A derivative with its question."""

    @property
    def arguments(self) -> Arguments: ...
    @property
    def array(self) -> str: ...
    @property
    def numerator(self) -> Laid: ...
    @property
    def denominator(self) -> Laid: ...


def function_in_layout(answer: Laid, title: str, arguments: Arguments, library: str | ModuleType) -> Callable[..., Any]:
    """The derivative as its matrix form says.

    Where the value and the variables have one axis together it is a row or a column and comes as a vector does, where
    they have none it is a number. Raises `JacobookError`.
    """
    name = library_name(library)
    printed = Printed(answer.printed(name), f"{answer.printed('text')}, {title}.", *_axes(answer, arguments.rank))
    return as_function(printed, name, arguments)


def _axes(answer: Laid, rank: int) -> tuple[tuple[Dimension, ...], str]:
    rows, columns = answer.rows, answer.columns
    if rank >= 2:
        return (rows, columns), ""
    if rank == 0:
        return (), ""
    return ((rows,), "a column") if columns == ONE else ((columns,), "a row")


class RunnableDerivative:
    """A derivative that runs: what derivations have beside their forms."""

    @within_depth
    def function(self: Derived, library: str | ModuleType = "numpy") -> Callable[..., Any]:
        """The derivative as a function of arrays for "numpy", "jax" or "torch", with all its axes, the value's first.

        That is the order of `jax.jacobian`. Arguments are the variables of the question, as `__doc__` tells. Raises
        `JacobookError`, and `Refused` for more than two axes in another library than NumPy.
        """
        return _whole_function(self, library)


def _whole_function(derived: Derived, library: str | ModuleType) -> Callable[..., Any]:
    """With more than two axes it is computed by Einstein sums."""
    arguments = derived.arguments
    name = library_name(library)
    shapes = (derived.expression.shape, *(variable.shape for variable in derived.wrt))
    axes = tuple(axis for shape in shapes for axis in shape)
    by = " and ".join(variable.name for variable in derived.wrt)
    about = f"The derivative of {derived.parsed.source} with respect to {by}, with the axes of the value first."
    if len(axes) <= 2:
        return as_function(Printed(_in_order(derived).printed(name), about, axes), name, arguments)
    if name != "numpy":
        others = " and ".join(each for each in NAMES if each != "numpy")
        raise Refused(
            f"a derivative with {len(axes)} axes can be computed with NumPy only, not with {name}",
            hint=f"Layouts and vec forms, if the derivative has any, also have functions for {others}.",
        )
    return as_function(Printed(derived.array, about, axes), name, arguments)


def _in_order(derived: Derived) -> Laid:
    """The layout whose rows and columns are the axes of the derivative in their order."""
    value, variables = derived.expression.shape, tuple(variable.shape for variable in derived.wrt)
    laid = orientation(value, variables, Layout.NUMERATOR)
    places = (*laid.rows, *laid.columns)
    return derived.numerator if list(places) == sorted(places) else derived.denominator
