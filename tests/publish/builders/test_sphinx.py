"""Sphinx makes the example, strictly, as HTML and as LaTeX that compiles."""

import re
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("sphinx")]

CONFIGURATION = 'extensions = ["jacobook.publish.sphinx"]\n'


def build(source, builder, out):
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", builder, source, out]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_example_is_made_as_html(root, tmp_path):
    outcome = build(root / "examples" / "sphinx", "html", tmp_path)
    assert outcome.returncode == 0, outcome.stderr
    page = (tmp_path / "index.html").read_text("utf-8")
    assert r"2\mathbf{A}^\top(\mathbf{A}\vec{x} - \vec{b})" in page
    assert 'id="equation-gradient"' in page
    # The layout of its jacobook.toml, so that a derivative in a line need not say one.
    assert "umerator layout" not in page
    assert r"\(2a\vec{x}\)" in page
    other = (tmp_path / "hessian.html").read_text("utf-8")
    assert 'href="index.html#equation-gradient"' in other
    assert "2 * A.T @ A" in re.sub("<[^>]*>", "", other)


@pytest.mark.latex
def test_the_example_is_made_as_latex(root, tmp_path):
    outcome = build(root / "examples" / "sphinx", "latex", tmp_path)
    assert outcome.returncode == 0, outcome.stderr
    source = (tmp_path / "leastsquares.tex").read_text("utf-8")
    body = source.partition("\\sphinxtableofcontents")[2].partition("\\renewcommand{\\indexname}")[0]
    assert "\\begin{equation}\\label{equation:index:gradient}" in body
    assert "\\eqref{equation:index:gradient}" in body


@pytest.mark.latex
def test_formulas_that_sphinx_writes_as_latex_compile(root, tmp_path, pdflatex):
    """Sphinx' own style needs more of TeX Live than is installed here; what we add to it are formulas."""
    build(root / "examples" / "sphinx", "latex", tmp_path)
    source = (tmp_path / "leastsquares.tex").read_text("utf-8")
    found = [match[0] for match in re.finditer(r"\\begin\{(equation\*?)\}.*?\\end\{\1\}", source, re.DOTALL)]
    assert len(found) > 5
    text = "\n".join(
        ["\\documentclass{article}\\usepackage{amsmath,amssymb}\\begin{document}", *found, "\\end{document}"]
    )
    (tmp_path / "formulas.tex").write_text(text, "utf-8")
    command = [pdflatex, "-interaction=batchmode", "-halt-on-error", "formulas.tex"]
    outcome = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, (tmp_path / "formulas.log").read_text("utf-8", errors="replace")[-2000:]


def test_what_the_page_shows_is_made(root, tmp_path):
    page = (root / "docs" / "use" / "other-builders.md").read_text("utf-8").partition("## Sphinx")[2]
    configuration, text = (re.search(rf"```{kind}\n(.*?)```", page, re.DOTALL)[1] for kind in ("python", "text"))
    (tmp_path / "conf.py").write_text(configuration, "utf-8")
    (tmp_path / "index.rst").write_text(f"Title\n=====\n\n{text}", "utf-8")
    outcome = build(tmp_path, "html", tmp_path / "out")
    assert outcome.returncode == 0, outcome.stderr
    assert 'href="#equation-gradient"' in (tmp_path / "out" / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (".. jacobian::\n\n   x @@ x\n   wrt: x\n", "cannot read the expression"),
        (".. jacobian::\n   :colour: red\n\n   x @ x\n", "colour"),
        ("A :jacobian:`A @ x; wrt: x`.\n", "the two layouts differ"),
        (".. jacobian::\n   :label: a\n   :wrt: x\n\n   x @ x\n\n" * 2, "duplicate label of equation a"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path, text, message):
    (tmp_path / "conf.py").write_text(CONFIGURATION, "utf-8")
    (tmp_path / "index.rst").write_text(f"Title\n=====\n\n{text}", "utf-8")
    outcome = build(tmp_path, "html", tmp_path / "out")
    assert outcome.returncode != 0
    assert message in outcome.stderr
    assert "index.rst:" in outcome.stderr
    assert "Traceback" not in outcome.stderr
