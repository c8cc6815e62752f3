"""Functions of one number, applied to every entry."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from jacobook.language.domain import Domain, Predicate
from jacobook.language.functions.record import ELEMENTWISE, Function
from jacobook.language.functions.shapes import ENTRYWISE
from jacobook.language.functions.values import interval

_POSITIVE = Domain(Predicate.POSITIVE)
_ROOT = Domain(Predicate.NOT_NEGATIVE, derivative=Predicate.POSITIVE)
_SINE = Domain(Predicate.WITHIN_ONE, derivative=Predicate.INSIDE_ONE)


def _known(name: str, spoken: str = "", julia: str = "") -> Mapping[str, str]:
    """The notation of a function that mathematics and every library have under its own name."""
    own = {"julia": julia} if julia else {}
    return {"latex": rf"\{name}", "typst": name, "spoken": spoken or name, "arrays": name, **own}


_elementwise = partial(Function, kind=ELEMENTWISE, signature=ENTRYWISE)

ELEMENTWISE_FUNCTIONS = (
    _elementwise(
        name="exp", definition="exp(t)", summary="exponential", values=interval("(0, ∞)"), notation=_known("exp")
    ),
    _elementwise(
        name="log",
        definition="log(t)",
        summary="natural logarithm",
        domain=_POSITIVE,
        synonyms=("ln",),
        notation=_known("log"),
    ),
    _elementwise(
        name="sin",
        definition="sin(t)",
        summary="sine",
        values=interval("[-1, 1]"),
        parity="odd",
        notation=_known("sin", "sine"),
    ),
    _elementwise(
        name="cos",
        definition="cos(t)",
        summary="cosine",
        values=interval("[-1, 1]"),
        parity="even",
        notation=_known("cos", "cosine"),
    ),
    _elementwise(
        name="tan",
        definition="tan(t)",
        summary="tangent",
        domain=Domain(Predicate.NO_ZERO_ENTRY, through="cos"),
        parity="odd",
        notation=_known("tan", "tangent"),
    ),
    _elementwise(
        name="arcsin",
        definition="asin(t)",
        summary="inverse sine",
        domain=_SINE,
        values=interval("(-2, 2)"),
        keeps_sign=True,
        parity="odd",
        synonyms=("asin",),
        notation=_known("arcsin", "arc sine", "asin"),
    ),
    _elementwise(
        name="arccos",
        definition="acos(t)",
        summary="inverse cosine",
        domain=_SINE,
        values=interval("[0, 4)"),
        synonyms=("acos",),
        notation=_known("arccos", "arc cosine", "acos"),
    ),
    _elementwise(
        name="arctan",
        definition="atan(t)",
        summary="inverse tangent",
        values=interval("(-2, 2)"),
        keeps_sign=True,
        parity="odd",
        synonyms=("atan",),
        notation=_known("arctan", "arc tangent", "atan"),
    ),
    _elementwise(
        name="sinh",
        definition="sinh(t)",
        summary="hyperbolic sine",
        keeps_sign=True,
        parity="odd",
        notation=_known("sinh", "hyperbolic sine"),
    ),
    _elementwise(
        name="cosh",
        definition="cosh(t)",
        summary="hyperbolic cosine",
        values=interval("[1, ∞)"),
        parity="even",
        notation=_known("cosh", "hyperbolic cosine"),
    ),
    _elementwise(
        name="tanh",
        definition="tanh(t)",
        summary="hyperbolic tangent",
        values=interval("(-1, 1)"),
        keeps_sign=True,
        parity="odd",
        notation=_known("tanh", "hyperbolic tangent"),
    ),
    _elementwise(
        name="sqrt",
        definition="sqrt(t)",
        summary="square root",
        domain=_ROOT,
        values=interval("[0, ∞)"),
        notation={"arrays": "sqrt"},
    ),
    _elementwise(
        name="abs",
        definition="Abs(t)",
        summary="absolute value",
        kink="an absolute value has no derivative at 0",
        values=interval("[0, ∞)"),
        parity="even",
        synonyms=("absolute",),
        notation={"arrays": "abs"},
    ),
    _elementwise(
        name="sign",
        definition="sign(t)",
        summary="sign: −1, 0 or 1",
        title="sign",
        kink="a sign jumps at 0",
        values=interval("[-1, 1]"),
        keeps_sign=True,
        parity="odd",
        synonyms=("sgn",),
        notation={"arrays": "sign"},
    ),
    _elementwise(
        name="erf",
        definition="erf(t)",
        summary="error function",
        values=interval("(-1, 1)"),
        keeps_sign=True,
        parity="odd",
        notation={
            "spoken": "error function",
            "numpy": "scipy.special.erf({0})",
            "jax": "jax.scipy.special.erf({0})",
            "torch": "torch.erf({0})",
            "julia": "SpecialFunctions.erf",
        },
    ),
    _elementwise(
        name="sigmoid",
        definition="1/(1 + exp(-t))",
        summary="logistic sigmoid",
        meaning="logistic sigmoid σ(x) = 1/(1 + e⁻ˣ)",
        values=interval("(0, 1)"),
        synonyms=("expit",),
        notation={
            "latex": r"\sigma",
            "typst": "σ",
            "text": "σ",
            "spoken": "sigma",
            "numpy": "scipy.special.expit({0})",
            "jax": "jax.nn.sigmoid({0:floating})",
            "torch": "torch.sigmoid({0})",
        },
    ),
    _elementwise(
        name="softplus",
        definition="log(1 + exp(t))",
        summary="smooth ReLU",
        title="softplus",
        meaning="smooth ReLU, log(1 + eˣ); its derivative is the logistic sigmoid",
        values=interval("(0, ∞)"),
        notation={
            "numpy": "np.logaddexp(0, {0})",
            "jax": "jax.nn.softplus({0})",
            # Beyond the threshold it answers the argument itself; at the default of 20 that is still visible.
            "torch": "torch.nn.functional.softplus({0}, threshold=40)",
            "julia": "max({0}, 0) + log1p(exp(-abs({0})))",
        },
    ),
    _elementwise(
        name="gelu",
        definition="t*(1 + erf(t/sqrt(2)))/2",
        expansion="t*(1 + erf(t/sqrt(2)))/2",
        summary="Gaussian error linear unit",
        meaning="Gaussian error linear unit, x (1 + erf(x/√2))/2",
        values=interval("(-1, ∞)"),
        keeps_sign=True,
        synonyms=("GELU",),
        notation={
            "numpy": "{0} * scipy.special.ndtr({0})",
            "jax": "jax.nn.gelu({0:floating}, approximate=False)",
            "torch": "torch.nn.functional.gelu({0})",
        },
    ),
    _elementwise(
        name="silu",
        definition="t/(1 + exp(-t))",
        expansion="t*sigmoid(t)",
        summary="sigmoid linear unit, t σ(t)",
        title="SiLU",
        meaning="sigmoid linear unit, x σ(x)",
        values=interval("(-1, ∞)"),
        keeps_sign=True,
        synonyms=("swish", "SiLU"),
        notation={
            "numpy": "{0} * scipy.special.expit({0})",
            "jax": "jax.nn.silu({0:floating})",
            "torch": "torch.nn.functional.silu({0})",
        },
    ),
    _elementwise(
        name="mish",
        definition="t*tanh(log(1 + exp(t)))",
        expansion="t*tanh(softplus(t))",
        summary="x gated by the tanh of its softplus",
        title="mish",
        meaning="x tanh(softplus(x))",
        values=interval("(-1, ∞)"),
        keeps_sign=True,
    ),
    _elementwise(
        name="lgamma",
        definition="loggamma(t)",
        summary="logarithm of the gamma function",
        title="log-gamma function",
        domain=_POSITIVE,
        synonyms=("gammaln", "loggamma"),
        notation={
            "latex": r"\log \Gamma",
            "typst": "log Γ",
            "text": "log Γ",
            "spoken": "log gamma",
            "numpy": "scipy.special.gammaln({0})",
            "jax": "jax.scipy.special.gammaln({0:floating})",
            "torch": "torch.lgamma({0})",
            "julia": "SpecialFunctions.loggamma",
        },
    ),
    _elementwise(
        name="digamma",
        definition="digamma(t)",
        summary="derivative of log-gamma",
        title="digamma function",
        domain=_POSITIVE,
        synonyms=("psi",),
        notation={
            "latex": r"\psi",
            "typst": "ψ",
            "text": "ψ",
            "spoken": "digamma",
            "numpy": "scipy.special.digamma({0})",
            "jax": "jax.scipy.special.digamma({0:floating})",
            "torch": "torch.digamma({0})",
            "julia": "SpecialFunctions.digamma",
        },
    ),
    _elementwise(
        name="trigamma",
        definition="trigamma(t)",
        summary="derivative of digamma",
        title="trigamma function",
        domain=_POSITIVE,
        values=interval("(0, ∞)"),
        notation={
            "latex": r"\psi_1",
            "typst": "ψ_1",
            "text": "ψ₁",
            "spoken": "trigamma",
            "numpy": "scipy.special.polygamma(1, {0})",
            "jax": "jax.scipy.special.polygamma(1, {0:floating})",
            "torch": "torch.polygamma(1, {0})",
            "julia": "SpecialFunctions.trigamma",
            "sympy": "sympy.polygamma(1, {0})",
        },
    ),
    _elementwise(
        name="relu",
        definition="Piecewise((t, t > 0), (0, True))",
        summary="ReLU, the positive part",
        title="ReLU",
        meaning="ReLU, the positive part: max(x, 0)",
        kink="ReLU has no derivative at 0",
        values=interval("[0, ∞)"),
        synonyms=("ReLU",),
        notation={
            "numpy": "np.maximum({0}, 0)",
            "jax": "jax.nn.relu({0})",
            "torch": "torch.relu({0})",
            "sympy": "sympy.Max({0}, 0)",
        },
    ),
)
