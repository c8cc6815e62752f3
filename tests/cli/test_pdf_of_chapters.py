"""`jacobook pdf learn`: the chapters of a project, whole or not at all."""

import pytest

CHAPTER = """# 1. Slopes

The slope of $x^2$, as in [chapter 1](slopes.md):

```jacobian
x**2
wrt: x
where: x: scalar
```

```exercise
Differentiate $3x$.
expr: 3*x
wrt: x
where: x: scalar
hint: The factor stays.
```
"""


@pytest.fixture
def project(tmp_path):
    """A project with one chapter."""
    (tmp_path / "mkdocs.yml").write_text("site_name: Test\nsite_url: https://example.org/\n", "utf-8")
    folder = tmp_path / "docs" / "learn"
    folder.mkdir(parents=True)
    (folder / "slopes.md").write_text(CHAPTER, "utf-8")
    return folder


@pytest.mark.parametrize("engine", ["typst", pytest.param("latex", marks=pytest.mark.latex)])
def test_the_textbook_is_made_of_the_chapters_of_the_project(jacobook, request, project, monkeypatch, engine):
    if engine == "latex":
        request.getfixturevalue("latexmk")
    folder = project.parent.parent
    monkeypatch.setattr("jacobook.cli.pdf.attempted_records", lambda *_: pytest.fail("rules are of no use here"))
    run = jacobook("pdf", "learn", "--layout", "denominator", "--engine", engine)
    assert (run.status, run.err) == (0, "")
    assert (folder / "learn-denominator-a4.pdf").read_bytes().startswith(b"%PDF")
    source = (folder / f"learn-denominator-a4.{'typ' if engine == 'typst' else 'tex'}").read_text("utf-8")
    assert "Slopes" in source
    assert "The factor stays" in source


def test_without_a_project_there_is_no_textbook(jacobook, tmp_path):
    run = jacobook("pdf", "learn")
    assert run.status == 2
    assert "there are no chapters to print" in run.err
    assert "docs/learn of a project" in run.err
    assert list(tmp_path.iterdir()) == []


def test_a_project_without_chapters_is_told(jacobook, project):
    (project / "slopes.md").unlink()
    run = jacobook("pdf", "learn")
    assert run.status == 2
    assert "there are no chapters to print" in run.err


def test_what_is_wrong_in_a_chapter_is_told_with_its_page_and_leaves_the_old_book(jacobook, project, tmp_path):
    (tmp_path / "book.pdf").write_text("old")
    (project / "slopes.md").write_text(CHAPTER.replace("$x^2$", r"$\foo$"), "utf-8")
    run = jacobook("pdf", "learn", "--out", "book.pdf")
    assert run.status == 2
    assert r"\foo is not understood" in run.err
    assert "docs/learn/slopes.md" in run.err
    assert (tmp_path / "book.pdf").read_text() == "old"


def test_a_block_that_has_no_answer_is_told_with_its_page(jacobook, project):
    (project / "slopes.md").write_text(CHAPTER.replace("wrt: x\n", "wrt: q\n", 1), "utf-8")
    run = jacobook("pdf", "learn")
    assert run.status == 2
    assert "docs/learn/slopes.md" in run.err
    assert "q" in run.err
