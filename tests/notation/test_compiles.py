"""KaTeX, pdfLaTeX and Typst accept what is printed: every formula of the table, and random ones."""

import subprocess
import tomllib
from pathlib import Path

import pytest
import typst as compiler
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jacobook.derivation import derive
from jacobook.notation.latex import to_latex
from jacobook.notation.typst import to_typst
from strict_katex import refused_by_katex

TABLE = tomllib.loads(Path(__file__).with_name("printed.toml").read_text(encoding="utf-8"))

PREAMBLE = r"""\documentclass{article}
\usepackage{amsmath,amssymb,bm}
\begin{document}
"""


def compiled_by_typst(formulas):
    assert formulas
    # Inline and displayed, one to a paragraph.
    lines = [f"${formula}$\n\n$ {formula} $\n" for formula in formulas]
    return compiler.compile_with_warnings("\n".join(lines).encode(), format="pdf")


def printed(medium):
    formulas = [entry[medium] for entry in TABLE.values()]
    assert len(formulas) >= 60
    return formulas


def drawn(strategy, printer, count):
    """Formulas of a strategy, printed: the same ones in every run."""
    found = []

    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(data=st.data())
    def collect(data):
        found.append(printer(data.draw(strategy)))

    collect()
    return found


@pytest.mark.node
def test_katex_accepts_every_formula_of_the_table(node, root):
    assert refused_by_katex(node, root, printed("latex")) == []


@pytest.mark.node
def test_katex_accepts_random_formulas(node, root, random_formulas):
    assert refused_by_katex(node, root, drawn(random_formulas, to_latex, 200)) == []


@pytest.mark.node
def test_katex_refuses_what_is_wrong(node, root):
    assert len(refused_by_katex(node, root, [r"\mathbf{x", "x", r"\nosuchcommand"])) == 2


def test_braces_are_balanced_and_brackets_paired(random_formulas):
    formulas = drawn(random_formulas, to_latex, 200)
    assert formulas
    for formula in formulas:
        assert formula.count("{") == formula.count("}")
        assert formula.count(r"\left") == formula.count(r"\right")
        assert formula.count("(") == formula.count(")")


def test_typst_accepts_every_formula_of_the_table():
    document, warnings = compiled_by_typst(printed("typst"))
    assert document.startswith(b"%PDF")
    assert warnings == []


def test_typst_accepts_random_formulas(random_formulas):
    document, warnings = compiled_by_typst(drawn(random_formulas, to_typst, 100))
    assert document.startswith(b"%PDF")
    assert warnings == []


def test_typst_refuses_what_is_wrong():
    with pytest.raises(compiler.TypstError):
        compiled_by_typst(["upright(bold(x)"])


@pytest.mark.latex
def test_pdflatex_accepts_every_formula_of_the_table(pdflatex, tmp_path):
    # A matrix environment around each, since a formula may follow a line break there.
    lines = [rf"\[ {tex} \] ${tex}$ \[ \begin{{bmatrix}} 0 \\ {tex} \end{{bmatrix}} \]" for tex in printed("latex")]
    source = tmp_path / "formulas.tex"
    source.write_text(PREAMBLE + "\n\n".join(lines) + "\n\\end{document}\n", encoding="utf-8")
    command = [pdflatex, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", source.name]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stdout[-2000:]
    assert (tmp_path / "formulas.pdf").is_file()


def test_blocks_of_a_matrix_have_no_braces_in_typst():
    """Braces show there: a fraction in a column once stood in them."""
    assert "{" not in to_typst(derive("[log(x**2), sin(3*x)]", "x", {"x": "scalar"}).numerator.form.formula)
