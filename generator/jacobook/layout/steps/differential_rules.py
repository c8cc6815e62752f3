"""The rules of differentials that steps name: identities of the language, kept as data, so that each can be proved.

No formula is typed as a reader sees it: the printers set what stands here, and the tests prove what they set.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from jacobook.calculus.embedding import embed
from jacobook.calculus.index_form import VariableTensor
from jacobook.language.declaration import parse_declarations
from jacobook.language.dimension import ONE, Dimension
from jacobook.language.expression import Expression, Variable
from jacobook.language.grammar import parse
from jacobook.layout.forms.differential import differential
from jacobook.layout.forms.naming import rebuild
from jacobook.layout.forms.reading import Reading
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas.formula import Diagonal, Differential, Formula, Product, Symbol, Trace, Vec
from jacobook.layout.formulas.layouts import Layout
from jacobook.layout.formulas.statement import statement, symbol

Say = Callable[[Formula], str]
"""How a formula is printed within a sentence."""


@dataclass(frozen=True, slots=True)
class Identity:
    """left = right, or, of a `differential`, d(left) = right, where dU stands for the change of U.

    Both sides are expressions of the language; a right side that its printing would change is a formula, and one that
    it has no words for is left empty, and derived. `constants` do not change. `words` stand before the formula, which
    is shown unless it is `silent`. `part` names a part of the right side, as ("p", "softmax(u)").
    """

    words: str
    left: str
    right: str | Formula
    shapes: str
    differential: bool = True
    constants: str = ""
    part: tuple[str, str] | None = None
    silent: bool = False

    @property
    def expression(self) -> Expression:
        """The left side, typed."""
        return _typed(self.left, self.shapes)

    @property
    def moving(self) -> tuple[Variable, ...]:
        """The variables that change."""
        declared = parse(self.left, _declared(self.shapes)).variables
        return tuple(v for v in declared.values() if v.name[:1] != "d" and v.name not in self.constants.split())

    @property
    def equation(self) -> tuple[Formula, Formula]:
        """Both sides as they are printed."""
        return _equation(self)

    @property
    def definition(self) -> tuple[Symbol, Formula] | None:
        """The name of a part of the right side, with what it means."""
        if self.part is None:
            return None
        meaning = _typed(self.part[1], self.shapes)
        return symbol(Variable(self.part[0], meaning.shape)), statement(meaning)

    def reason(self, say: Say) -> str:
        """The words, and after them the formula."""
        if self.silent:
            return self.words
        left, right = self.equation
        shown = f"{say(left)} = {say(right)}"
        if self.definition is None:
            return f"{self.words} {shown}" if self.words else shown
        name, meaning = self.definition
        return f"{self.words} {say(name)} = {say(meaning)}: {say(Differential(name))} = {say(right)}"


def _declared(shapes: str) -> dict[str, str]:
    declared = parse_declarations(shapes)
    return declared | {f"d{name}": shape for name, shape in declared.items()}


@lru_cache(maxsize=256)
def _typed(text: str, shapes: str) -> Expression:
    return parse(text, _declared(shapes)).expression


@lru_cache(maxsize=256)
def _equation(identity: Identity) -> tuple[Formula, Formula]:
    shapes = identity.shapes
    if identity.part is not None:
        meaning = _typed(identity.part[1], shapes)
        shapes += f", {identity.part[0]}: {'×'.join(map(str, meaning.shape)) or 'scalar'}"
    left = statement(_typed(identity.left, shapes))
    if identity.right == "":
        tensors = [VariableTensor(v.name, v.shape, v.properties) for v in identity.moving]
        return Differential(left), differential(Reading(), embed(identity.expression), tensors)
    given = statement(_typed(identity.right, shapes)) if isinstance(identity.right, str) else identity.right
    right = _with_changes(given, frozenset(parse_declarations(identity.shapes)))
    return (Differential(left) if identity.differential else _with_changes(left, frozenset("X"))), right


def _with_changes(formula: Formula, names: frozenset[str]) -> Formula:
    """The formula with the change of U in place of a symbol called dU."""
    if isinstance(formula, Symbol) and formula.name[:1] == "d" and formula.name[1:] in names:
        return Differential(Symbol(formula.name[1:], formula.rows, formula.columns, formula.rank))
    return rebuild(formula, lambda part: _with_changes(part, names))


_MATRICES, _COLUMNS, _NUMBERS = "U: m×n, V: m×n", "u: n, v: n", "u: scalar, v: scalar"
_SQUARE = "U: n×n invertible"
_N = Dimension.of("n")
_CHAIN = "U: m×k, V: k×n"


def _power(words: str) -> Identity:
    return Identity(words, "u**k", "k * u**(k - 1) * du", "u: scalar, k: scalar", constants="k")


def _exponential(words: str) -> Identity:
    return Identity(words, "k**v", "", "k: scalar, v: scalar", constants="k")


def _power_by_power(words: str) -> Identity:
    return Identity(words, "u**v", "", _NUMBERS)


RULES: Mapping[str, Identity] = {
    "matmul": Identity("product rule, one term for each factor:", "U @ V", "dU @ V + U @ dV", _CHAIN),
    "dot": Identity("product rule,", "u @ v", "du @ v + u @ dv", _COLUMNS),
    "outer": Identity("product rule,", "outer(u, v)", "outer(du, v) + outer(u, dv)", "u: m, v: n"),
    "add": Identity("term by term,", "U + V", "dU + dV", _MATRICES),
    "subtract": Identity("term by term,", "U - V", "dU - dV", _MATRICES),
    "negate": Identity("the sign stays in front,", "-U", "-dU", "U: m×n"),
    "transpose": Identity("the differential commutes with transposition,", "U.T", "dU.T", "U: m×n"),
    "trace": Identity("the differential commutes with the trace,", "trace(U)", "trace(dU)", "U: n×n"),
    "inv": Identity("differential of an inverse,", "inv(U)", "-inv(U) @ dU @ inv(U)", _SQUARE),
    "det": Identity("differential of a determinant,", "det(U)", "det(U) * trace(inv(U) @ dU)", _SQUARE),
    "logdet": Identity("differential of a log-determinant,", "logdet(U)", "trace(inv(U) @ dU)", _SQUARE),
    "kron": Identity("product rule,", "kron(U, V)", "kron(dU, V) + kron(U, dV)", "U: m×n, V: k×l"),
    "vec": Identity("the differential commutes with vec,", "vec(U)", "vec(dU)", "U: m×n"),
    "diag": Identity("the differential commutes with diag,", "diag(u)", "diag(du)", "u: n"),
    "sum": Identity(
        "the differential of a sum of entries is the sum of their differentials",
        "sum(U)",
        "sum(dU)",
        "U: m×n",
        silent=True,
    ),
    "mean": Identity(
        "the differential of a mean is the mean of the differentials", "mean(U)", "mean(dU)", "U: m×n", silent=True
    ),
    "softmax": Identity("with", "softmax(u)", "p * (du - p @ du * ones(n))", "u: n", part=("p", "softmax(u)")),
    "logsumexp": Identity("differential of logsumexp,", "logsumexp(u)", "softmax(u) @ du", "u: n"),
}
"""The rule for a function, whatever the shapes of its arguments."""

RULES_BY_RANK: Mapping[tuple[str, int], Identity] = {
    ("multiply", 0): Identity("product rule,", "u * v", "du * v + u * dv", _NUMBERS),
    ("multiply", 1): Identity("product rule,", "u * v", "du * v + u * dv", _COLUMNS),
    ("multiply", 2): Identity("product rule,", "U * V", "dU * V + U * dV", _MATRICES),
    ("divide", 0): Identity("quotient rule,", "u / v", "du / v - u * dv / v**2", _NUMBERS),
    ("divide", 1): Identity("quotient rule,", "u / v", "du / v - u * dv / (v * v)", _COLUMNS),
    ("divide", 2): Identity("quotient rule,", "U / V", "dU / V - U * dV / (V * V)", _MATRICES),
    ("power", 0): _power("power rule,"),
    ("power", 1): _power("element-wise power rule,"),
    ("power", 2): _power("element-wise power rule,"),
    ("exponential", 0): _exponential("differential of an exponential,"),
    ("exponential", 1): _exponential("element-wise differential of an exponential,"),
    ("exponential", 2): _exponential("element-wise differential of an exponential,"),
    ("power by power", 0): _power_by_power("general power rule,"),
    ("power by power", 1): _power_by_power("general element-wise power rule,"),
    ("power by power", 2): _power_by_power("general element-wise power rule,"),
    ("norm", 1): Identity("differential of a norm,", "norm(u)", "u @ du / norm(u)", "u: n"),
    ("norm", 2): Identity("differential of a norm,", "norm(U)", "trace(U.T @ dU) / norm(U)", "U: m×n"),
}
"""Rules by the least rank of what they are for, a number (0), a vector or a matrix."""

RULES_OF_SQUARE: Mapping[int, Identity] = {
    1: Identity("differential of a squared norm,", "norm(u)**2", "2 * (u @ du)", "u: n"),
    2: Identity("differential of a squared norm,", "norm(U)**2", "2 * trace(U.T @ dU)", "U: m×n"),
}
LINEAR = Identity("constants stay in place:", "A @ X + B", "A @ dX", "A: m×k, X: k×n, B: m×n", constants="A B")

TURNED_ROUND = Identity("", "trace(U @ V)", "trace(V @ U)", "U: m×n, V: n×m", differential=False)
TRANSPOSED_INSIDE = Identity("", "trace(U)", "trace(U.T)", "U: n×n", differential=False)
STACKED_PRODUCT = Identity("", "vec(U @ V @ W)", "kron(W.T, U) @ vec(V)", "U: m×n, V: n×k, W: k×l", differential=False)
FORM_AS_TRACE = Identity("", "u @ dX @ v", "trace(outer(v, u) @ dX)", "u: m, X: m×n, v: n", differential=False)
HADAMARD_AS_PRODUCT = Identity(
    "", "u * v", Product((Diagonal(Symbol("u", _N, ONE, 1)), Symbol("v", _N, ONE, 1))), _COLUMNS, differential=False
)

OF_ENTRIES: Mapping[str, Identity] = {
    "power": RULES_BY_RANK["power", 0],
    "exponent": RULES_BY_RANK["exponential", 0],
    "power by power": RULES_BY_RANK["power by power", 0],
    "inverse": RULES["inv"],
    "determinant": RULES["det"],
    "matrix_power": Identity(
        "power rule, one term for each factor:", "matrix_power(U, k)", "", "U: n×n, k: scalar", constants="k"
    ),
}
"""The rules that steps in components name, by what the derivative calls them."""


def read_off(value: Symbol, wrt: Symbol, layout: Layout) -> tuple[Differential, Formula, Formula]:
    """The form of a differential, both sides of it, and the derivative that is read off it in a layout.

    df = tr(A dX), df = aᵀ dx, dy = A dx, and d vec(Y) = A d vec(X) where there are more indices than two.
    """
    taken = {value.name, wrt.name}
    lower, upper = (next(letter for letter in letters if letter not in taken) for letters in ("agc", "AGC"))
    change = Differential(wrt)
    left = Differential(value)
    match value.rank, wrt.rank:
        case 0, 0:
            known: Formula = Symbol(lower)
            right = algebra.multiple(1, (known, change))
        case 0, 1:
            known = algebra.transpose(Symbol(lower, wrt.rows, wrt.columns, 1))
            right = Product((known, change))
        case 0, 2:
            known = Symbol(upper, wrt.columns, wrt.rows, 2)
            right = Trace(Product((known, change)))
        case 1 | 2, 0:
            known = Symbol(lower if value.rank == 1 else upper, value.rows, value.columns, value.rank)
            right = algebra.multiple(1, (change,), (), known)
        case 1, 1:
            known = Symbol(upper, value.rows, wrt.rows, 2)
            right = Product((known, change))
        case _:
            known = Symbol(upper, value.rows * value.columns, wrt.rows * wrt.columns, 2)
            left, right = Differential(Vec(value)), Product((known, Differential(Vec(wrt))))
    return left, right, known if layout is Layout.NUMERATOR else algebra.transpose(known)


__all__ = [
    "FORM_AS_TRACE",
    "HADAMARD_AS_PRODUCT",
    "LINEAR",
    "OF_ENTRIES",
    "RULES",
    "RULES_BY_RANK",
    "RULES_OF_SQUARE",
    "STACKED_PRODUCT",
    "TRANSPOSED_INSIDE",
    "TURNED_ROUND",
    "Identity",
    "Say",
    "read_off",
]
