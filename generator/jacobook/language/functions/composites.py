"""Functions that answers are written with and that no question calls: the language has a longer form of each."""

from __future__ import annotations

from jacobook.language.functions.record import STRUCTURE, Function
from jacobook.language.functions.shapes import ENTRYWISE, ENTRYWISE_PAIR, VECTOR_TO_VECTOR, declared
from jacobook.language.functions.values import interval

_BY_BLOCKS = (
    "(lambda a, e: scipy.linalg.{name}(np.block([[a, e], [np.zeros_like(a), a]]))[:len(a), len(a):])({{0}}, {{1}})"
)
"""The derivative in a direction as a corner of a function of a matrix twice as large (Higham, theorem 3.6)."""

COMPOSITES = (
    *(
        Function(
            name=name,
            kind=STRUCTURE,
            signature=ENTRYWISE,
            summary=f"{says} of every entry",
            notation={
                "arrays": name,
                "latex": rf"\operatorname{{{short}}}",
                "typst": f'op("{short}")',
                "text": short,
                "spoken": f"the {says}",
            },
        )
        for name, short, says in (("real", "Re", "real part"), ("imag", "Im", "imaginary part"))
    ),
    Function(
        name="angle",
        kind=STRUCTURE,
        signature=ENTRYWISE,
        summary="angle of every entry, above −π and up to π",
        notation={
            "arrays": "angle",
            "sympy": "sympy.arg({0})",
            "julia": "angle({0})",
            "latex": r"\arg",
            "typst": 'op("arg")',
            "text": "arg",
            "spoken": "the angle",
        },
    ),
    Function(
        name="conj",
        kind=STRUCTURE,
        signature=ENTRYWISE,
        summary="complex conjugate of every entry",
        notation={
            "arrays": "conj",
            "sympy": "sympy.conjugate({0})",
            "julia": "conj({0})",
            "latex": r"\operatorname{conj}",
        },
    ),
    Function(
        name="masked_softmax_rows",
        kind=STRUCTURE,
        signature=ENTRYWISE_PAIR,
        arity=2,
        summary="softmax of the entries of each row that a mask of zeros and ones lets count",
        values=interval("[0, 1]"),
        notation={
            "latex": r"\operatorname{softmax}_{\text{rows}}",
            "typst": 'op("softmax")_"rows"',
            "text": "softmax_rows",
            "spoken": "the masked row-wise softmax",
            "numpy": "scipy.special.softmax(np.where({1} != 0, {0}, -np.inf), axis=1)",
            "jax": "jax.nn.softmax({0}, axis=1, where={1} != 0)",
            "torch": "torch.softmax(torch.where({1} != 0, {0}, -torch.inf), 1)",
        },
    ),
    *(
        Function(
            name=f"{name}_last",
            kind=STRUCTURE,
            signature=ENTRYWISE_PAIR if name.startswith("masked") else ENTRYWISE,
            arity=2 if name.startswith("masked") else 1,
            summary=f"{says} along the last axis",
            notation={"text": f"{name.removeprefix('masked_')}_last", "spoken": f"the {says} along the last axis"}
            | code,
        )
        for name, says, code in (
            (
                "softmax",
                "softmax",
                {
                    "numpy": "scipy.special.softmax({0}, axis=-1)",
                    "jax": "jax.nn.softmax({0}, axis=-1)",
                    "torch": "torch.softmax({0}, -1)",
                },
            ),
            (
                "masked_softmax",
                "masked softmax",
                {
                    "numpy": "scipy.special.softmax(np.where({1} != 0, {0}, -np.inf), axis=-1)",
                    "jax": "jax.nn.softmax({0}, axis=-1, where={1} != 0)",
                    "torch": "torch.softmax(torch.where({1} != 0, {0}, -torch.inf), -1)",
                },
            ),
            (
                "max",
                "largest entry",
                {"numpy": "np.max({0}, axis=-1)", "jax": "jnp.max({0}, axis=-1)", "torch": "torch.amax({0}, -1)"},
            ),
            (
                "min",
                "smallest entry",
                {"numpy": "np.min({0}, axis=-1)", "jax": "jnp.min({0}, axis=-1)", "torch": "torch.amin({0}, -1)"},
            ),
            (
                "prod",
                "product",
                {"numpy": "np.prod({0}, axis=-1)", "jax": "jnp.prod({0}, axis=-1)", "torch": "torch.prod({0}, -1)"},
            ),
            (
                "hardmax",
                "hardmax",
                {
                    "numpy": (
                        "(lambda u: np.where(np.arange(u.shape[-1]) == np.argmax(u, axis=-1)[..., None], 1.0, 0.0))"
                        "({0})"
                    ),
                    "jax": "(lambda u: jax.nn.one_hot(jnp.argmax(u, axis=-1), u.shape[-1]))({0})",
                    "torch": (
                        "(lambda u: torch.nn.functional.one_hot(torch.argmax(u, -1), u.shape[-1]).to(u.dtype))({0})"
                    ),
                },
            ),
            (
                "cumprod",
                "cumulative product",
                {
                    "numpy": "np.cumprod({0}, axis=-1)",
                    "jax": "jnp.cumprod({0}, axis=-1)",
                    "torch": "torch.cumprod({0}, -1)",
                },
            ),
            (
                "logsumexp",
                "log-sum-exp",
                {
                    "numpy": "scipy.special.logsumexp({0}, axis=-1)",
                    "jax": "jax.nn.logsumexp({0}, axis=-1)",
                    "torch": "torch.logsumexp({0}, -1)",
                },
            ),
        )
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
    *(
        Function(
            name=f"{name}_frechet",
            kind=STRUCTURE,
            signature=declared({"A": "n×n", "E": "n×n"}, "n×n"),
            arity=2,
            summary=f"derivative of the matrix {called} at A in the direction E",
            notation={
                "latex": rf"\operatorname{{L}}_{{\{short}}}",
                "typst": f'op("L")_{short}',
                "text": f"L_{short}",
                "spoken": f"the derivative of the matrix {called}",
            }
            | code,
        )
        for name, called, short, code in (
            (
                "expm",
                "exponential",
                "exp",
                {
                    "numpy": "scipy.linalg.expm_frechet({0}, {1}, compute_expm=False)",
                    "jax": "jax.scipy.linalg.expm_frechet({0}, {1}, compute_expm=False)",
                    "torch": (
                        "(lambda a, e: torch.linalg.matrix_exp(torch.vstack([torch.hstack([a, e]), "
                        "torch.hstack([torch.zeros_like(a), a])]))[:len(a), len(a):])({0}, {1})"
                    ),
                },
            ),
            ("logm", "logarithm", "log", {"numpy": _BY_BLOCKS.format(name="logm")}),
            ("sinm", "sine", "sin", {"numpy": _BY_BLOCKS.format(name="sinm")}),
            ("cosm", "cosine", "cos", {"numpy": _BY_BLOCKS.format(name="cosm")}),
        )
    ),
)
