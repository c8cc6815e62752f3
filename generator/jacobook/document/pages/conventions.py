"""What the signs of the book mean, each shown by a formula."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from jacobook.derivation import Derivation, derive
from jacobook.document.setting.mathematics import Mathematics, equation, mathematics
from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.formulas.formula import (
    Apply,
    Commutation,
    CrossMatrix,
    Delta,
    Determinant,
    Diagonal,
    DiagonalPart,
    Filled,
    Formula,
    Hadamard,
    HadamardQuotient,
    Identity,
    Inverse,
    KhatriRao,
    Kronecker,
    Norm,
    Number,
    Partial,
    Power,
    Product,
    Symbol,
    Trace,
    Transpose,
    Unvec,
    Vec,
)
from jacobook.layout.formulas.layouts import Layout
from jacobook.layout.formulas.measure import pieces
from jacobook.layout.formulas.statement import symbol

_M, _N = map(Dimension.of, "mn")
_U, _V = (Symbol(name, _N, ONE, 1) for name in "uv")
_Y = Symbol("y", _M * _N, ONE, 1)
_A, _B = Symbol("A", _N, _N, 2), Symbol("B", _M, _N, 2)


@dataclass(frozen=True, slots=True)
class Convention:
    """A formula and what it means; `sign` is what `sign_of` calls it, empty where it is no sign."""

    formula: Mathematics
    meaning: str
    sign: str = ""


def sign_of(formula: Formula) -> str:
    """The sign that a piece of a formula is written with, by a name that is the same wherever the sign is."""
    kind = type(formula).__name__
    match formula:
        case Norm():
            return f"{kind} {formula.kind}"
        case Apply():
            return f"{kind} {formula.function}"
        case Transpose(Inverse()):
            return f"{kind} Inverse"
        case _:
            return kind


def signs_in(formulas: Iterable[Formula]) -> tuple[str, ...]:
    """Every sign of some formulas, once, by its name."""
    return tuple(sorted({sign_of(piece) for formula in formulas for piece in pieces(formula)}))


def conventions(layout: Layout) -> tuple[Convention, ...]:
    """The signs that the tables use, and the chain rule of the layout (of both where both are chosen)."""
    signs: tuple[tuple[Formula, str], ...] = (
        (Hadamard((_U, _V)), "element-wise product"),
        (HadamardQuotient(_U, _V), "element-wise quotient"),
        (Diagonal(_V), "diagonal matrix"),
        (Filled(1, _N, ONE), "vector of ones"),
        (Identity(_N), "identity matrix"),
        (Norm(_V), "Euclidean norm"),
        (Apply("greater", (_U, _V), _N, ONE), "1 where u > v, otherwise 0"),
    )
    return (*(Convention(mathematics(sign), meaning, sign_of(sign)) for sign, meaning in signs), *chain_rules(layout))


def backward_conventions() -> tuple[Convention, ...]:
    """The signs that backward passes use."""
    ones = Filled(1, _N, ONE)
    signs: tuple[tuple[Formula, str], ...] = (
        (Hadamard((_U, _V)), "element-wise product"),
        (HadamardQuotient(_U, _V), "element-wise quotient"),
        (Power(_U, Number(Fraction(2))), "element-wise power"),
        (Diagonal(_V), "diagonal matrix"),
        (ones, "vector of ones"),
        (Product((_B, ones)), "sums of the rows of B"),
        (Apply("softmax_rows", (_B,), _M, _N), "softmax of each row of B"),
        (Norm(_V), "Euclidean norm"),
        (Apply("greater", (_U, _V), _N, ONE), "1 where u > v, otherwise 0"),
    )
    return tuple(Convention(mathematics(sign), meaning, sign_of(sign)) for sign, meaning in signs)


def book_conventions(layout: Layout) -> tuple[Convention, ...]:
    """All signs of the reference: those of the tables, and those that matrices by matrices and components need."""
    signs: tuple[tuple[Formula, str], ...] = (
        (Inverse(_A), "inverse"),
        (Transpose(Inverse(_A)), "transpose of the inverse"),
        (Trace(_A), "trace: sum of the diagonal entries"),
        (Determinant(_A), "determinant"),
        (DiagonalPart(_A), "diagonal of a matrix, as a vector"),
        (Norm(_B, "frobenius"), "Frobenius norm"),
        (Vec(_B), "columns of a matrix, stacked into a vector"),
        (
            Unvec(_Y, _M, _N),
            "inverse of vec: the matrix whose stacked columns are y",
        ),
        (Kronecker(_A, _B), "Kronecker product: each entry of A times B"),
        (KhatriRao(_A, _B), "Khatri–Rao product: Kronecker product of each pair of columns"),
        (Commutation(_M, _N), "commutation matrix: maps vec of an m×n matrix to vec of its transpose"),
        (
            CrossMatrix(Symbol("w", Dimension.of(3), ONE, 1)),
            "skew-symmetric matrix of the cross product with w",
        ),
        (Delta("i", "j"), "Kronecker delta: 1 if i = j, else 0"),
    )
    return (*conventions(layout), *(Convention(mathematics(sign), meaning, sign_of(sign)) for sign, meaning in signs))


@lru_cache(maxsize=1)
def composed() -> Derivation:
    """z(y(x)), whose derivative is the chain rule."""
    return derive("z(y(x))", "x", {"y": "n -> k", "z": "k -> m"})


def chain_rules(layout: Layout) -> tuple[Convention, ...]:
    """The chain rule of z(y(x)) as a layout writes it: the factors come in opposite orders."""
    x = symbol(composed().wrt[0])
    rules: dict[Layout, Mathematics] = {}
    for answer in composed().answers:
        whole = Partial(Symbol("z", _M, ONE, 1), (x,), answer.rows, answer.columns)
        rules[answer.layout] = equation(mathematics(whole), mathematics(answer.formula))
    if layout == Layout.BOTH:
        return tuple(Convention(rule, f"chain rule, {each.words}") for each, rule in rules.items())
    return (Convention(rules[layout], "chain rule"),)
