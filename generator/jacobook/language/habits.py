"""What the usual kinds of undeclared names have led to, told to whoever may have meant otherwise."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from jacobook.language.dimension import ONE, shape_text
from jacobook.language.expression import Call, Expression, Variable, walk

_ENTRYWISE = frozenset({"multiply", "divide"})


def scalars_by_habit(arguments: Sequence[Expression], declared: Collection[str]) -> str:
    """A hint where an argument is a scalar only because nobody declared its letter; empty where there is none."""
    for argument in arguments:
        if isinstance(argument, Variable) and not argument.shape and argument.name not in declared:
            name = argument.name
            return f"{name} is a scalar by habit (a to g, and Greek letters); declare {name}: n"
    return ""


def shrunk_by_habit(expression: Expression, declarations: Mapping[str, str], source: str) -> tuple[str, ...]:
    """A sentence for each undeclared matrix that became 1×1, or one row, because * is entry by entry."""
    if "*" not in source.replace("**", "") or not any(
        isinstance(node, Call) and node.function in _ENTRYWISE for node in walk(expression)
    ):
        return ()
    matrices = {node.name: node for node in walk(expression) if isinstance(node, Variable) and len(node.shape) == 2}
    return tuple(
        f"{name} is {shape_text(matrix.shape)} here, because * is entry by entry; @ multiplies matrices"
        for name, matrix in matrices.items()
        if ONE in matrix.shape and name not in declarations
    )
