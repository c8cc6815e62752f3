r"""Formulas that authors type among words, for engines that read no LaTeX, and as words."""

import re

import pytest
import typst

from jacobook.document.textbook.authored import authored
from jacobook.errors import LanguageError
from jacobook.publish.markdown.mathematics import seal_formulas
from jacobook.publish.markdown.page_grammar import FENCED
from jacobook.publish.markdown.seals import unseal

READ = {
    "x": ("x", "x"),
    "2x_1": ("2 x_(1)", "2 x sub 1"),
    "0.28": ("0.28", "0.28"),
    r"\mathbf{A}^\top\mathbf{x}": ("upright(bold(A))^(⊤) upright(bold(x))", "A transpose x"),
    r"x^{-1}": ("x^(- 1)", "x inverse"),
    r"x_i^2": ("x_(i)^(2)", "x sub i squared"),
    r"x^23": ("x^(2) 3", "x squared 3"),
    r"\frac12": ("frac(1, 2)", "1 over 2"),
    r"\dfrac{a + b}{c}": ("std.math.display(frac(a + b, c))", "the fraction a plus b over c end fraction"),
    r"\operatorname{tr}(\mathbf{A})": ('op("tr") ( upright(bold(A)) )', "tr A"),
    r"\lVert\mathbf{x}\rVert^2": ("norm(upright(bold(x)))^(2)", "the norm of x end norm squared"),
    r"\sqrt[3]{x}": ("root(3, x)", "the root of degree 3 of x end root"),
    r"\hat{\mathbf{w}}": ("hat(upright(bold(w)))", "w hat"),
    r"(1, 2)": (r"( 1 \, 2 )", "1, 2"),
    r"[0, 1)": (r"\[ 0 \, 1 \)", "0, 1"),
    r"f''(x)": ("f'' ( x )", "f prime prime x"),
    r"a/b": (r"a \/ b", "a over b"),
    r"\bigl(x\bigr)^2": ("( x )^(2)", "x squared"),
    r"x\quad\text{if } x > 0": ('x quad "if " x > 0', "x if x is greater than 0"),
    r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}": (
        'mat(delim: "[", a, b; c, d)',
        "the matrix with row a, b; row c, d end matrix",
    ),
}
REFUSED = {
    r"\frac{a}{b": "ends too early",
    r"a } b": "} closes nothing",
    r"\lVert x": "ends too early",
    r"\begin{align} a \end{align}": "the environment align",
    r"\begin{bmatrix} a \end{pmatrix}": "is not closed",
    r"\newcommand{\a}{b}": r"\newcommand is not understood",
    r"\text{say \"no\"}": "letters and plain signs",
}


@pytest.mark.parametrize("source", READ)
def test_a_formula_is_written_for_typst_and_in_words(source):
    found = authored(source)
    assert (found.typst, found.spoken) == READ[source]
    assert found.latex == source


@pytest.mark.parametrize("source", REFUSED)
def test_what_is_not_understood_is_told_with_its_formula(source):
    with pytest.raises(LanguageError) as caught:
        authored(source)
    assert REFUSED[source] in str(caught.value)
    assert "the formula $" in " ".join(caught.value.context)


def written(root):
    """All formulas among the words of the chapters."""
    found = []
    for page in sorted((root / "docs" / "learn").glob("*.md")):
        # Of blocks, those that are answered hold no such formulas.
        text = FENCED.sub(lambda block: block["body"] if block["kind"] == "exercise" else "", page.read_text("utf-8"))
        found += [unseal(digits).tex for digits in re.findall(r'data-math="([0-9a-f]+)"', seal_formulas(text))]
    return dict.fromkeys(found)


def test_every_formula_of_the_chapters_is_understood_and_set(root):
    sources = written(root)
    assert len(sources) > 400
    formulas = [authored(source) for source in sources]
    assert all(formula.spoken for formula in formulas)
    text = "\n\n".join(f"${formula.typst}$\n\n$ {formula.typst} $" for formula in formulas)
    _, warnings = typst.compile_with_warnings(text.encode(), format="pdf", ignore_system_fonts=True)
    assert warnings == []
