"""Functions that answers are written with and that no question calls: the language has a longer form of each."""

from __future__ import annotations

from jacobook.language.functions.record import STRUCTURE, Function
from jacobook.language.functions.shapes import VECTOR_TO_VECTOR, Signature
from jacobook.language.functions.values import interval

_OF_ROWS = Signature("m×n → m×n", "A", lambda arguments: arguments.shape(0))

COMPOSITES = (
    Function(
        name="softmax_rows",
        kind=STRUCTURE,
        signature=_OF_ROWS,
        summary="softmax of each row of a matrix",
        values=interval("(0, 1]"),
        notation={
            "latex": r"\operatorname{softmax}_{\text{rows}}",
            "typst": 'op("softmax")_"rows"',
            "text": "softmax_rows",
            "spoken": "the row-wise softmax",
            "numpy": "scipy.special.softmax({0}, axis=1)",
            "jax": "jax.nn.softmax({0}, axis=1)",
            "torch": "torch.softmax({0}, 1)",
            "sympy": (
                "(lambda {e}: sympy.diag(*({e} * sympy.ones({e}.cols, 1))).inv() * {e})({0}.applyfunc(sympy.exp))"
            ),
            "julia": "(u -> (v -> v ./ sum(v, dims=2))(exp.(u .- maximum(u, dims=2))))({0})",
        },
    ),
    Function(
        name="log_softmax",
        kind=STRUCTURE,
        signature=VECTOR_TO_VECTOR,
        summary="logarithm of a softmax, log(softmax(x))",
        notation={
            "latex": r"\log \operatorname{softmax}",
            "typst": 'log op("softmax")',
            "text": "log softmax",
            "spoken": "log softmax",
            "numpy": "scipy.special.log_softmax({0})",
            "jax": "jax.nn.log_softmax({0})",
            "torch": "torch.log_softmax({0}, 0)",
            "sympy": "(lambda {e}: ({e} / {sum}({e})).applyfunc(sympy.log))({0}.applyfunc(sympy.exp))",
            "julia": "(u -> u .- maximum(u) .- log(sum(exp.(u .- maximum(u)))))({0})",
        },
    ),
)
