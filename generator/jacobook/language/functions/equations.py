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
    notation: Mapping[str, str] | None = None,
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
        notation=notation or {},
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
    _by_equation(
        name="softmax_rows",
        summary="softmax of each row",
        title="softmax of the rows",
        parameters={"X": "m×n"},
        result="m×n",
        equation="softmax(X, axis=1)",
        notation={
            "latex": r"\operatorname{softmax}_{\text{rows}}",
            "typst": 'op("softmax")_"rows"',
            "text": "softmax_rows",
            "spoken": "the row-wise softmax",
            "numpy": "scipy.special.softmax({0}, axis=1)",
            "jax": "jax.nn.softmax({0}, axis=1)",
            "torch": "torch.softmax({0}, 1)",
            "sympy": (
                # Not by an inverse, which SymPy would look for by elimination.
                "(lambda {e}: {e}.multiply_elementwise(({e} * sympy.ones({e}.cols, {e}.cols))"
                ".applyfunc(lambda t: 1 / t)))({0}.applyfunc(sympy.exp))"
            ),
            "julia": "(u -> (v -> v ./ sum(v, dims=2))(exp.(u .- maximum(u, dims=2))))({0})",
        },
    ),
    _by_equation(
        name="log_softmax_rows",
        summary="logarithm of the softmax of each row",
        title="log-softmax of the rows",
        parameters={"X": "m×n"},
        result="m×n",
        equation="log_softmax(X, axis=1)",
        notation={
            "latex": r"\log \operatorname{softmax}_{\text{rows}}",
            "typst": 'log op("softmax")_"rows"',
            "spoken": "the log-softmax row by row",
            "numpy": "scipy.special.log_softmax({0}, axis=1)",
            "jax": "jax.nn.log_softmax({0}, axis=1)",
            "torch": "torch.log_softmax({0}, 1)",
        },
    ),
    _by_equation(
        name="logsumexp_rows",
        summary="log-sum-exp of each row",
        title="log-sum-exp of the rows",
        parameters={"X": "m×n"},
        result="m",
        equation="logsumexp(X, axis=1)",
        notation={
            "latex": r"\operatorname{logsumexp}_{\text{rows}}",
            "typst": 'op("logsumexp")_"rows"',
            "spoken": "the log-sum-exp row by row",
            "numpy": "scipy.special.logsumexp({0}, axis=1)",
            "jax": "jax.nn.logsumexp({0}, axis=1)",
            "torch": "torch.logsumexp({0}, 1)",
        },
    ),
)
