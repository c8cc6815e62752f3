"""PDFs: the same each time, confined, and with complaints that name the rule and the place."""

import datetime
import re
import subprocess
from pathlib import Path

import pytest
import typst

from jacobook.errors import JacobookError, ToolError
from jacobook.publish.typeset import pdf
from jacobook.publish.typeset.copied_letters import with_plain_letters
from jacobook.publish.typeset.pdf import latex_pdf, source_date, typst_pdf

TYPST = '#set document(title: "Sheet")\n#set text(lang: "en")\n= Sheet\n'
LATEX = "\\documentclass{article}\n\\begin{document}\n%s\n\\end{document}\n"


def complaint(compile_, source):
    with pytest.raises(ToolError) as caught:
        compile_(source)
    return str(caught.value)


def test_typst_makes_the_same_pdf_each_time(monkeypatch):
    first = typst_pdf(TYPST)
    assert first.startswith(b"%PDF")
    assert typst_pdf(TYPST) == first
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert typst_pdf(TYPST) != first


@pytest.mark.usefixtures("pdftotext")
def test_letters_of_mathematics_are_copied_as_plain_letters(tmp_path):
    formula = '#math.equation(alt: "words", $upright(bold(A)) "diag"(upright(bold(x))) + a ℝ^n ∂$), U⁻¹ and 𝛼\n'
    document = typst_pdf(TYPST + formula)
    (tmp_path / "sheet.pdf").write_bytes(document)
    command = ["pdftotext", "sheet.pdf", "-"]
    copied = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "Adiag(x) + aℝn ∂" in copied.stdout.replace("A ", "A")
    assert "U⁻¹ and α" in copied.stdout
    assert copied.stderr == ""


def test_a_pdf_without_such_letters_stays_as_it_is():
    plain = typst.compile(TYPST.encode(), format="pdf", ignore_system_fonts=True, timestamp=0)
    assert with_plain_letters(plain) == plain
    assert with_plain_letters(b"no PDF") == b"no PDF"


@pytest.mark.usefixtures("pdftotext")
def test_typst_makes_documents_for_every_reader(tmp_path):
    """What PDF/UA-1 asks for and a program can see; that the compiler refuses what is against it is its own promise."""
    document = typst_pdf(TYPST)
    (tmp_path / "sheet.pdf").write_bytes(document)
    info, metadata = (
        subprocess.run(
            ["pdfinfo", *options, "sheet.pdf"], cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout
        for options in ([], ["-meta"])
    )
    assert re.search(r"^Tagged: +yes$", info, re.MULTILINE)
    assert re.search(r"^Title: +Sheet$", info, re.MULTILINE)
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert b"/Lang(en)" in document
    unspoken = TYPST + "$x$\n"
    assert "missing alt text" in complaint(typst_pdf, unspoken)


def test_typst_says_which_rule_and_where():
    told = complaint(typst_pdf, TYPST + "// rule: quadratic-form\n= Rule #nothing(1)\n")
    assert told.startswith(
        "rule quadratic-form: Typst, line 5: unknown variable: nothing\n  = Rule #nothing(1)\n          ^"
    )


def test_a_warning_of_typst_is_an_error():
    assert "unknown font family" in complaint(typst_pdf, TYPST + '#set text(font: "No such font")\nx\n')


def test_typst_reaches_neither_the_network_nor_other_files(tmp_path):
    assert "not allowed" in complaint(typst_pdf, TYPST + '#import "@preview/example:0.1.0": *\n')
    secret = tmp_path / "secret"
    secret.write_text("secret")
    assert "not found" in complaint(typst_pdf, TYPST + f'#read("{secret}")\n')


@pytest.mark.parametrize("text", ["yesterday", "-1", "1.5", "٣"])
def test_a_date_that_is_none_is_told(monkeypatch, text):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    with pytest.raises(JacobookError, match="SOURCE_DATE_EPOCH"):
        source_date()


def test_the_date_is_the_one_that_is_given_or_none(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert source_date() is None
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert source_date() == datetime.date(2026, 1, 1)


def test_missing_latex_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    told = complaint(latex_pdf, LATEX % "x")
    assert told.startswith("LaTeX was not found")
    assert "--engine typst" in told


@pytest.mark.latex
def test_latex_makes_the_same_pdf_each_time(latexmk):
    first = latex_pdf(LATEX % "x")
    assert first.startswith(b"%PDF")
    assert latex_pdf(LATEX % "x") == first


@pytest.mark.latex
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "% rule: sum\nsome \\nothing here",
            "rule sum: LaTeX, line 4: Undefined control sequence.\n  some \\nothing here",
        ),
        ("% rule: sum\n$x", "rule sum: LaTeX, line 5: Missing $ inserted"),
        ("{x", "LaTeX: a brace or an environment is opened and never closed"),
        ("\\hbox to 1cm{" + "x" * 50 + "}", "LaTeX, line 3: something is"),
        ("", "LaTeX: the document has no pages"),
    ],
)
def test_latex_says_which_rule_and_where(latexmk, body, expected):
    assert complaint(latex_pdf, LATEX % body).startswith(expected)


@pytest.mark.latex
def test_a_missing_package_is_told_with_what_to_install(latexmk):
    source = LATEX.replace("\\begin{document}", "\\usepackage{no-such-package}\n\\begin{document}") % "x"
    told = complaint(latex_pdf, source)
    assert "File `no-such-package.sty' not found" in told
    assert "apt install" in told


@pytest.mark.latex
def test_latex_starts_no_program_and_reads_no_other_file(latexmk, tmp_path):
    secret = tmp_path / "secret.tex"
    secret.write_text("secret")
    assert "not found" in complaint(latex_pdf, LATEX % f"\\input{{{secret}}}")
    marker = tmp_path / "marker"
    latex_pdf(LATEX % f"x\\immediate\\write18{{touch {marker}}}")
    assert not marker.exists()


@pytest.mark.latex
def test_latex_that_never_ends_is_stopped(latexmk, monkeypatch):
    monkeypatch.setattr(pdf, "LATEX_LIMIT", 3.0)
    assert "did not finish within 3 seconds" in complaint(latex_pdf, LATEX % "\\def\\a{\\a}\\a")
    leftovers = [path for path in Path("/proc").glob("[0-9]*/cmdline") if b"jacobook-latex" in path.read_bytes()]
    assert leftovers == []
