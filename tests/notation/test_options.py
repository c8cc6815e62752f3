"""A change of notation is one option, and changes nothing else."""

import pytest

from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.formulas.formula import Hadamard, Product, Symbol, Transpose
from jacobook.notation.latex import to_latex
from jacobook.notation.options import BOOK, Notation
from jacobook.notation.text import to_text
from jacobook.notation.typst import to_typst

n = Dimension.of("n")
x, w = (Symbol(name, n, ONE, 1) for name in "xw")
A = Symbol("A", n, n, 2)
FORMULA = Product((Transpose(Hadamard((x, w))), A))


@pytest.mark.parametrize(
    ("notation", "latex", "typst", "text"),
    [
        (
            BOOK,
            r"(\mathbf{x} \odot \mathbf{w})^\top\mathbf{A}",
            "(upright(bold(x)) ⊙ upright(bold(w)))^⊤ upright(bold(A))",
            "(x ⊙ w)ᵀA",
        ),
        (
            Notation(vectors="arrow"),
            r"(\vec{x} \odot \vec{w})^\top\mathbf{A}",
            "(arrow(x) ⊙ arrow(w))^⊤ upright(bold(A))",
            "(x⃗ ⊙ w⃗)ᵀA",
        ),
        (
            Notation(transpose="′"),
            r"(\mathbf{x} \odot \mathbf{w})^\prime\mathbf{A}",
            "(upright(bold(x)) ⊙ upright(bold(w)))^′ upright(bold(A))",
            "(x ⊙ w)′A",
        ),
        (
            Notation(transpose="T"),
            r"(\mathbf{x} \odot \mathbf{w})^{\mathsf{T}}\mathbf{A}",
            "(upright(bold(x)) ⊙ upright(bold(w)))^(sans(upright(T))) upright(bold(A))",
            "(x ⊙ w)ᵀA",
        ),
        (
            Notation(hadamard="∘"),
            r"(\mathbf{x} \circ \mathbf{w})^\top\mathbf{A}",
            "(upright(bold(x)) ∘ upright(bold(w)))^⊤ upright(bold(A))",
            "(x ∘ w)ᵀA",
        ),
    ],
)
def test_an_option_changes_its_own_sign_only(notation, latex, typst, text):
    assert to_latex(FORMULA, notation) == latex
    assert to_typst(FORMULA, notation) == typst
    assert to_text(FORMULA, notation) == text
