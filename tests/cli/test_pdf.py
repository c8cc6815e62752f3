"""`jacobook pdf`: a cheat sheet, whole or not at all."""

import errno
import shutil
from pathlib import Path

import pytest

from jacobook.answers.records import Records, attempted_records
from jacobook.notation.options import BOOK

pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def answered(records):
    """Rules are answered by the first test that needs them: answering takes far longer than printing."""
    return {(tuple(records), BOOK): Records(records, (), {})}


@pytest.fixture(autouse=True)
def _rules_answered_before(monkeypatch, answered):
    def records(catalogue, cache, progress, spread, notation):
        key = (tuple(rule.id for rule in catalogue), notation)
        if key not in answered:
            answered[key] = attempted_records(catalogue, cache, progress, spread, notation)
        return answered[key]

    monkeypatch.setattr("jacobook.cli.pdf.attempted_records", records)


def test_the_sheet_is_printed_with_its_source_beside_it(jacobook, tmp_path):
    run = jacobook("pdf")
    assert (run.status, run.err) == (0, "")
    assert (tmp_path / "cheatsheet-both-a4.pdf").read_bytes().startswith(b"%PDF")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cheatsheet-both-a4.pdf", "cheatsheet-both-a4.typ"]


def test_the_sheet_is_the_same_each_time(jacobook, tmp_path):
    for name in ("one", "two"):
        assert jacobook("pdf", "--paper", "letter", "--layout", "denominator", "--out", f"{name}.pdf").status == 0
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_a_folder_may_be_named(jacobook, tmp_path):
    (tmp_path / "sheets").mkdir()
    assert jacobook("pdf", "--layout", "numerator", "--out", "sheets").status == 0
    assert (tmp_path / "sheets" / "cheatsheet-numerator-a4.pdf").is_file()


@pytest.mark.latex
@pytest.mark.slow
@pytest.mark.parametrize("layout", ["numerator", "denominator", "both"])
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_latex_prints_every_sheet(jacobook, latexmk, tmp_path, layout, paper):
    run = jacobook("pdf", "cheatsheet", "--engine", "latex", "--layout", layout, "--paper", paper, "--out", "sheet.pdf")
    assert (run.status, run.err) == (0, "")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "sheet.tex").is_file()


def test_missing_latex_leaves_the_old_sheet(jacobook, tmp_path, monkeypatch):
    (tmp_path / "sheet.pdf").write_text("old")
    monkeypatch.setenv("PATH", str(tmp_path))
    run = jacobook("pdf", "--engine", "latex", "--out", "sheet.pdf")
    assert run.status == 2
    assert "LaTeX was not found" in run.err
    assert (tmp_path / "sheet.pdf").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.pdf"]


def test_a_place_that_cannot_be_written_is_told_before_the_work(jacobook, tmp_path, monkeypatch):
    monkeypatch.setattr("jacobook.cli.pdf.attempted_records", lambda *_: pytest.fail("the work was begun"))
    (tmp_path / "full").touch()
    run = jacobook("pdf", "--out", "full/sheet.pdf")
    assert run.status == 2
    assert "cannot write" in run.err


def test_a_name_that_is_not_a_pdf_is_told(jacobook):
    run = jacobook("pdf", "--out", "sheet.doc")
    assert run.status == 2
    assert "does not end in .pdf" in run.err


def test_a_date_that_is_none_is_told(jacobook, monkeypatch, tmp_path):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    run = jacobook("pdf")
    assert run.status == 2
    assert "SOURCE_DATE_EPOCH" in run.err
    assert list(tmp_path.iterdir()) == []


def test_without_other_programs_typst_still_prints(jacobook, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", "")
    assert shutil.which("latexmk") is None
    assert jacobook("pdf").status == 0


@pytest.mark.parametrize("engine", ["typst", pytest.param("latex", marks=pytest.mark.latex)])
def test_a_disk_that_fills_up_leaves_the_old_sheet_and_its_source(jacobook, request, tmp_path, monkeypatch, engine):
    if engine == "latex":
        request.getfixturevalue("latexmk")
    source = tmp_path / f"sheet.{'typ' if engine == 'typst' else 'tex'}"
    (tmp_path / "sheet.pdf").write_text("old")
    source.write_text("old source")
    write = Path.write_bytes

    def until_full(path, data):
        if "sheet.pdf" in path.name:
            write(path, data[:1000])
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", until_full)
    run = jacobook("pdf", "--engine", engine, "--out", "sheet.pdf")
    assert run.status == 2
    assert "cannot write" in run.err
    assert "no space left" in run.err
    assert (tmp_path / "sheet.pdf").read_text() == "old"
    assert source.read_text() == "old source"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["sheet.pdf", source.name])


@pytest.mark.latex
def test_latex_that_never_ends_leaves_the_old_sheet(jacobook, latexmk, tmp_path, monkeypatch):
    (tmp_path / "sheet.pdf").write_text("old")
    monkeypatch.setattr("jacobook.publish.typeset.pdf.LATEX_LIMIT", 3.0)
    monkeypatch.setattr(
        "jacobook.cli.pdf.document_source",
        lambda *_, **__: r"\documentclass{article}\begin{document}\loop\iftrue\repeat\end{document}",
    )
    run = jacobook("pdf", "--engine", "latex", "--out", "sheet.pdf")
    assert run.status == 2
    assert "3 seconds" in run.err
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.pdf"]
    assert (tmp_path / "sheet.pdf").read_text() == "old"


def test_the_reference_is_a_book_of_the_projects_rules(jacobook, tmp_path):
    (tmp_path / "mkdocs.yml").write_text("site_name: Test\n", "utf-8")
    (tmp_path / "jacobook.toml").write_text('catalogue = ["mine.toml"]\n', "utf-8")
    (tmp_path / "mine.toml").write_text(
        '[chapter]\nid = "mine"\ntitle = "Mine"\n\n[[rule]]\nid = "square"\ntitle = "Square"\nexpr = "x @ x"\n'
        'wrt = ["x"]\n',
        "utf-8",
    )
    told = jacobook("pdf", "backward")
    assert told.status == 2
    assert "no rule is a layer" in told.err
    run = jacobook("pdf", "reference", "--layout", "denominator", "--paper", "letter")
    assert (run.status, run.err) == (0, "")
    assert (tmp_path / "reference-denominator-letter.pdf").read_bytes().startswith(b"%PDF")
    source = (tmp_path / "reference-denominator-letter.typ").read_text("utf-8")
    assert "[Square] <rule-square>" in source
