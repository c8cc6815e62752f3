"""An answer as a function of arrays: printed code, compiled once and called with arguments that were checked.

No text of the question's is run. Printed code is read as Python, and compiled only if it is what printers write: one
expression of operators and calls, in which a name is an argument, a length, a library or one that the code binds.
"""

from __future__ import annotations

import ast
import builtins
import operator
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import CodeType
from typing import Any

from jacobook.errors import JacobookError, Refused
from jacobook.language.dimension import Dimension
from jacobook.running.arguments import Arguments, array_text
from jacobook.running.libraries import Library, library

_BUILTINS = {name: getattr(builtins, name) for name in ("sum", "range", "int", "len")}
"""The functions of Python's own that printed code may call."""

_NODES: tuple[type[ast.AST], ...] = (
    *(ast.Expression, ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop),
    *(ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp, ast.Call, ast.keyword, ast.Attribute, ast.Name, ast.Constant),
    *(ast.Subscript, ast.Slice, ast.Tuple, ast.List, ast.Lambda, ast.arguments, ast.arg),
    *(ast.GeneratorExp, ast.ListComp, ast.comprehension, ast.Starred, ast.IfExp),
)


@dataclass(frozen=True, slots=True)
class Printed:
    """Printed code, what it computes in words, and the axes of its result."""

    code: str
    about: str
    axes: tuple[Dimension, ...]
    beside: str = ""
    """What is to be said of the axes: a row, a column."""


def as_function(printed: Printed, name: str, arguments: Arguments) -> Callable[..., Any]:
    """Printed code for a library as a function of arrays. Raises `JacobookError` where the library is missing.

    Called, it raises `JacobookError` for arguments that are missing, are no arrays or have other shapes.
    """
    runs = library(name)
    libraries = dict(runs.names)
    called_with = arguments.signature
    code = _compiled(printed.code, {*called_with.parameters, *arguments.dimensions}, libraries)

    def evaluate(*values: object, **named: object) -> Any:  # noqa: ANN401 - an array of whichever library
        try:
            bound = called_with.bind(*values, **named).arguments
        except TypeError as error:
            raise JacobookError(f"{error}", hint=f"Call it as f{called_with}.") from None
        numbers, arrays, functions = _taken(bound, arguments, runs)
        # A factor's count has no axes either, and is whole whatever library it comes from.
        shapes = {each: tuple(array.shape) for each, array in arrays.items()} | dict.fromkeys(arguments.whole, ())
        sizes = arguments.measured(shapes, {each: numbers[each] for each in arguments.sizes})
        fixed = {"__builtins__": _BUILTINS, **libraries, **functions, **sizes, **numbers}
        shape = tuple(axis.size(sizes) for axis in printed.axes)

        def run(by_name: Mapping[str, object]) -> object:
            # The code is ours, and was compiled only after it was seen to be nothing else.
            named_places = {name: runs.places(by_name[name]) for name in arguments.places}
            return eval(code, {**fixed, **by_name, **named_places})  # noqa: S307

        return runs.run(run, arrays, shape, may_be_complex=arguments.may_be_complex)

    evaluate.__name__ = evaluate.__qualname__ = "derivative"
    evaluate.__doc__ = _documentation(printed, arguments, runs)
    # What help() and editors show.
    evaluate.__signature__ = called_with  # type: ignore[attr-defined]
    return evaluate


def _taken(
    bound: Mapping[str, object], arguments: Arguments, runs: Library
) -> tuple[dict[str, int], dict[str, Any], dict[str, object]]:
    """What was passed: whole numbers, arrays and functions, each by name."""
    functions = {function.name: bound[function.name] for function in arguments.functions}
    for name, given in functions.items():
        if not callable(given):
            raise JacobookError(f"{name} is a function in the question, and {given!r} is not one")
    numbers = {name: _whole(name, bound[name]) for name in (*arguments.whole, *arguments.sizes) if name in bound}
    rest = {name: value for name, value in bound.items() if name not in numbers and name not in functions}
    return numbers, runs.arrays(rest, may_be_complex=arguments.may_be_complex), functions


def _whole(name: str, value: object) -> int:
    try:
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise JacobookError(f"{name} must be a whole number such as an int, not {type(value).__name__}") from None
    if number < 1:
        raise JacobookError(f"{name} must be a positive whole number, not {number}")
    return number


def _compiled(code: str, names: Collection[str], libraries: Mapping[str, object]) -> CodeType:
    """The code object of printed code. Raises `Refused` for anything that printers do not write."""
    tree = ast.parse(code, mode="eval")
    nodes = list(ast.walk(tree))
    bound = {node.arg for node in nodes if isinstance(node, ast.arg)}
    bound |= {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    known = {*names, *libraries, *_BUILTINS, *bound}
    for node in nodes:
        strange = not isinstance(node, _NODES)
        strange |= isinstance(node, ast.Attribute) and node.attr.startswith("_")
        if strange:
            raise Refused(f"the code of this answer cannot be run here: {ast.unparse(node)}")
        if isinstance(node, ast.Name) and node.id not in known:
            raise Refused(f"the code of this answer needs {node.id}, which is not there", hint=_missing(node.id))
    return compile(tree, "<derivative>", "eval")


def _missing(name: str) -> str:
    return f"pip install {name} installs it." if name == "scipy" else ""


def _documentation(printed: Printed, arguments: Arguments, runs: Library) -> str:
    result = array_text(printed.axes) + (f", {printed.beside}" if printed.beside else "")
    lines = [
        f"{printed.about}",
        "",
        f"Computed with {runs.title}. Arguments, by position or by name:",
        *(f"    {line}" for line in arguments.described()),
        f"Result: {result}.",
        "",
        "Raises JacobookError for an argument of another shape.",
    ]
    return "\n".join(lines)


__all__ = ["Printed", "as_function"]
