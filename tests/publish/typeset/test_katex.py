"""Formulas are typeset as KaTeX would, by one process; its cache may be lost or spoiled; errors are for people."""

import re
import shutil
import sqlite3
import threading
from html import unescape

import pytest

from jacobook.errors import JacobookError, ToolError
from jacobook.publish.typeset.katex import Formula, FormulaError, Typesetter, find_package

pytestmark = pytest.mark.node

FORMULAS = [
    Formula(r"\mathbf{x}^{\top}\left(\mathbf{A}+\mathbf{A}^{\top}\right)"),
    Formula(r"\begin{bmatrix} \dfrac{a}{b} & \cdots \\[.5em] \vdots & \ddots \end{bmatrix}", display=True),
    Formula(r"x \odot y \oslash z \otimes w, \; \lVert\mathbf{x}\rVert"),
]


@pytest.fixture
def typeset(node, root, tmp_path):
    with Typesetter(find_package(root), cache=tmp_path / "cache" / "formulas.sqlite3") as typesetter:
        yield typesetter


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_becomes_html_with_mathml_and_its_source(typeset, formula):
    html = typeset.render(formula)
    assert html.startswith('<span class="katex-display">' if formula.display else '<span class="katex">')
    assert "<math" in html
    assert unescape(html.split('<annotation encoding="application/x-tex">')[1].split("<")[0]) == formula.tex


def test_many_formulas_come_back_in_order_and_each_is_set_once(typeset):
    html = typeset.render_all([*FORMULAS, *reversed(FORMULAS)])
    assert html[:3] == html[:2:-1]
    assert len(set(html)) == 3


def test_only_so_many_formulas_are_held_in_memory(typeset, monkeypatch):
    monkeypatch.setattr("jacobook.publish.typeset.katex.MOST_RECENT", 3)
    formulas = [Formula(f"x_{{{number}}}") for number in range(8)]
    together = typeset.render_all(formulas)
    assert [typeset.render(formula) for formula in formulas] == together
    assert len(typeset._recent) == 3
    typeset.render(formulas[5])
    typeset.render(Formula("y"))
    held = list(typeset._recent.values())
    assert held[:2] == [together[7], together[5]]


def test_display_and_inline_are_different_formulas(typeset):
    assert typeset.render(Formula("x")) != typeset.render(Formula("x", display=True))


def test_bold_letters_are_bold_to_those_who_listen(typeset):
    html = typeset.render(Formula(r"\mathbf{x} \in \mathbb{R}^{n}, \; x"))
    assert "<mi>𝐱</mi>" in html
    assert "<mi>ℝ</mi>" in html
    assert "<mi>x</mi>" in html


def test_matrices_have_room_between_their_rows(typeset):
    tall = r"\begin{bmatrix} a \\ b \\ c \end{bmatrix}"
    tight = r"\def\arraystretch{1}" + tall

    def height(tex):
        return float(typeset.render(Formula(tex)).split("--kh:")[1].split("em")[0])

    assert height(tall) > 1.2 * height(tight)


def test_a_formula_cannot_define_anything_for_the_next(typeset):
    typeset.render(Formula(r"\gdef\mine{x}\mine"))
    with pytest.raises(FormulaError):
        typeset.render(Formula(r"\mine"))


@pytest.mark.parametrize(
    ("tex", "says", "caret_under"),
    [
        (r"\frac{a}{b", "expected '}'", ""),
        (r"x + \fraction{a}", r"\fraction", r"\fraction{a}"),
        (r"a \href{https://example.org}{b}", r"\href is not allowed", None),
        (r"a" + "\n" + r"+ \nonsense b", r"\nonsense", r"\nonsense b"),
    ],
)
def test_an_error_says_what_and_points_at_the_place(typeset, tex, says, caret_under):
    with pytest.raises(FormulaError) as caught:
        typeset.render(Formula(tex))
    text = str(caught.value)
    assert says in text
    if caret_under is None:
        assert tex in text
    else:
        _, line, carets = text.splitlines()
        assert line[carets.index("^") :] == caret_under


def test_the_caret_of_a_long_formula_stays_in_sight(typeset):
    with pytest.raises(FormulaError) as caught:
        typeset.render(Formula("x + " * 200 + r"\nonsense" + " + x" * 200))
    _, line, carets = str(caught.value).splitlines()
    assert len(line) < 120
    assert line[carets.index("^") :].startswith(r"\nonsense")


def test_hooks_for_classes_and_data_are_allowed(typeset):
    html = typeset.render(Formula(r"\htmlClass{dimension}{n} \htmlData{dimension=n}{n}"))
    assert "dimension" in html
    assert re.search(r"data-dimension=\"?n\"?[ >]", html)


def test_what_is_cached_needs_no_node(typeset, root, tmp_path):
    first = typeset.render_all(FORMULAS)
    typeset.close()
    with Typesetter(find_package(root), cache=tmp_path / "cache" / "formulas.sqlite3", node="no-such-node") as again:
        assert again.render_all(FORMULAS) == first
        with pytest.raises(ToolError, match="Node"):
            again.render(Formula("never seen"))


@pytest.mark.parametrize("spoil", ["entry", "file", "folder"])
def test_a_spoiled_cache_is_no_cache(node, root, tmp_path, spoil):
    path = tmp_path / "formulas.sqlite3"
    with Typesetter(find_package(root), cache=path) as typesetter:
        first = typesetter.render_all(FORMULAS)
    assert path.is_file()
    if spoil == "entry":
        with sqlite3.connect(path) as connection:
            changed = connection.execute("UPDATE formula SET html = x'0102' || html").rowcount
        connection.close()
        assert changed == len(FORMULAS)
    elif spoil == "file":
        path.write_bytes(b"this is no database, " * 500)
    else:
        path.unlink()
        path.mkdir()
    with Typesetter(find_package(root), cache=path) as typesetter:
        assert typesetter.render_all(FORMULAS) == first


def test_threads_share_one_process(typeset):
    results = {}

    def work(number):
        results[number] = typeset.render(Formula(f"x_{{{number}}}"))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(results.values())) == 8
    assert all(f"x_{{{number}}}" in html for number, html in results.items())


def test_closing_ends_the_process(node, root):
    typesetter = Typesetter(find_package(root))
    typesetter.render(FORMULAS[0])
    process = typesetter._process
    assert process is not None
    assert process.poll() is None
    typesetter.close()
    assert process.returncode == 0


def test_a_process_that_dies_is_an_error_with_its_reason(node, root, tmp_path):
    package = tmp_path / "katex"
    shutil.copytree(find_package(root), package, ignore=shutil.ignore_patterns("dist"))
    with Typesetter(package) as typesetter, pytest.raises(ToolError, match="Cannot find module"):
        typesetter.render(FORMULAS[0])


def test_missing_packages_are_one_clear_message(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("jacobook.publish.typeset.katex.SERVER", tmp_path / "katex_server.mjs")
    with pytest.raises(JacobookError, match="npm ci"):
        find_package(tmp_path)
