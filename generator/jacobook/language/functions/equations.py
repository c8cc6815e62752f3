"""Functions by their equations: each call is read as an expression in other functions of the language."""

from __future__ import annotations

from collections.abc import Mapping

from jacobook.language.functions.record import REDUCTION, STRUCTURE, Function
from jacobook.language.functions.shapes import declared


def _by_equation(
    *,
    name: str,
    summary: str,
    parameters: Mapping[str, str],
    result: str,
    equation: str,
    title: str = "",
    synonyms: tuple[str, ...] = (),
) -> Function:
    return Function(
        name=name,
        kind=REDUCTION if result == "scalar" else STRUCTURE,
        signature=declared(parameters, result),
        arity=len(parameters),
        summary=summary,
        title=title,
        parameters=parameters,
        equation=equation,
        synonyms=synonyms,
    )


BY_EQUATION = (
    _by_equation(
        name="rowsum",
        summary="sum of each row",
        title="sum of the rows",
        parameters={"X": "m×n"},
        result="m",
        equation="X @ ones(n)",
        synonyms=("rowSums",),
    ),
)
