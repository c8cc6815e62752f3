"""Formulas as documents hold them: every one of the catalogue can be set by both engines, and is said in words."""

import re
import subprocess
from dataclasses import fields, is_dataclass
from fractions import Fraction

import pytest
import typst

from jacobook.document.setting.mathematics import Mathematics, approximation, equation, matrix, number
from jacobook.proof.numbers.arithmetic import arithmetic


def formulas_of(value):
    if isinstance(value, Mathematics):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from formulas_of(getattr(value, field.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from formulas_of(part)


@pytest.fixture(scope="module")
def formulas(rule_pages):
    """Every formula of every page, with the rule that it is of."""
    found = {formula: name for name, page in rule_pages.items() for formula in formulas_of(page)}
    assert len(found) > 500
    return found


def test_every_formula_can_be_set_by_typst(formulas):
    lines = [f"$ {formula.typst} $" for formula in formulas]
    try:
        typst.compile("\n\n".join(lines).encode(), format="pdf", ignore_system_fonts=True)
    except typst.TypstError:
        for line, name in zip(lines, formulas.values(), strict=True):
            try:
                typst.compile(line.encode(), format="pdf", ignore_system_fonts=True)
            except typst.TypstError as error:
                pytest.fail(f"{name}: {error.message}\n{line}")
        raise


@pytest.mark.latex
@pytest.mark.slow
def test_every_formula_can_be_set_by_latex(formulas, tmp_path, pdflatex):
    lines = [rf"\typeout{{{name}}}${formula.latex}$\par" for formula, name in formulas.items()]
    source = "\n".join(
        [
            r"\documentclass{article}\usepackage[T1]{fontenc}\usepackage{lmodern}\usepackage{amsmath,amssymb,bm}",
            r"\usepackage[paperwidth=5000mm,paperheight=5000mm]{geometry}\begin{document}",
            # amsmath allows ten columns unless told otherwise; a Kronecker product in numbers has more.
            r"\setcounter{MaxMatrixCols}{99}",
            *lines,
            r"\end{document}",
        ]
    )
    (tmp_path / "formulas.tex").write_text(source, "utf-8")
    command = [pdflatex, "-no-shell-escape", "-halt-on-error", "-interaction=nonstopmode", "formulas.tex"]
    outcome = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert outcome.returncode == 0, outcome.stdout[-1500:]


def test_every_formula_has_text_and_words(formulas):
    for formula, name in formulas.items():
        assert formula.text.strip(), (name, formula)
        assert formula.spoken.strip(), (name, formula)
        assert re.search(r"[\\{}$]", formula.text + formula.spoken) is None, (name, formula)


def letter(name):
    return Mathematics(name, name, name, name)


def test_equations_join_their_sides():
    assert equation(letter("a"), letter("b"), letter("c")).latex == "a = b = c"
    assert equation(letter("a"), letter("b")).spoken == "a equals b"
    assert approximation(letter("a"), letter("b")).text == "a ≈ b"


def test_a_matrix_of_one_entry_is_the_entry():
    assert matrix([[letter("a")]]) == letter("a")


def test_rows_with_fractions_stand_further_apart():
    half = number(Fraction(1, 2), exact=True)
    assert matrix([[half], [letter("a")], [letter("b")]]).latex == (
        r"\begin{bmatrix} \dfrac{1}{2} \\[1em] a \\ b \end{bmatrix}"
    )


def test_numbers_are_exact_or_rounded_to_four_digits():
    real = arithmetic(30).number
    assert number(Fraction(-3, 2), exact=True).latex == r"-\frac{3}{2}"
    assert number(real(Fraction(1, 3)), exact=False).text == "0.3333"
    assert number(real(Fraction(-1, 8)), exact=False).spoken == "minus 0.125"
    assert number(real(Fraction(1, 3_000_000)), exact=False).latex == r"3.333 \times 10^{-7}"


def test_text_is_turned_into_what_people_type():
    assert Mathematics("", "", "∂y/∂x = xᵀ(A + Aᵀ)", "").typed == "dy/dx = x^T (A + A^T)"
    assert Mathematics("", "", "x₁² − y^⊙2 ⊙ z⁻¹", "").typed == "x_1^2 - y**2 * z^-1"
