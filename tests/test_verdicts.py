"""Wherever a question is asked, the verdict is the same: the answer, or the same refusal."""

import json

import pytest

from jacobook import JacobookError, Refused, derive
from jacobook.cli import main
from jacobook.cli.derive import FORMATS
from jacobook.derivation import proving
from jacobook.publish.markdown.jacobian_blocks import Block, render
from jacobook.question import ask

QUESTIONS = [
    ("x @ A @ x", "x", ""),
    ("xᵀAx", "x", ""),
    ("xᵀAx", "x", "A: n×n, x: n"),
    ("x'*A*x", "x", ""),
    ("tr(A*X'*B*X*C)", "X", ""),
    ("Tr(XᵀAX)", "X", ""),
    ("ln(x)", "x", ""),
    ("A(x + y)", "x", "A: n×n"),
    ("a(x − y)", "x", "a: scalar"),
    ("x@S@x", "x,S", "S: n×n symmetric, x: n"),
    ("x@inv(S)@x", "S,x", "S: n×n symmetric, x: n"),
    ("sqrtt(A'*A)", "A", ""),
    ("rank(A'*X)", "A", ""),
    ("xAx", "x", "A: n×n, x: n"),
    ("x @ x", "x", "A: n×n"),
    ("y @ y", "x", ""),
    ("A @ x", "x", "A: m×n, x: p"),
    ("x +* x", "x", ""),
    ("a @ a", "x", "a: m, x: n"),
]


def _by_python(expr, wrt, where):
    return _tried(lambda: (answer := derive(expr, wrt, where)) and (answer.read_as, answer.numerator.latex))


def _by_mapping(expr, wrt, where):
    declared = dict(part.split(": ") for part in where.split(", ")) if where else None
    return _tried(lambda: (answer := derive(expr, wrt, declared)) and (answer.read_as, answer.numerator.latex))


def _by_page(expr, wrt, where):
    found = ask(expr, wrt, where)
    return found["error"]["message"] if "error" in found else (found["translated"], found["numerator"]["latex"])


def _by_block(expr, wrt, where):
    html = _tried(lambda: render(Block(expr, wrt, where)))
    if not html.startswith("<div"):
        return html
    answer = derive(expr, wrt, where)
    # The block shows what was read, and the answer.
    assert (answer.read_as is None) == ("Read as" not in html)
    return (answer.read_as, answer.numerator.latex) if answer.numerator.latex in html else html


def _tried(ask):
    try:
        return ask()
    except JacobookError as error:
        return ": ".join((*error.context, error.message))


@pytest.mark.parametrize(("expr", "wrt", "where"), QUESTIONS)
def test_every_way_to_ask_gives_the_same_verdict(expr, wrt, where, capsys):
    expected = _by_python(expr, wrt, where)
    for way in (_by_mapping, _by_page, _by_block):
        assert way(expr, wrt, where) == expected
    with pytest.raises(SystemExit) as caught:
        main(["derive", "--wrt", wrt, "--where", where, "--format", "json", "--", expr])
    run = capsys.readouterr()
    if isinstance(expected, str):
        assert caught.value.code == 2
        assert expected in run.err
    else:
        found = json.loads(run.out)
        assert (found["translated"], found["numerator"]["latex"]) == expected


def test_what_was_disproved_is_shown_nowhere(monkeypatch, capsys):
    def wrong(*_, **__):
        raise Refused("this failed the proof")

    for question in QUESTIONS[:1]:
        monkeypatch.setattr("jacobook.derivation.proof.prove", wrong)
        proving.forget()
        for way in (_by_python, _by_mapping, _by_page):
            assert way(*question) == "this failed the proof"
        with pytest.raises(SystemExit) as caught:
            main(["derive", question[0], "--wrt", question[1]])
        assert caught.value.code
        assert "this failed the proof" in capsys.readouterr().err


@pytest.mark.parametrize("notation", FORMATS)
@pytest.mark.parametrize(("expr", "told"), [("tr(X'*A*X)", True), ("trace(X.T @ A @ X)", False)])
def test_every_format_shows_what_was_read(expr, told, notation, capsys):
    with pytest.raises(SystemExit):
        main(["derive", expr, "--wrt", "X", "--format", notation])
    out = capsys.readouterr().out
    if notation == "json":
        assert (json.loads(out)["translated"] == "trace(X.T @ A @ X)") is told
    else:
        assert ("read as" in out.lower()) is told
    if notation in ("numpy", "jax", "torch", "sympy", "julia", "einsum") and told:
        assert out.startswith("# read as: trace(X.T @ A @ X)\n")
