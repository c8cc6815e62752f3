"""The functions of the language as tables in Markdown, for the page of the language: made of their records."""

from __future__ import annotations

from jacobook.language.functions import CASES, COMPARISONS, ELEMENTWISE, FUNCTIONS, REDUCTION, STRUCTURE, Function
from jacobook.language.functions.formulas import BY_FORMULA

_CHOICES = frozenset(function.name for function in CASES)
_GROUPS = {
    ELEMENTWISE: "Element-wise functions of scalars, vectors, and matrices:",
    REDUCTION: "Functions with a scalar value:",
    STRUCTURE: "Functions with a vector or matrix value:",
}
_BY_FORMULA = "Element-wise functions that are read as their formulas:"


def function_list() -> str:
    """Every function that may be called, in tables by what its value is; comparisons are operators."""
    tables = [f"{title}\n\n{_table(kind)}" for kind, title in _GROUPS.items()]
    rows = "".join(f"| `{call}` | `{formula}` |\n" for call, formula in BY_FORMULA.items())
    return "\n".join([*tables, f"{_BY_FORMULA}\n\n| Function | Read as |\n| --- | --- |\n{rows}"])


def _table(kind: str) -> str:
    found = [function for function in FUNCTIONS.values() if _kind(function) == kind]
    rows = [("Function", "Meaning", "Shapes", "Also called"), ("---",) * 4, *map(_row, found)]
    # Of functions of entries the shapes are all alike.
    shown = (0, 1, 3) if kind == ELEMENTWISE else (0, 1, 2, 3)
    return "".join(f"| {' | '.join(row[column] for column in shown)} |\n" for row in rows)


def _kind(function: Function) -> str:
    if function.name in COMPARISONS:
        return ""
    return ELEMENTWISE if function.name in _CHOICES else function.kind


def _row(function: Function) -> tuple[str, str, str, str]:
    meaning = function.meaning or function.summary
    equation = f": `{function.equation}`" if function.equation else ""
    vectors = [f"`{name}` of vectors" for name in function.of_vectors]
    called = ", ".join([*(f"`{name}`" for name in function.synonyms), *vectors])
    return f"`{function.call}`", meaning + equation, function.signature.text, called
