"""Questions from outside: whatever is asked, plain data comes back."""

import json

import pytest

from jacobook import backward, derive
from jacobook.question import ask, backpropagate, judge, read

QUESTIONS = [
    ("x @ A @ x", "x", "", 1),
    ("x @ A @ x", "x", "A: n×n symmetric, x: n", 2),
    ("A @ X @ B", "X", "A: p×m, X: m×n, B: n×q", 1),
    ("exp(x)/sum(exp(x))", "x", "", 1),
]


@pytest.mark.parametrize(("expr", "wrt", "where", "order"), QUESTIONS)
def test_an_answer_is_the_one_that_python_gets(expr, wrt, where, order):
    found = ask(expr, wrt, where, order)
    answer = derive(expr, wrt, where, order)
    assert "error" not in found
    for layout in ("numerator", "denominator"):
        for notation in ("latex", "text", "numpy", "jax", "torch"):
            assert found[layout][notation] == getattr(getattr(answer, layout), notation)
    assert found["components"]["latex"] == answer.components.latex
    assert found["certificate"]["sentence"] == answer.verify().sentence
    assert found["steps"]


def test_everything_can_be_written_as_json():
    found = ask("A @ X @ B", "X")
    assert json.loads(json.dumps(found)) == found
    assert found["vec"]["text"] == found["numerator"]["text"]


def test_what_has_no_matrix_form_comes_in_components_with_the_reason():
    found = ask("A @ X @ B", "X", order=2, where="")
    assert found["numerator"] is None
    assert found["reason"]
    assert found["components"]["latex"]


@pytest.mark.parametrize(
    ("expr", "where", "column"), [("A @ x + sinn(x)", "", 8), ("A @ x", "A: m×n, x: p", 0), ("x +* x", "", 3)]
)
def test_a_mistake_comes_back_with_its_place(expr, where, column):
    for found in (read(expr, where), ask(expr, "x", where)):
        assert found["error"]["message"]
        assert found["error"]["location"]["column"] == column


def test_reading_tells_shapes_before_anything_is_differentiated():
    found = read("A @ x + b")
    assert found["shape"] == ["m"]
    assert found["variables"]["A"]["shape"] == ["m", "n"]
    assert found["variables"]["b"]["shape"] == ["m"]


def test_foreign_notation_is_answered_and_shown_as_it_was_read():
    for expr in ("xᵀAx", "x'*A*x"):
        found = ask(expr, "x")
        assert found["translated"] == read(expr)["translated"] == "x.T @ A @ x"
        assert found["numerator"]["text"] == derive("x @ A @ x", "x").numerator.text
    assert ask("x @ A @ x", "x")["translated"] is None


def test_a_data_flow_graph_names_what_each_step_is_made_of():
    flow = ask("sum((A @ x)**2)", "x")["flow"]
    names = [node["name"] for node in flow["nodes"]]
    assert names[0] == "x"
    assert all({start, end} <= set(names) for start, end in flow["edges"])
    assert ask("x", "x")["flow"] is None


def test_a_name_that_cannot_be_typeset_is_told_when_it_is_read():
    assert "cannot be typeset" in read("__proto__ @ x", "", "x")["error"]["message"]


@pytest.mark.parametrize(
    ("expr", "names"),
    [
        ("kron(A, B) @ kron(C, D) @ y", ["A", "B", "C", "D", "y"]),
        ("f(x) @ x", ["x"]),
        ("x @ A @", []),
        ("x @ (A", []),
    ],
)
def test_what_may_lack_only_shapes_names_what_can_be_declared(expr, names):
    assert read(expr)["error"]["names"] == names


def test_a_claim_is_judged_as_in_python_and_errors_are_data():
    found = judge("x @ A @ x", "x", "", 1, "2 * A @ x")
    assert json.loads(json.dumps(found)) == found == derive("x @ A @ x", "x").matches("2 * A @ x").data
    assert found["conditions"] == ["A is symmetric"]
    assert judge("x @ A @ x", "x", "", 1, "2 * A @ q")["error"]["message"] == "q is not a name of the question"
    assert judge("sinn(x)", "x", "", 1, "x")["error"]["hint"]


@pytest.mark.parametrize(
    ("expr", "wrt", "where"),
    [("tanh(X @ W + b)", "X, W, b", "X: m×n, b: p"), ("einsum('btc,oc->bto', X, W)", "X, W", "X: b×t×c, W: o×c")],
)
def test_a_backward_pass_is_the_one_that_python_gets(expr, wrt, where):
    found = backpropagate(expr, wrt, where)
    assert json.loads(json.dumps(found)) == found
    passed = backward(expr, wrt, where)
    assert list(found["gradients"]) == [name.strip() for name in wrt.split(",")]
    for name, answer in passed.gradients.items():
        assert found["gradients"][name]["denominator"]["latex"] == answer.latex
        assert found["gradients"][name]["denominator"]["torch"] == answer.torch
    assert found["programs"]["torch"] == passed.program("torch")
    assert found["saved"] == list(passed.saved)
    assert all(sentence.startswith("by ") or len(found["checked"]) == 1 for sentence in found["checked"])
    # Arrays with more than two axes have no numerator layout.
    with_layouts = "×" not in where.split(",")[0].replace("×", "", 1)
    assert all((each["numerator"] is not None) == with_layouts for each in found["gradients"].values())


def test_a_backward_pass_that_is_none_comes_back_as_an_error():
    assert "not a variable" in backpropagate("x @ x", "y")["error"]["message"]
    assert backpropagate("A @ x +", "x")["error"]["location"]
