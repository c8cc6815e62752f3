"""Rotations of space by vectors: hat and vee, the exponential and the logarithm, and their Jacobians.

Exp(w) turns by the angle ‖w‖ about w; with W = [w]× and W³ = −‖w‖² W every power series in W ends at W²,

    Exp(w) = I + (sin θ)/θ W + (1 − cos θ)/θ² W²,    J_r(w) = I − (1 − cos θ)/θ² W + (θ − sin θ)/θ³ W²,

with θ = ‖w‖, and J_r(w)⁻¹ = I + W/2 + (1/θ² − (1 + cos θ)/(2θ sin θ)) W². The right Jacobian is that of Solà, Deray
and Atchuthan (A micro Lie theory, arXiv 1812.01537): Exp(w + δ) ≈ Exp(w) Exp(J_r(w) δ). The left one, Barfoot's J
(State Estimation for Robotics, ch. 7), is J_l(w) = J_r(−w) = J_r(w)ᵀ. Code has series where the angle is small.
"""

from __future__ import annotations

from jacobook.language.domain import Domain, Predicate
from jacobook.language.functions.record import STRUCTURE, Function
from jacobook.language.functions.shapes import declared

HAT, VEE = "hat", "vee"
EXPONENTIAL, LOGARITHM = "Exp", "Log"
RIGHT_JACOBIAN, LEFT_JACOBIAN = "right_jacobian", "left_jacobian"
INVERSE_JACOBIAN = "inverse_right_jacobian"

_SERIES_OF_JACOBIAN = "1/6 - s/120 + s**2/5040 - s**3/362880 + s**4/39916800"
_SERIES_OF_INVERSE = "1/12 + s/720 + s**2/30240 + s**3/1209600 + s**4/47900160 + s**5/1892437580"
_SERIES_OF_LOGARITHM = "1 + s/6 + 3*s**2/40 + 5*s**3/112 + 35*s**4/1152"
_HAT = "{module}.cross({eye}, w{row})"
_EYES = {"np": "np.eye(3)", "jnp": "jnp.eye(3)", "torch": "torch.eye(3, dtype=w.dtype)"}
_JACOBIAN = (
    "(lambda w: (lambda W, s: (lambda t: {eye} {sign} {module}.sinc(s**0.5/(2*{module}.pi))**2/2*W"
    " + {module}.where(s < 0.1, {series}, (t - {module}.sin(t))/t**3)*W @ W)({module}.where(s < 0.1, 1.0, s)**0.5))"
    "({hat}, w @ w))({{0}})"
)
_INVERSE = (
    "(lambda w: (lambda W, s: (lambda t: {eye} + W/2 + {module}.where(s < 0.1, {series},"
    " (1 - t/2/{module}.tan(t/2))/t**2)*W @ W)({module}.where(s < 0.1, 1.0, s)**0.5))({hat}, w @ w))({{0}})"
)
_VEE = "{module}.stack([{m}[2, 1] - {m}[1, 2], {m}[0, 2] - {m}[2, 0], {m}[1, 0] - {m}[0, 1]])/2"
_LOGARITHM = (
    # Near half a turn the sine is small as well, and there the series is of no use.
    "(lambda R: (lambda v, c: (lambda s, near: (lambda t: {module}.where(near, {series}, {module}.arctan2(t, c)/t)*v)"
    "({module}.where(near, 1.0, s)**0.5))(v @ v, (v @ v < 0.001) & (c > 0)))({vee}, ({module}.trace(R) - 1)/2))({{0}})"
)


def _in(module: str, pattern: str, **parts: str) -> str:
    """A pattern of code for NumPy, JAX or PyTorch."""
    eye, cross = _EYES[module], "torch.linalg" if module == "torch" else module
    hat = _HAT.format(module=cross, eye=eye, row="[None, :]" if module == "torch" else "")
    return pattern.format(module=module, eye=eye, hat=hat, vee=_VEE.format(module=module, m="R"), **parts)


_SYMPY_VEE = "sympy.Matrix([{m}[2, 1] - {m}[1, 2], {m}[0, 2] - {m}[2, 0], {m}[1, 0] - {m}[0, 1]])/2"
_LIBRARIES = {"numpy": "np", "jax": "jnp", "torch": "torch"}


def _in_sympy(sign: str, first: tuple[str, str], second: tuple[str, str]) -> str:
    """I ± f(θ) W + g(θ) W², with the limits of f and g where θ is zero; there they change only to the second order."""
    once, twice = (
        f"sympy.Piecewise((sympy.Rational('{limit}'), sympy.Eq(a, 0)), ({of}, True))" for limit, of in (first, second)
    )
    return (
        f"(lambda w: (lambda W, a: sympy.eye(3) {sign} {once}*W + {twice}*W**2)(w.hat(), sympy.sqrt(w.dot(w))))({{0}})"
    )


def _code(pattern: str, **parts: str) -> dict[str, str]:
    return {notation: _in(module, pattern, **parts) for notation, module in _LIBRARIES.items()}


def _function(
    name: str,
    summary: str,
    shapes: tuple[str, str],
    notation: dict[str, str],
    *,
    title: str = "",
    meaning: str = "",
    domain: Domain | None = None,
    synonyms: tuple[str, ...] = (),
    letter: str = "w",
) -> Function:
    return Function(
        name=name,
        kind=STRUCTURE,
        signature=declared({letter: shapes[0]}, shapes[1]),
        summary=summary,
        title=title,
        meaning=meaning,
        notation=notation,
        domain=domain,
        synonyms=synonyms,
    )


ROTATIONS = (
    _function(
        HAT,
        "skew matrix [w]× with [w]× v = w × v",
        ("3", "3×3"),
        {"spoken": "the cross-product matrix"},
        title="matrix of a cross product",
    ),
    _function(
        VEE,
        "vector w of a skew matrix [w]×",
        ("3×3", "3"),
        {
            "latex": r"\operatorname{vee}",
            "typst": 'op("vee")',
            "spoken": "vee",
            **{
                notation: f"(lambda M: {_VEE.format(module=module, m='M')})({{0}})"
                for notation, module in _LIBRARIES.items()
            },
            "sympy": f"(lambda M: {_SYMPY_VEE.format(m='M')})({{0}})",
        },
        title="vector of a skew matrix",
        meaning="vector w of a skew matrix [w]×; of any other matrix, that of its skew part (M − Mᵀ)/2",
        letter="M",
    ),
    _function(
        EXPONENTIAL,
        "rotation about w by the angle ‖w‖: the matrix exponential of [w]×",
        ("3", "3×3"),
        {
            "latex": r"\operatorname{Exp}",
            "typst": 'op("Exp")',
            "spoken": "the rotation Exp",
            "numpy": "scipy.linalg.expm(np.cross(np.eye(3), {0}))",
            "jax": "jax.scipy.linalg.expm(jnp.cross(jnp.eye(3), {0}))",
            "torch": _in("torch", "(lambda w: torch.linalg.matrix_exp({hat}))({{0}})"),
            "sympy": _in_sympy("+", ("1", "sympy.sinc(a)"), ("1/2", "sympy.sinc(a/2)**2/2")),
        },
        title="rotation by a vector",
    ),
    _function(
        LOGARITHM,
        "vector w with Exp(w) = R and an angle ‖w‖ below π, of a rotation R",
        ("3×3", "3"),
        {
            "latex": r"\operatorname{Log}",
            "typst": 'op("Log")',
            "spoken": "the rotation vector Log",
            **_code(_LOGARITHM, series=_SERIES_OF_LOGARITHM),
            "sympy": (
                # That the factor is real is not seen by SymPy, which is told.
                "(lambda R: (lambda v, c: (lambda s: sympy.re(sympy.Piecewise((1, sympy.Eq(c, 1)),"
                " (sympy.atan2(s, c)/s, True)))*v)"
                f"(sympy.sqrt(v.dot(v))))({_SYMPY_VEE.format(m='R')}, (R.trace() - 1)/2))({{0}})"
            ),
        },
        title="rotation vector",
        domain=Domain(Predicate.NO_NEGATIVE_EIGENVALUE),
        letter="R",
    ),
    _function(
        RIGHT_JACOBIAN,
        "right Jacobian: Exp(w + δ) ≈ Exp(w) Exp(Jᵣ(w) δ)",
        ("3", "3×3"),
        {
            "latex": "J_r",
            "typst": "J_r",
            "text": "Jᵣ",
            "spoken": "the right Jacobian",
            **_code(_JACOBIAN, sign="-", series=_SERIES_OF_JACOBIAN),
            "sympy": _in_sympy("-", ("1/2", "sympy.sinc(a/2)**2/2"), ("1/6", "(1 - sympy.sinc(a))/a**2")),
        },
        title="right Jacobian of a rotation",
        synonyms=("Jr",),
    ),
    _function(
        LEFT_JACOBIAN,
        "left Jacobian, the transpose of the right one: Exp(w + δ) ≈ Exp(Jₗ(w) δ) Exp(w)",
        ("3", "3×3"),
        {
            "latex": "J_l",
            "typst": "J_l",
            "text": "Jₗ",
            "spoken": "the left Jacobian",
            **_code(_JACOBIAN, sign="+", series=_SERIES_OF_JACOBIAN),
            "sympy": _in_sympy("+", ("1/2", "sympy.sinc(a/2)**2/2"), ("1/6", "(1 - sympy.sinc(a))/a**2")),
        },
        title="left Jacobian of a rotation",
        synonyms=("Jl",),
    ),
)

OF_ROTATIONS = (
    Function(
        name=INVERSE_JACOBIAN,
        kind=STRUCTURE,
        signature=declared({"w": "3"}, "3×3"),
        summary="inverse of the right Jacobian",
        notation={
            "latex": "J_r^{-1}",
            "typst": "J_r^(-1)",
            "text": "Jᵣ⁻¹",
            "spoken": "the inverse right Jacobian",
            **_code(_INVERSE, series=_SERIES_OF_INVERSE),
            "sympy": _in_sympy("+", ("1/2", "sympy.S.Half"), ("1/12", "(1 - a/2/sympy.tan(a/2))/a**2")),
        },
    ),
)
"""What answers are written with beside the functions that a question calls."""
