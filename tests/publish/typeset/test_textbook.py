"""The textbook of Learn: every chapter and exercise once, by both engines, with nothing left of what it was made of."""

import re
import subprocess

import pytest

from jacobook.document.collections.textbook import textbook, textbook_name
from jacobook.document.setting.environment import Templates
from jacobook.document.textbook.pieces import Question
from jacobook.layout.formulas.layouts import Layout
from jacobook.publish.markdown.chapters import read_chapters
from jacobook.publish.project.project import Project
from jacobook.publish.typeset.pdf import latex_pdf, typst_pdf
from typesetting import typeset

LEAST = 0.76
"""Letters of 10.5 points are not made smaller than 8."""


@pytest.fixture(scope="module")
def lessons(root):
    project = Project(root)
    return read_chapters(project.lessons, project.docs, project.address)


@pytest.fixture(scope="module")
def source(lessons):
    def make(engine, layout="numerator", paper="a4", some=None):
        given = {"engine": engine, "layout": Layout(layout), "paper": paper, "version": "0.1.0"}
        return textbook(some or lessons, Templates(), **given)

    return make


def printed(pdf, folder):
    """The pages of a PDF as a reader's clipboard would have them."""
    (folder / "book.pdf").write_bytes(pdf)
    command = ["pdftotext", "-layout", "book.pdf", "-"]
    outcome = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return outcome.stdout.split("\f")


@pytest.mark.parametrize("engine", ["typst", "latex"])
def test_every_chapter_and_every_exercise_stands_in_it_once(source, lessons, engine):
    text = source(engine)
    assert [lesson.number for lesson in lessons] == list(range(14))
    chapter = {"typst": r"^#heading\(level: 1\)\[(\d+)\\\. ", "latex": r"^\\chapter\{(\d+)\. "}[engine]
    assert re.findall(chapter, text, re.MULTILINE) == [str(lesson.number) for lesson in lessons[1:]]
    numbers = [task.number for lesson in lessons for task in lesson.tasks]
    assert len(numbers) == 78
    for kind in ("exercise", "answer", "hint"):
        begins = r"\\task\{" if kind == "exercise" else rf"\\begin\{{attheback\}}\{{{kind}:"
        mark = {"typst": rf"^\] <{kind}-([\d.]+)>$", "latex": rf"^{begins}([\d.]+)\}}"}[engine]
        assert re.findall(mark, text, re.MULTILINE) == numbers, kind


def test_the_same_chapters_give_the_same_bytes(source, lessons):
    some = lessons[:4]
    assert typst_pdf(source("typst", some=some)) == typst_pdf(source("typst", some=some))


@pytest.mark.latex
def test_so_they_do_by_latex(source, lessons, latexmk):
    some = lessons[:3]
    assert latex_pdf(source("latex", some=some)) == latex_pdf(source("latex", some=some))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("layout", "paper"), [("numerator", "a4"), ("denominator", "letter"), ("both", "a4"), ("both", "letter")]
)
def test_typst_prints_the_whole_book_and_makes_no_formula_too_small(source, layout, paper):
    found = typeset(source("typst", layout, paper), "shrunk")
    assert found.pdf.startswith(b"%PDF")
    assert all(ratio >= LEAST for ratio in found.values["shrunk"])


@pytest.mark.latex
@pytest.mark.slow
@pytest.mark.parametrize(("layout", "paper"), [("numerator", "letter"), ("both", "a4")])
def test_latex_prints_the_whole_book(source, latexmk, layout, paper):
    """That any box is too full is an error there."""
    assert latex_pdf(source("latex", layout, paper)).startswith(b"%PDF")


@pytest.mark.slow
@pytest.mark.usefixtures("pdftotext", "latexmk")
@pytest.mark.parametrize("engine", ["typst", pytest.param("latex", marks=pytest.mark.latex)])
def test_nothing_is_left_of_markdown_html_or_latex(source, lessons, engine, tmp_path):
    text = source(engine, "denominator")
    pages = printed(typst_pdf(text) if engine == "typst" else latex_pdf(text), tmp_path)
    whole = "\n".join(pages)
    for lesson in lessons[1:]:
        assert f"{lesson.number}. {lesson.title}" in whole or f"{lesson.number}.  {lesson.title}" in whole
    left = r"\$|\*\*[A-Za-z]|</?[a-z]+[ >]|\]\(|```|\{:|&#|\\[a-z]|class=|#\[|\bNone\b|on-screen"
    assert [line for line in whole.splitlines() if re.search(left, line)] == []
    assert "??" not in whole


@pytest.mark.usefixtures("pdftotext")
def test_exercises_name_the_pages_of_their_hints_and_answers(source, lessons, tmp_path):
    pages = printed(typst_pdf(source("typst", some=lessons[:2])), tmp_path)
    told = re.search(r"Hint on page (\d+), answer on page (\d+)", "\n".join(pages))
    hint, answer = (pages[int(number) - 1] for number in told.groups())
    assert re.search(r"^ *1\.1 +The factor 5 stays", hint, re.MULTILINE)
    assert "Answers" in answer


def test_a_layout_shows_its_own_answers_and_blocks_with_a_layout_keep_it(source, lessons):
    some = [lesson for lesson in lessons if lesson.name == "jacobians"]
    wanted = next(part for part in some[0].parts if isinstance(part, Question) and "A @ x" in part.block.expression)
    answers = {layout: wanted.derivative.answer(layout).equation.typst for layout in list(Layout)[:2]}
    for layout, other in (("numerator", "denominator"), ("denominator", "numerator")):
        text = source("typst", layout, some=some)
        assert f"${answers[layout]}$" in text
        assert f"[{other.capitalize()} layout, written out]" not in text
    named = next(part for part in some[0].questions if part.block.layout == Layout.NUMERATOR)
    assert f"${named.derivative.numerator.equation.typst}$" in source("typst", "denominator", some=some)


def test_names_of_files_tell_layout_and_paper():
    assert textbook_name(Layout.BOTH, "letter") == "learn-both-letter"
