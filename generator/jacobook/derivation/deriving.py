"""`derive(...)`: a question as text in, its proved derivative out."""

from __future__ import annotations

from jacobook.depth import within_depth
from jacobook.derivation.asking import read_question
from jacobook.derivation.complex_derivation import ComplexDerivation
from jacobook.derivation.complex_question import ComplexQuestion
from jacobook.derivation.derivation import Derivation
from jacobook.derivation.proving import remembered
from jacobook.derivation.stationarity import with_gradients
from jacobook.derivation.tangent import along_rotation
from jacobook.language.asked import Names, Where


@within_depth
def derive(
    expr: str,
    wrt: Names = "",
    where: Where | None = None,
    order: int = 1,
    *,
    symmetric: str = "free",
    tangent: str = "right",
    name: str = "",
    prove: bool = True,
) -> Derivation:
    """The derivative of an expression, proved.

    expr: text in the notation of NumPy, `"norm(A @ x - b)**2"`, of LaTeX, of MATLAB, or of books.
    wrt: the variable to differentiate with respect to, `"x"`; several for a mixed derivative, `["x", "y"]`. It may be
        left out where the text says it, as in `"d/dX tr(AX)"`.
    where: shapes, as a mapping or as text: `{"A": "m×n", "x": "n"}`, `{"A": (3, 3)}`, `"A: n×n symmetric"`. Undeclared
        names follow the usual convention: A to Z are matrices, a to g scalars, h to z vectors.
    order: the order of the derivative, up to 4; `components` and `array` hold derivatives that have no layout.
    symmetric: the convention for a variable declared symmetric, skew or diagonal: `"free"` treats its entries as
        independent, `"projected"` projects the derivative onto matrices of that structure; of one declared unit or
        orthogonal, onto the tangent space, which makes it the Riemannian gradient.
    tangent: for a variable declared as a rotation, 3×3: `"right"` differentiates along R Exp(τ) at τ = 0, `"left"`
        along Exp(τ) R; the answer says which.
    name: what the value is called in formulas; without it y, or another letter that the question leaves free.
    prove: False skips the proof; the answer says so. Proved answers are cached.

    `numerator` and `denominator` are the answer in each layout, with `text`, `latex`, `numpy` and `function()`, a
    callable. Raises `LanguageError` for a bad question and `Refused` for one without a proved answer.

    >>> derive("x @ A @ x", wrt="x").numerator.text
    'xᵀ(A + Aᵀ)'
    """
    asked = with_gradients(read_question(expr, wrt, where, order, symmetric, name=name))
    question = along_rotation(asked, tangent)
    derivation = (
        ComplexDerivation(question, prove) if isinstance(question, ComplexQuestion) else Derivation(question, prove)
    )
    return remembered(question.content, derivation) if prove else derivation
