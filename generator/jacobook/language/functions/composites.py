"""Functions that answers are written with and that no question calls: the language has a longer form of each."""

from __future__ import annotations

from jacobook.language.functions.record import STRUCTURE, Function
from jacobook.language.functions.shapes import VECTOR_TO_VECTOR

COMPOSITES = (
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
