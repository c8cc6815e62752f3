"""What notebooks show, in each form that a front end may take; no text becomes markup."""

import re
from xml.etree import ElementTree

import pytest

from jacobook import derive
from jacobook.catalogue.loader import load
from jacobook.display import Displayed, Line, Several, Shown, View
from strict_katex import refused_by_katex

OF_TABLES = {"class", "style", "title", "colspan"}
OF_FORMULAS = {"displaystyle", "mathvariant", "form", "stretchy", "width", "accent"}
KINDS = {"text/html", "text/latex", "text/markdown", "text/plain"}

QUESTIONS = [
    ("x @ A @ x", "x"),
    ("logdet(X)", "X", "X: n×n"),
    ("A @ X", "X"),
    ("where(t < 0, t**2, exp(t))", "t", "t: scalar"),
    ("X @ X", "X", "X: n×n", 2),
    ("‖Ax − b‖²", "x", "A: m×n, b: m, x: n"),
    ("sum(abs(x_hat_1))", "x_hat_1", "x_hat_1: n"),
    ("trace(A @ S)", "S", "S: n×n symmetric"),
    ("sum(f(x))", "x", {"f": "elementwise", "x": "n"}),
]


def values(derivation):
    found = [derivation, derivation.components, derivation.steps, derivation.conditions, derivation.verify()]
    found += [*derivation.conditions, *([derivation.differential] if derivation.has_differential else [])]
    if "matrix form" not in repr(derivation):
        found += derivation.answers
    return found


@pytest.fixture(scope="module")
def shown():
    return [value for question in QUESTIONS for value in values(derive(*question))]


def test_each_value_has_all_four_forms(shown):
    for value in shown:
        bundle = value._repr_mimebundle_()
        assert set(bundle) == KINDS
        assert all(bundle.values()), value
        assert bundle["text/plain"] == repr(value)
        assert value._repr_html_() == bundle["text/html"]
        assert value._repr_latex_() == bundle["text/latex"]
        assert value._repr_markdown_() == bundle["text/markdown"]


def test_a_front_end_may_ask_for_some_of_them():
    value = derive("x @ x", "x")
    assert set(value._repr_mimebundle_(include={"text/latex"})) == {"text/latex"}
    assert set(value._repr_mimebundle_(exclude={"text/html", "text/plain"})) == {"text/latex", "text/markdown"}
    assert value._repr_mimebundle_(include=["text/csv"]) == {}


def test_what_is_printed_is_one_short_line_without_a_syntax_tree(shown):
    for value in [*shown, *(step for each in shown if isinstance(each, Several) for step in each)]:
        assert "\n" not in repr(value)
        assert re.search(r"[A-Z]\w+\(\w+=", repr(value)) is None, repr(value)
        assert repr(value)[0] == "<"
        assert repr(value)[-1] == ">"


def test_html_is_well_formed_and_needs_no_script(shown):
    for value in shown:
        html = value._repr_html_()
        table = ElementTree.fromstring(html)  # noqa: S314 - our own
        assert table.tag == "table"
        tags = {element.tag for element in table.iter()}
        assert not tags & {"script", "style", "link", "img", "iframe", "svg"}
        attributes = {name for element in table.iter() for name in element.attrib}
        assert attributes <= {
            *(
                "class",
                "style",
                "title",
                "colspan",
                "displaystyle",
                "mathvariant",
                "form",
                "stretchy",
                "width",
                "accent",
            )
        }
        # A front end that looks for dollars finds none, and sets nothing twice.
        assert "$" not in html
        assert "\\" not in html


def test_latex_is_what_katex_accepts(node, root, shown):
    formulas = []
    for value in shown:
        for part in (value._repr_latex_(), value._repr_markdown_()):
            formulas += re.findall(r"\$\$(.+?)\$\$", part, re.DOTALL)
            formulas += re.findall(r"(?<![$\\])\$([^$\n]+)\$(?!\$)", part)
    assert len(formulas) > 100
    assert refused_by_katex(node, root, formulas) == []


def test_a_derivation_says_all_that_a_reader_must_know():
    html = derive("sum(abs(log(S @ x)))", "x", "S: n×n symmetric")._repr_html_()
    for said in ("numerator layout", "denominator layout", "S: n×n symmetric", "Holds where", "convention", "✓ "):
        assert said in html
    assert "✗ not proved" in derive("x @ A @ x", "x", prove=False)._repr_html_()
    assert "Read as norm(A @ x - b)**2" in derive("‖Ax − b‖²", "x", "A: m×n, b: m, x: n")._repr_html_()
    assert "No matrix form" in derive("X @ X", "X", "X: n×n", 2)._repr_html_()
    assert "both layouts" in derive("x @ S @ x", "x", "S: n×n symmetric", 2)._repr_html_()


def test_a_proof_that_comes_later_is_seen():
    answer = derive("x @ B @ x", "x", prove=False)
    assert "not proved" in answer._repr_markdown_()
    answer.verify()
    assert "Proved for every size" in answer._repr_markdown_()


class Hostile(Displayed):
    """What would be shown if a text held this."""

    def _view(self):
        evil = "</td><script>alert(1)</script>\" onload='x' $x$ & `a` | [l](javascript:x)"
        return View((Line(Shown("x", "<mi>x</mi>", "x"), (evil,), (evil,), evil, evil), Line(words=(evil,))), "<evil>")


def test_text_never_becomes_markup():
    html = Hostile()._repr_html_()
    cells = ElementTree.fromstring(html)  # noqa: S314 - our own
    assert {element.tag for element in cells.iter()} == {"table", "tr", "td", "math", "mrow", "mi", "code"}
    assert {name for element in cells.iter() for name in element.attrib} <= {
        "class",
        "style",
        "title",
        "displaystyle",
        "colspan",
    }
    paragraphs = [part for part in Hostile()._repr_markdown_().split("\n\n") if not part.startswith(("$$", "```"))]
    for paragraph in paragraphs:
        assert re.search(r"(?<!\\)[<`$|\[*_]", paragraph) is None, paragraph


def test_every_rule_of_the_catalogue_can_be_shown():
    for rule in list(load())[::8]:
        question = next(iter(rule.questions))
        derivation = derive(question.expr, question.wrt[0], question.where, question.order, prove=False)
        bundle = derivation._repr_mimebundle_()
        assert set(bundle) == KINDS
        ElementTree.fromstring(bundle["text/html"])  # noqa: S314 - our own


# --- by IPython itself
def test_ipython_takes_every_form(ipython):
    bundle, _ = ipython.display_formatter.format(derive("x @ A @ x", "x"))
    assert set(bundle) == KINDS
    outcome = ipython.run_cell("from jacobook import derive\nderive('x @ A @ x', 'x').numerator")
    assert outcome.success
    assert set(ipython.display_formatter.format(outcome.result)[0]) == KINDS


ERRORS = [
    ("derive('A @ x + b', 'x', 'A: m×n, b: n, x: n')", "LanguageError: shapes m and n do not fit +"),
    ("derive(3, 'x')", "LanguageError: the expression must be text, not int"),
    ("derive('x @ x', 'x').numerator.function()([[1.0]])", "JacobookError: x has the shape (1, 1)"),
    ("derive('X @ X', 'X', 'X: n×n', 2).numerator", "Refused: no matrix form"),
]


@pytest.mark.parametrize(("code", "said"), ERRORS)
def test_an_error_in_a_notebook_is_told_in_a_few_lines(ipython, capsys, code, said):
    outcome = ipython.run_cell(f"from jacobook import derive\n\n{code}\n")
    assert outcome.error_in_exec is not None
    told = capsys.readouterr().out
    assert said in told
    assert "Traceback" not in told
    assert f"line 3: {code}" in told
    assert len(told.strip().splitlines()) <= 7


def test_another_error_keeps_its_traceback(ipython, capsys):
    ipython.run_cell("1 / 0")
    assert "Traceback" in capsys.readouterr().out


def test_a_caret_stands_below_what_is_wrong(ipython, capsys):
    ipython.run_cell("from jacobook import derive\nderive('x @ (A @ b + c)', 'x', 'A: m×n, c: n')")
    lines = capsys.readouterr().out.splitlines()
    marked = next(number for number, line in enumerate(lines) if "^" in line)
    assert lines[marked - 1][lines[marked].index("^") : lines[marked].rindex("^") + 1] == "A @ b + c"
