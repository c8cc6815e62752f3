"""The commands of LaTeX that formulas are written with, by what they are to a reader."""

from __future__ import annotations

from jacobook.language.greek import ACCENTS, GREEK

LETTERS: dict[str, str] = {
    **GREEK, "varepsilon": "ε", "vartheta": "θ", "varphi": "φ", "varrho": "ρ", "ell": "ℓ",
}  # fmt: skip
"""Commands that are letters."""

ACCENTED: dict[str, str] = {
    **ACCENTS,
    "widehat": ACCENTS["hat"],
    "overline": ACCENTS["bar"],
    "widetilde": ACCENTS["tilde"],
}
"""Commands that set an accent on a letter, with its combining character."""

BOLD = frozenset({"mathbf", "bm", "boldsymbol", "pmb", "bf", "symbf", "bold", "mathbb", "mathbbm", "mathds"})
"""Commands that set letters bold, or as outlines."""
UPRIGHT = frozenset(
    {"mathrm", "text", "textrm", "mathsf", "mathit", "textit", "operatorname", "mathop", "textsf", "rm"}
)
"""Commands that set words."""
PLAIN = frozenset({"mathcal", "mathscr", "mathfrak", "vec", "underline", "mathnormal"})
"""Commands that set a letter in another face."""

FACES = BOLD | UPRIGHT | PLAIN
"""Commands that only set what follows in another way."""

SIGNS: dict[str, str] = {
    "cdot": "·", "times": "×", "odot": "⊙", "circ": "⊙", "otimes": "⊗", "ast": "∗", "oslash": "⊘", "div": "/",
    "le": "<=", "leq": "<=", "leqslant": "<=", "ge": ">=", "geq": ">=", "geqslant": ">=", "lt": "<", "gt": ">",
    "ne": "≠", "neq": "≠", "backslash": "\\", "lbrack": "[", "rbrack": "]", "lparen": "(", "rparen": ")",
    "langle": "⟨", "rangle": "⟩", "lbrace": "{", "rbrace": "}", "{": "{", "}": "}", "colon": ":",
}  # fmt: skip
"""Commands that are signs between operands, or brackets."""

BARS: dict[str, tuple[str, str]] = {
    "|": ("‖", ""), "Vert": ("‖", ""), "lVert": ("‖", "open"), "rVert": ("‖", "close"),
    "vert": ("|", ""), "lvert": ("|", "open"), "rvert": ("|", "close"), "mid": ("|", ""),
}  # fmt: skip
"""Commands that are bars, with the side on which they stand where they say it."""

LEFT = frozenset({"left", "bigl", "Bigl", "biggl", "Biggl", "mleft"})
RIGHT = frozenset({"right", "bigr", "Bigr", "biggr", "Biggr", "mright"})
SIZED = frozenset({"big", "Big", "bigg", "Bigg", "middle", "bigm", "Bigm"})

FUNCTIONS = frozenset({
    "log", "ln", "exp", "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "det", "max", "min",
})  # fmt: skip
"""Functions with a command of their own."""
OWN_FUNCTIONS = frozenset({
    "tr", "Tr", "trace", "Trace", "diag", "Diag", "vec", "sign", "sgn", "softmax", "sigmoid", "relu", "ReLU", "norm",
    "logdet", "logsumexp", "erf", "softplus", "abs", "rank",
})  # fmt: skip
"""Functions that authors define a command for."""

SERIES = {"sum": "∑", "prod": "∏"}
FRACTIONS = frozenset({"frac", "dfrac", "tfrac", "cfrac", "sfrac", "nicefrac"})

NOTHING = frozenset({
    ",", ";", ":", "!", " ", ">", "quad", "qquad", "thinspace", "medspace", "thickspace", "enspace", "displaystyle",
    "textstyle", "scriptstyle", "limits", "nolimits", "nonumber", "notag", "(", ")", "[", "]", "\\", "newline",
    "mathstrut", "strut", "allowbreak", "/", "hfill", "noindent",
})  # fmt: skip
"""Commands that say nothing about the formula: spaces, styles, and what stands around it."""
LABELS = frozenset({"label", "tag", "hspace", "vspace", "phantom", "hphantom", "vphantom", "smash", "mbox", "hbox"})
"""Commands that say nothing, together with what they are given."""

MATRICES = frozenset({"matrix", "bmatrix", "pmatrix", "smallmatrix", "array", "vmatrix"})
AROUND = frozenset({
    "align", "align*", "aligned", "equation", "equation*", "gather", "gather*", "gathered", "split", "displaymath",
    "math", "multline", "multline*", "eqnarray", "eqnarray*", "alignat", "alignat*",
})  # fmt: skip
"""Environments that stand around formulas."""

KNOWN = frozenset(
    {*LETTERS, *ACCENTED, *BOLD, *UPRIGHT, *PLAIN, *SIGNS, *BARS, *LEFT, *RIGHT, *SIZED, *FUNCTIONS, *OWN_FUNCTIONS}
    | {*SERIES, *FRACTIONS, *NOTHING, *LABELS, "sqrt", "begin", "end", "partial", "nabla", "top", "intercal", "prime"}
    | {"dagger", "infty", "mathrm", "d", "dd", "dv", "pdv", "norm", "abs", "inf", "sup", "argmin", "cdots", "ldots"}
    | {"dots", "in", "to", "mapsto", "mathbb", "int", "lim", "over", "T", "inner"}
)
"""Every command by which a text is known to be LaTeX."""
