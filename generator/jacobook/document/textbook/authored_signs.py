r"""The part of LaTeX that is understood in formulas among words: each sign in Typst, and as it is spoken."""

from __future__ import annotations

from collections.abc import Mapping

_SMALL = "alpha beta gamma delta zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon chi psi omega"
_LARGE = "Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"
_CALLED = "sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan exp log ln max min det dim lim"
_GREEK = {
    **dict(zip(_SMALL.split(), "αβγδζηθικλμνξπρστυχψω", strict=True)),
    **dict(zip(_LARGE.split(), "ΓΔΘΛΞΠΣΦΨΩ", strict=True)),
    "varepsilon": "ε",
    "epsilon": "ϵ",
    "varphi": "φ",
    "phi": "ϕ",
}

SIGNS: Mapping[str, tuple[str, str]] = {
    **{rf"\{name}": (letter, name) for name, letter in _GREEK.items()},
    r"\partial": ("∂", "partial"),
    r"\nabla": ("∇", "nabla"),
    r"\infty": ("∞", "infinity"),
    r"\top": ("⊤", "transpose"),
    r"\prime": ("′", "prime"),
    r"\cdot": ("⋅", "times"),
    r"\times": ("×", "by"),
    r"\odot": ("⊙", "Hadamard times"),
    r"\oslash": ("⊘", "Hadamard over"),
    r"\otimes": ("⊗", "Kronecker times"),
    r"\circ": ("∘", "after"),
    r"\pm": ("±", "plus or minus"),
    r"\leq": ("≤", "is at most"),
    r"\le": ("≤", "is at most"),
    r"\geq": ("≥", "is at least"),
    r"\ge": ("≥", "is at least"),
    r"\neq": ("≠", "is not equal to"),
    r"\ne": ("≠", "is not equal to"),
    r"\approx": ("≈", "is about"),
    r"\equiv": ("≡", "is always"),
    r"\in": ("∈", "in"),
    r"\to": ("→", "to"),
    r"\rightarrow": ("→", "to"),
    r"\leftarrow": ("←", "becomes"),
    r"\mapsto": ("↦", "becomes"),
    r"\Rightarrow": ("⇒", "implies"),
    r"\sum": ("sum", "the sum"),
    r"\prod": ("product", "the product"),
    r"\int": ("integral", "the integral"),
    r"\dots": ("dots.h", "and so on"),
    r"\ldots": ("dots.h", "and so on"),
    r"\cdots": ("dots.h.c", "and so on"),
    r"\vdots": ("dots.v", "and so on"),
    r"\ddots": ("dots.down", "and so on"),
    r"\Vert": ("‖", "norm"),
    r"\vert": ("|", "bar"),
    r"\mid": ("|", "given"),
    r"\ell": ("ℓ", "l"),
}
"""Signs and letters."""

NAMES: Mapping[str, str] = {rf"\{name}": name for name in _CALLED.split()}
"""Functions that both languages know by the same name."""

SPACES: Mapping[str, str] = {
    r"\,": "thin",
    r"\:": "med",
    r"\;": "thick",
    r"\ ": "space",
    "~": "space.nobreak",
    r"\quad": "quad",
    r"\qquad": "wide",
    r"\!": "#h(-0.1667em)",
}
"""Spaces."""

BRACKETS: Mapping[str, str] = {r"\{": r"\{", r"\}": r"\}", r"\lbrace": r"\{", r"\rbrace": r"\}"}
"""Brackets that need a command."""

SIZES = frozenset(rf"\{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")) | {
    r"\left",
    r"\right",
}
"""What says how large the next bracket is: Typst lets them grow by themselves."""

FONTS: Mapping[str, str] = {
    r"\mathbf": "upright(bold({}))",
    r"\boldsymbol": "bold({})",
    r"\bm": "bold({})",
    r"\mathrm": "upright({})",
    r"\mathit": "italic({})",
    r"\mathbb": "bb({})",
    r"\mathcal": "cal({})",
    r"\mathsf": "sans({})",
}
"""Fonts."""

OVER: Mapping[str, tuple[str, str]] = {
    r"\hat": ("hat", "hat"),
    r"\widehat": ("hat", "hat"),
    r"\bar": ("macron", "bar"),
    r"\overline": ("overline", "bar"),
    r"\tilde": ("tilde", "tilde"),
    r"\vec": ("arrow", "arrow"),
    r"\dot": ("dot", "dot"),
    r"\ddot": ("dot.double", "double dot"),
}
"""What stands over a letter, and how that is spoken."""

MATRICES: Mapping[str, str] = {"bmatrix": '"["', "pmatrix": '"("', "vmatrix": '"|"', "matrix": "#none"}
"""Matrices by what stands around them."""

POWERS: Mapping[str, str] = {"⊤": "transpose", "2": "squared", "3": "cubed", "- 1": "inverse", "′": "prime"}
"""How some powers are spoken, by their Typst."""

CHARACTERS: Mapping[str, str] = {
    ",": r"\,",
    ";": r"\;",
    "/": r"\/",
    '"': r"\"",
    "#": r"\#",
    "*": "∗",
    "&": r"\&",
    ":": ":",
}
"""Characters that mean something else in Typst."""
