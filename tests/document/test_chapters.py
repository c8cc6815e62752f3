"""The chapters hold what the founding article holds: its formulas stand in blocks, with the derivatives it names.

A row names a page, what a block of that page asks, and a formula that the derived answer must agree with.
"""

import re
from contextlib import redirect_stdout
from io import StringIO

import pytest

from jacobook import derive
from jacobook.block import read_block
from jacobook.exercise import read_exercise

SCALAR, PARTIAL, JACOBIAN = "scalar-rules", "partial-derivatives", "jacobians"
ENTRIES, EXPANSION, SUM = "element-wise", "scalar-expansion", "sum-reduction"
CHAIN, NEURON, LOSS = "chain-rules", "neuron", "loss"
BACK = "backpropagation"
MATRICES = "by-matrices"
VEC = "vec"
SECOND = "second-derivatives"
CHAPTERS = [SCALAR, PARTIAL, JACOBIAN, ENTRIES, EXPANSION, SUM, CHAIN, NEURON, LOSS, BACK, MATRICES, VEC, SECOND]

ROWS = [
    ("A1", SCALAR, "99", "x", "0"),
    ("A2", SCALAR, "3 * x", "x", "3"),
    ("A3", SCALAR, "x**3", "x", "3*x**2"),
    ("A4", SCALAR, "x**2 + 3*x", "x", "2*x + 3"),
    ("A5", SCALAR, "x**2 - 3*x", "x", "2*x - 3"),
    ("A6", SCALAR, "x**2 * x", "x", "3*x**2"),
    ("A7", SCALAR, "log(x**2)", "x", "2/x"),
    ("A8", SCALAR, "9 * (x + x**2)", "x", "9 + 18*x"),
    ("A9", SCALAR, "sigmoid(x)", "x", "sigmoid(x) * (1 - sigmoid(x))"),
    ("B1", PARTIAL, "3 * x**2 * y", "x", "6*x*y"),
    ("B1", PARTIAL, "3 * x**2 * y", "y", "3*x**2"),
    ("B2", PARTIAL, "2*x + y**8", "x", "2"),
    ("B2", PARTIAL, "2*x + y**8", "y", "8*y**7"),
    ("B3", JACOBIAN, "[3*x**2*y, 2*x + y**8]", "[x, y]", "[[6*x*y, 3*x**2], [2, 8*y**7]]"),
    ("B4", JACOBIAN, "[3*x[0]**2*x[1], 2*x[0] + x[1]**8]", "x", "[[6*x[0]*x[1], 3*x[0]**2], [2, 8*x[1]**7]]"),
    ("B7", JACOBIAN, "x", "x", "eye(n)"),
    ("C3", ENTRIES, "w + x", "w", "eye(n)"),
    ("C3", ENTRIES, "w + x", "x", "eye(n)"),
    ("C4", ENTRIES, "w - x", "w", "eye(n)"),
    ("C4", ENTRIES, "w - x", "x", "-eye(n)"),
    ("C5", ENTRIES, "w * x", "w", "diag(x)"),
    ("C5", ENTRIES, "w * x", "x", "diag(w)"),
    ("C6", ENTRIES, "w / x", "w", "diag(1 / x)"),
    ("C6", ENTRIES, "w / x", "x", "diag(-w / x**2)"),
    ("C7", ENTRIES, "maximum(w, x)", "w", "diag(w > x)"),
    ("C7", ENTRIES, "w > x", "w", "zeros(n, n)"),
    ("D1", EXPANSION, "x + z", "x", "eye(n)"),
    ("D2", EXPANSION, "x + z", "z", "ones(n)"),
    ("D3", EXPANSION, "x * z", "x", "z * eye(n)"),
    ("D4", EXPANSION, "x * z", "z", "x"),
    ("E2", SUM, "sum(x)", "x", "ones(n)"),
    ("E3", SUM, "sum(x * z)", "x", "z * ones(n)"),
    ("E4", SUM, "sum(x * z)", "z", "sum(x)"),
    ("F2", CHAIN, "sin(x**2)", "x", "2*x*cos(x**2)"),
    ("F3", CHAIN, "log(sin(x**3)**2)", "x", "6*x**2*cos(x**3)/sin(x**3)"),
    ("F6", CHAIN, "x + x**2", "x", "1 + 2*x"),
    ("F7", CHAIN, "sin(x + x**2)", "x", "(1 + 2*x)*cos(x + x**2)"),
    ("F8", CHAIN, "x * x**2", "x", "3*x**2"),
    ("F9", CHAIN, "[log(x**2), sin(3*x)]", "x", "[2/x, 3*cos(3*x)]"),
    ("G1", NEURON, "sum(w * x)", "w", "x"),
    ("G1", NEURON, "w @ x", "x", "w"),
    ("G2", NEURON, "w @ x + b", "w", "x"),
    ("G2", NEURON, "w @ x + b", "b", "1"),
    ("G3", NEURON, "maximum(0, z)", "z", "z > 0"),
    ("G4", NEURON, "maximum(0, x)", "x", "diag(x > 0)"),
    ("G5", NEURON, "maximum(0, w @ x + b)", "w", "(w @ x + b > 0) * x"),
    ("G5", NEURON, "maximum(0, w @ x + b)", "b", "w @ x + b > 0"),
    ("H1", LOSS, "y - maximum(0, w @ x + b)", "w", "-(w @ x + b > 0) * x"),
    (
        *("H2", LOSS, "mean((y - maximum(0, X @ w + b))**2)", "w"),
        "2/N * X.T @ ((X @ w + b > 0) * (maximum(0, X @ w + b) - y))",
    ),
    (
        *("H3", LOSS, "mean((y - maximum(0, X @ w + b))**2)", "b"),
        "2/N * sum((X @ w + b > 0) * (maximum(0, X @ w + b) - y))",
    ),
    (
        *("H4", LOSS, "(y - maximum(0, w @ x + b))**2", "w"),
        "2 * (maximum(0, w @ x + b) - y) * (w @ x + b > 0) * x",
    ),
    ("H6", LOSS, "concatenate([w, [b]]) @ concatenate([x, [1]])", "w", "x"),
    ("H6", LOSS, "concatenate([w, [b]]) @ concatenate([x, [1]])", "b", "1"),
    ("H6", LOSS, "maximum(0, w_hat @ x_hat)", "w_hat", "(w_hat @ x_hat > 0) * x_hat"),
    ("I5", BACK, "V @ a + c", "a", "V"),
    ("I5", BACK, "norm(W @ X - Y)**2 / 2", "W", "(W @ X - Y) @ X.T"),
    ("I5", MATRICES, "trace(A @ X)", "X", "A.T"),
    ("I5", MATRICES, "logdet(X)", "X", "inv(X).T"),
    ("I5", VEC, "A @ X @ B", "X", "kron(B.T, A)"),
]


THEOREMS = [
    ("B5", JACOBIAN, "f(x)", "x: n, f: n -> m", "∂yᵢ/∂xⱼ = ∂fᵢ/∂xⱼ"),
    ("B6", JACOBIAN, "f(x)", "x: scalar, f: scalar -> m", "dyᵢ/dx = dfᵢ/dx"),
    ("B6", JACOBIAN, "f(x)", "x: n, f: n -> scalar", "∂y/∂xᵢ = ∂f/∂xᵢ"),
    ("C1", ENTRIES, "f(w) * g(x)", "w: n, x: n, f: n -> n, g: n -> n", "∂yᵢ/∂wⱼ = (∂fᵢ/∂wⱼ) gᵢ"),
    ("C2", ENTRIES, "f(w) * g(x)", "w: n, x: n, f: elementwise, g: elementwise", "∂yᵢ/∂wⱼ = f′(wᵢ) g(xᵢ) δᵢⱼ"),
    ("F1", CHAIN, "f(g(x))", "x: scalar, f: scalar -> scalar, g: scalar -> scalar", "dy/dx = (df/dg)(dg/dx)"),
    ("F10", CHAIN, "f(g(x))", "x: n, g: n -> k, f: k -> m", "∂yᵢ/∂xⱼ = Σₗ (∂fᵢ/∂gₗ)(∂gₗ/∂xⱼ)"),
    ("F11", CHAIN, "f(g(x))", "x: n, f: elementwise, g: elementwise", "∂yᵢ/∂xⱼ = f′(g(xᵢ)) g′(xᵢ) δᵢⱼ"),
    ("E1", SUM, "sum(f(x))", "x: n, f: n -> m", "∂y/∂xᵢ = Σⱼ ∂fⱼ/∂xᵢ"),
    (
        *("F5", CHAIN, "f(x, u(x), v(x))"),
        "x: scalar, f: (scalar, scalar, scalar) -> scalar, u: scalar -> scalar, v: scalar -> scalar",
        "dy/dx = ∂f/∂x + (∂f/∂u)(du/dx) + (∂f/∂v)(dv/dx)",
    ),
]

SAID = [
    ("F4", "learn/chain-rules.md", "*Backward differentiation* starts at the output."),
    ("F12", "learn/chain-rules.md", "m×k</span></span> times"),
    ("F13", "learn/chain-rules.md", "| total-derivative | scalars, several paths |"),
    ("H5", "learn/loss.md", r"\mathbf{w} \leftarrow \mathbf{w} - \eta"),
    ("I1", "../mkdocs.yml", "Everything on one page: reference/all.md"),
    ("I2", "notation.md", "Kronecker"),
    ("I3", "resources.md", "Matrix Cookbook"),
    ("I4", "cheatsheets.md", "`jacobook pdf`"),
]
"""What is said in words, in a table, or on another page, and a piece of it."""
COVERED = {"A": 9, "B": 7, "C": 7, "D": 4, "E": 4, "F": 13, "G": 5, "H": 6, "I": 5}
"""How many rows each part of the article has."""


def test_every_row_of_the_article_has_its_counterpart():
    expected = {f"{part}{number}" for part, last in COVERED.items() for number in range(1, last + 1)}
    assert {row[0] for row in (*ROWS, *THEOREMS, *SAID)} == expected


@pytest.mark.parametrize(("name", "page", "piece"), SAID, ids=[row[0] for row in SAID])
def test_what_the_article_says_in_words_is_said(root, name, page, piece):
    assert piece in (root / "docs" / page).read_text("utf-8"), name


def fenced(root, page, language):
    """The texts of the blocks of a chapter in one language."""
    text = (root / "docs" / "learn" / f"{page}.md").read_text("utf-8")
    return [match[1] for match in re.finditer(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)]


def blocks(root, page):
    """What the blocks of a chapter ask."""
    return [read_block(text) for text in fenced(root, page, "jacobian")]


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]}-{row[3]}" for row in ROWS])
def test_a_row_of_the_article_is_derived_in_its_chapter(root, row):
    name, page, expression, wrt, named = row
    asked = [block for block in blocks(root, page) if (block.expression, block.wrt) == (expression, wrt)]
    assert asked, f"{page}.md has no block for row {name}"
    lettered = [block for block in asked if not re.search(r": \d", block.where)] or asked
    assert derive(expression, wrt=wrt, where=lettered[0].where).matches(named).right


@pytest.mark.parametrize(
    ("page", "expression"),
    [
        (JACOBIAN, "f(x)"),
        (JACOBIAN, "x"),
        (ENTRIES, "f(w) * g(x)"),
        (ENTRIES, "w * x"),
        (EXPANSION, "x + z"),
        (EXPANSION, "x * z"),
        (SUM, "sum(x)"),
        (CHAIN, "[log(x**2), sin(3*x)]"),
    ],
)
def test_the_matrices_of_the_article_are_written_out(root, page, expression):
    assert any(block.expression == expression and block.is_written_out for block in blocks(root, page))


@pytest.mark.parametrize("row", THEOREMS, ids=[f"{row[0]}-{row[3]}" for row in THEOREMS])
def test_a_theorem_of_the_article_is_derived_in_its_chapter(root, row):
    name, page, expression, where, entry = row
    asked = [block for block in blocks(root, page) if (block.expression, block.where) == (expression, where)]
    assert asked, f"{page}.md has no block for row {name}"
    assert derive(expression, wrt=asked[0].wrt, where=where).components.text == entry


@pytest.mark.parametrize("page", CHAPTERS)
def test_a_chapter_has_a_living_figure(root, page):
    assert any("figure" in block.show for block in blocks(root, page))


@pytest.mark.parametrize("page", CHAPTERS)
def test_a_chapter_has_six_exercises_with_a_hint_and_three_answers_that_are_wrong(root, page):
    """That each is wrong, and what is said of it, is what the build of the page finds out."""
    exercises = [read_exercise(text) for text in fenced(root, page, "exercise")]
    assert len(exercises) >= 6
    for exercise in exercises:
        assert exercise.hint
        assert exercise.explain
        assert len(exercise.wrong) >= 3
        assert len(exercise.variants) >= 3


def test_the_chapters_are_in_the_order_of_the_way_in(root):
    listed = re.findall(r"^ +- learn/([a-z-]+)\.md$", (root / "mkdocs.yml").read_text("utf-8"), re.MULTILINE)
    assert listed == ["index", *CHAPTERS]
    way_in = (root / "docs" / "learn" / "index.md").read_text("utf-8")
    assert re.findall(r"\]\(([a-z-]+)\.md\) \|", way_in) == CHAPTERS
    for number, page in enumerate(CHAPTERS, start=1):
        assert re.search(rf"^# {number}\. ", (root / "docs" / "learn" / f"{page}.md").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("page", [LOSS, BACK, VEC, SECOND])
def test_a_program_prints_what_the_chapter_says(root, page):
    (program,) = fenced(root, page, "python")
    said = re.findall(r"^print\(.*\) +# (.+)$", program, re.MULTILINE)
    printed = StringIO()
    with redirect_stdout(printed):
        exec(compile(program, page, "exec"), {})  # noqa: S102 - our own page
    assert said
    assert printed.getvalue().splitlines() == said
