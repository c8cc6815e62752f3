"""Every formula of the catalogue, one at a time, is accepted by KaTeX, Typst and pdfLaTeX.

What one of them refuses is named by its rule.
"""

import json
import re
import subprocess
from dataclasses import fields, is_dataclass, replace

import pytest
import typst

from jacobook.document.setting.mathematics import Mathematics
from strict_katex import refused_by_katex

PREAMBLE = r"""\documentclass{article}
\usepackage{amsmath,amssymb,bm}
\setcounter{MaxMatrixCols}{30}
\begin{document}
"""


def formulas_in(value):
    """The formulas that a page, or any part of it, is printed with."""
    if isinstance(value, Mathematics):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from formulas_in(each)
    elif is_dataclass(value):
        for field in fields(value):
            yield from formulas_in(getattr(value, field.name))


@pytest.fixture(scope="module")
def registry(rule_pages):
    """Each different formula with the first rule that it stands in."""
    found = {}
    for name, page in rule_pages.items():
        for formula in formulas_in(page):
            found.setdefault(formula, name)
    assert len(found) > 5000
    return [(name, formula) for formula, name in found.items()]


def named_by_katex(formulas, node, root):
    """The rules of the formulas that KaTeX refuses."""
    refused = {tex for tex, _ in refused_by_katex(node, root, [formula.latex for _, formula in formulas])}
    return [name for name, formula in formulas if formula.latex in refused]


def refused_by_typst(formulas, folder):
    """Each is read by itself, so that a bracket that is left open spoils no other; one that fails is taken out."""
    refused = []
    while True:
        (folder / "formulas.json").write_text(json.dumps([formula.typst for _, formula in formulas]), "utf-8")
        lines = [f'#context [#measure(eval(all.at({number}), mode: "math"))]' for number in range(len(formulas))]
        source = "\n".join(['#let all = json("formulas.json")', *lines])
        (folder / "formulas.typ").write_text(source, "utf-8")
        try:
            _, warnings = typst.compile_with_warnings(folder / "formulas.typ", format="svg", ignore_system_fonts=True)
        except typst.TypstError as error:
            number = int(re.search(r"formulas\.typ:(\d+):", str(error.diagnostic))[1]) - 2
            refused.append(formulas[number][0])
            formulas = [*formulas[:number], *formulas[number + 1 :]]
            continue
        assert [warning.message for warning in warnings] == []
        return refused


def unbalanced(latex):
    """Whether something is opened and not closed: TeX would look for the end in the next formula."""
    bare = re.sub(r"\\[{}]", "", latex)
    pairs = [(r"\{", r"\}"), (r"\\left(?![a-z])", r"\\right(?![a-z])"), (r"\\begin\b", r"\\end\b")]
    return any(len(re.findall(opening, bare)) != len(re.findall(closing, bare)) for opening, closing in pairs)


def refused_by_latex(formulas, pdflatex, folder):
    """A formula a line, none stopping the run; the log says which lines were wrong."""
    refused = {name for name, formula in formulas if unbalanced(formula.latex)}
    set_alone = [(name, formula) for name, formula in formulas if not unbalanced(formula.latex)]
    lines = [rf"\setbox0=\hbox{{$\displaystyle {formula.latex}$}}" for _, formula in set_alone]
    (folder / "formulas.tex").write_text(PREAMBLE + "\n".join(lines) + "\nx\n\\end{document}\n", "utf-8")
    command = [pdflatex, "-interaction=nonstopmode", "-file-line-error", "-no-shell-escape", "formulas.tex"]
    subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=300)
    log = (folder / "formulas.log").read_text("utf-8", "replace")
    assert "Output written on formulas.pdf" in log
    for line in re.findall(r"^\S*formulas\.tex:(\d+): ", log, re.MULTILINE):
        refused.add(set_alone[int(line) - PREAMBLE.count("\n") - 1][0])
    return sorted(refused)


@pytest.mark.node
def test_katex_accepts_every_formula_of_the_catalogue(registry, node, root):
    assert named_by_katex(registry, node, root) == []


def test_typst_accepts_every_formula_of_the_catalogue(registry, tmp_path):
    assert refused_by_typst(registry, tmp_path) == []


@pytest.mark.latex
def test_pdflatex_accepts_every_formula_of_the_catalogue(registry, pdflatex, tmp_path):
    assert refused_by_latex(registry, pdflatex, tmp_path) == []


SPOILED = [r"\frac{a}{b", r"\mathbf{x}}", r"\nosuchsign x", r"x_1_2", r"\left( x", r"\begin{bmatrix} x", "x & y"]


@pytest.fixture
def spoiled(registry):
    """A few good formulas with a bad one here and there, under the name of a rule that it would be of."""
    good = registry[:: len(registry) // 40]
    return [
        each
        for number, latex in enumerate(SPOILED)
        for each in [
            *good[5 * number : 5 * number + 5],
            (f"bad-{number}", replace(good[0][1], latex=latex, typst=f"frac({latex}")),
        ]
    ] + good[35:]


@pytest.mark.node
def test_katex_names_what_it_refuses(spoiled, node, root):
    assert named_by_katex(spoiled, node, root) == [f"bad-{number}" for number in range(len(SPOILED))]


def test_typst_names_what_it_refuses(spoiled, tmp_path):
    assert refused_by_typst(spoiled, tmp_path) == [f"bad-{number}" for number in range(len(SPOILED))]


@pytest.mark.latex
def test_pdflatex_names_what_it_refuses(spoiled, pdflatex, tmp_path):
    assert refused_by_latex(spoiled, pdflatex, tmp_path) == [f"bad-{number}" for number in range(len(SPOILED))]
