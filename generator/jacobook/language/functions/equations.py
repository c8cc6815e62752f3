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
        name="max_rows",
        summary="largest entry of each row",
        title="max of the rows",
        parameters={"X": "m×n"},
        result="m",
        equation="max(X, axis=1)",
        notation={
            "latex": r"\max_{\text{rows}}",
            "typst": 'max_"rows"',
            "text": "max_rows",
            "spoken": "the largest entry of each row of",
            "numpy": "np.max({0}, axis=1)",
            "jax": "jnp.max({0}, axis=1)",
            "torch": "torch.amax({0}, 1)",
        },
    ),
    _by_equation(
        name="min_rows",
        summary="smallest entry of each row",
        title="min of the rows",
        parameters={"X": "m×n"},
        result="m",
        equation="min(X, axis=1)",
        notation={
            "latex": r"\min_{\text{rows}}",
            "typst": 'min_"rows"',
            "text": "min_rows",
            "spoken": "the smallest entry of each row of",
            "numpy": "np.min({0}, axis=1)",
            "jax": "jnp.min({0}, axis=1)",
            "torch": "torch.amin({0}, 1)",
        },
    ),
    _by_equation(
        name="prod_rows",
        summary="product of each row",
        title="prod of the rows",
        parameters={"X": "m×n"},
        result="m",
        equation="prod(X, axis=1)",
        notation={
            "latex": r"\operatorname{prod}_{\text{rows}}",
            "typst": 'op("prod")_"rows"',
            "text": "prod_rows",
            "spoken": "the product of each row of",
            "numpy": "np.prod({0}, axis=1)",
            "jax": "jnp.prod({0}, axis=1)",
            "torch": "torch.prod({0}, 1)",
        },
    ),
    _by_equation(
        name="hardmax_rows",
        summary="1 at the largest entry of each row, 0 elsewhere",
        title="hardmax of the rows",
        parameters={"X": "m×n"},
        result="m×n",
        equation="hardmax(X, axis=1)",
        notation={
            "latex": r"\operatorname{hardmax}_{\text{rows}}",
            "typst": 'op("hardmax")_"rows"',
            "text": "hardmax_rows",
            "spoken": "the row-wise hardmax",
            "numpy": "(lambda u: np.where(np.arange(u.shape[1]) == np.argmax(u, axis=1)[:, None], 1.0, 0.0))({0})",
            "jax": "(lambda u: jax.nn.one_hot(jnp.argmax(u, axis=1), u.shape[1]))({0})",
            "torch": "(lambda u: torch.nn.functional.one_hot(torch.argmax(u, 1), u.shape[1]).to(u.dtype))({0})",
        },
    ),
    _by_equation(
        name="cumprod_rows",
        summary="products of each row's entries up to each place",
        title="cumulative product of the rows",
        parameters={"X": "m×n"},
        result="m×n",
        equation="cumprod(X, axis=1)",
        notation={
            "latex": r"\operatorname{cumprod}_{\text{rows}}",
            "typst": 'op("cumprod")_"rows"',
            "text": "cumprod_rows",
            "spoken": "the row-wise cumulative product",
            "numpy": "np.cumprod({0}, axis=1)",
            "jax": "jnp.cumprod({0}, axis=1)",
            "torch": "torch.cumprod({0}, 1)",
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
