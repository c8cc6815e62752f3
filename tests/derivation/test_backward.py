"""The backward pass of a derivation: given the upstream gradient, the gradient in the shape of the variable."""

import inspect
from dataclasses import replace

import numpy as np
import pytest
import scipy

from jacobook import backward, derive
from jacobook.answer_data import backward_data
from jacobook.derivation import proving
from jacobook.derivation.asking import read_question
from jacobook.derivation.paired import paired
from jacobook.derivation.proof import Proof
from jacobook.derivation.pullback import Pullback, prove_form
from jacobook.errors import LanguageError, Refused
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas.formula import MatrixForm
from jacobook.layout.formulas.layouts import Layout
from jacobook.layout.formulas.statement import named
from jacobook.proof.verdict.certificate import Disproved

FORMS = [
    ("X @ W", "W", None, "XᵀG"),
    ("X @ W", "X", None, "GWᵀ"),
    ("X @ W + outer(ones(m), b)", "b", {"X": "m×n", "W": "n×p", "b": "p"}, "Gᵀ𝟏"),
    ("A @ x", "A", None, "g xᵀ"),
    ("inv(A)", "A", None, "−A⁻ᵀGA⁻ᵀ"),
    ("x @ A @ x", "x", None, "g (A + Aᵀ)x"),
    ("softmax(x)", "x", None, "p ⊙ (g − (gᵀp) 𝟏) with p = softmax(x)"),
    ("relu(X)", "X", None, "G ⊙ [X > 0]"),
    ("X.T", "X", None, "Gᵀ"),
    ("diag(x)", "x", None, "diag(G)"),
    (
        "softmax(Q @ K.T / sqrt(d), axis=1) @ V",
        "Q",
        {"Q": "n×d", "K": "m×d", "V": "m×p"},
        "(P ⊙ (GVᵀ − ((GVᵀ) ⊙ P)𝟏 𝟏ᵀ))K/√d with P = softmax_rows(QKᵀ/√d)",
    ),
    ("softmax(S, axis=1)", "S", {"S": "m×n"}, "P ⊙ (G − (G ⊙ P)𝟏 𝟏ᵀ) with P = softmax_rows(S)"),
    (
        "-sum(Y*log_softmax(S, axis=1))/m",
        "S",
        {"S": "m×n", "Y": "m×n one-hot"},
        "g (softmax_rows(S) − Y)/m",
    ),
    (
        "w*(X - mean(X, axis=0))/sqrt(var(X, axis=0) + e) + b",
        "X",
        {"X": "m×n", "w": "n", "b": "n", "e": "scalar"},
        (
            "(G − 𝟏 𝟏ᵀG/m − X̂ diag((G ⊙ X̂)ᵀ𝟏)/m) diag(w ⊘ s) with s = √(((X − 𝟏 𝟏ᵀX/m)^⊙2)ᵀ𝟏/m + e 𝟏) "
            "and X̂ = (X − 𝟏 𝟏ᵀX/m) diag(𝟏 ⊘ s)"
        ),
    ),
    (
        "X/sqrt(sum(X**2, axis=1, keepdims=True))",
        "X",
        {"X": "m×n"},
        "diag(𝟏 ⊘ s) (G − diag((G ⊙ X̂)𝟏) X̂) with s = √(X^⊙2 𝟏) and X̂ = diag(𝟏 ⊘ s) X",
    ),
    ("(X*Y) @ ones(n)", "X", {"X": "m×n", "Y": "m×n"}, "diag(g) Y"),
]


@pytest.mark.parametrize(("expr", "wrt", "where", "form"), FORMS)
def test_the_form_that_people_write(expr, wrt, where, form):
    assert derive(expr, wrt=wrt, where=where).backward.text == form


@pytest.mark.parametrize(
    ("expr", "wrt", "where", "name"),
    [
        ("A @ X", "X", None, "G"),
        ("A @ x", "x", None, "g"),
        ("x @ x", "x", None, "g"),
        ("G @ X", "X", None, "H"),
        ("g * x", "x", None, "h"),
        ("a * X", "X", {"X": "G×n"}, "H"),
    ],
)
def test_the_upstream_gradient_has_a_name_that_means_nothing_else(expr, wrt, where, name):
    assert derive(expr, wrt=wrt, where=where, prove=False).backward.upstream == name


def test_a_reader_names_the_upstream_gradient():
    answer = backward("A @ X", "A, X", upstream="D")
    assert {name: answer.gradients[name].text for name in answer.gradients} == {"A": "DXᵀ", "X": "AᵀD"}


@pytest.mark.parametrize("name", ["A", "n", "not a name", "A_"])
def test_a_name_that_is_taken_is_refused(name):
    with pytest.raises(LanguageError):
        backward("A @ X", "A", {"A": "m×n", "X": "n×p"}, upstream=name)


def test_in_numerator_layout_both_gradients_are_transposed():
    answer = derive("X @ W", wrt="W").backward
    assert answer.numerator.text == "GX"
    assert answer.numerator.shape == answer.shape[::-1]


def test_it_has_the_shape_of_the_variable_and_every_notation():
    answer = derive("tanh(X @ W)", wrt="W", where={"X": "m×n", "W": "n×p"}).backward
    assert answer.shape == ("n", "p")
    assert answer.numpy == "X.T @ (G * (1 - np.tanh(X @ W) ** 2))"
    assert answer.prelude == ""
    for notation in ("latex", "typst", "spoken", "jax", "torch", "sympy"):
        assert answer.printed(notation)
    with pytest.raises(AttributeError):
        _ = answer.fortran


def test_a_projected_gradient_is_projected():
    where = {"S": "n×n symmetric", "X": "n×m"}
    assert derive("S @ X", wrt="S", where=where).backward.text == "GXᵀ"
    projected = derive("S @ X", wrt="S", where=where, symmetric="projected").backward
    assert projected.text == "(GXᵀ + XGᵀ)/2"


@pytest.mark.parametrize("prove", [True, False])
@pytest.mark.parametrize("wrt", ["S", "S, X", "X, S"])
def test_a_projected_gradient_has_no_program(wrt, prove):
    """A program would compute the gradient by free entries, beside a printed gradient that is projected."""
    where = {"S": "n×n symmetric", "X": "n×m"}
    found = backward("S @ X", wrt, where, symmetric="projected", prove=prove)
    assert found.gradients["S"].text == "(GXᵀ + XGᵀ)/2"
    asked = [lambda: found.lines, lambda: found.saved, found.program, lambda: found.program("torch")]
    for ask in asked:
        with pytest.raises(Refused, match="projected gradient"):
            ask()
    data = backward_data(found)
    assert data["saved"] is None
    assert set(data["programs"].values()) == {None}
    assert backward("S @ X", wrt, where, prove=False).program()


@pytest.mark.parametrize("wrt", ["X, Y", "Y, X"])
def test_there_must_be_something_to_project_onto(wrt):
    with pytest.raises(LanguageError, match="can be projected, not"):
        backward("X @ Y", wrt, symmetric="projected")


@pytest.mark.parametrize("wrt", ["x, z", "z, x"])
def test_one_argument_at_two_places_is_refused_for_every_variable(wrt):
    where = {"f": "(n, n) -> scalar", "x": "n", "z": "scalar"}
    with pytest.raises(Refused, match="one argument in two places"):
        backward("z * f(x, x)", wrt, where)


def test_it_is_of_one_derivative():
    with pytest.raises(LanguageError, match="one function and one variable"):
        _ = derive("x @ A @ x", wrt="x", order=2).backward


def test_what_is_wrong_is_not_handed_out():
    question = paired(read_question("X @ W", "W", {"X": "m×n", "W": "n×n"}))
    right, wrong = (named(name, question.variables[name].shape) for name in ("X", "W"))
    given = named("G", question.upstream.shape)
    prove_form(question, MatrixForm(algebra.product(algebra.transpose(right), given)))
    with pytest.raises(Disproved):
        prove_form(question, MatrixForm(algebra.product(wrong, given)))


TURNED = [("X @ W", "W"), ("A @ x", "A"), ("A @ x", "x"), ("tanh(X @ W)", "X"), ("X.T", "X"), ("x @ A @ x", "x")]


@pytest.mark.parametrize(("expr", "wrt"), TURNED)
def test_numerator_layout_is_proved_as_it_is_printed(expr, wrt, monkeypatch):
    answer = Pullback(paired(read_question(expr, wrt)))
    assert derive(expr, wrt).backward.numerator.form == answer.printed[Layout.NUMERATOR]
    _ = Proof(answer, tuple).certificate
    right = Pullback.both_transposed.func

    def doubled(pullback):
        return replace(form := right(pullback), formula=algebra.multiple(2, (), (), form.formula))

    monkeypatch.setattr(Pullback, "both_transposed", property(doubled))
    with pytest.raises(Disproved, match="numerator layout"):
        _ = Proof(Pullback(paired(read_question(expr, wrt))), tuple).certificate


@pytest.mark.parametrize(("expr", "wrt"), [("X @ W", "W"), ("tanh(X @ W)", "X"), ("A @ x", "x")])
def test_an_upstream_gradient_that_is_not_turned_is_disproved(expr, wrt, monkeypatch):
    monkeypatch.setattr(Pullback, "both_transposed", property(lambda pullback: pullback.numerator))
    with pytest.raises(Disproved, match="numerator layout"):
        _ = Proof(Pullback(paired(read_question(expr, wrt))), tuple).certificate


def test_twice_is_the_backward_pass_of_the_gradient():
    answer = derive("tanh(X @ W)", wrt="W", where={"X": "m×n", "W": "n×p"}).backward
    by_itself = answer.backward("V")
    assert by_itself.text == "−2Xᵀ((XV) ⊙ G ⊙ tanh(XW) ⊙ (𝟏_(m×p) − tanh(XW)^⊙2))"
    assert by_itself.upstream == "V"
    assert answer.backward("V", "G").text == "(XV) ⊙ (𝟏_(m×p) − tanh(XW)^⊙2)"
    assert answer.backward("V", "X").shape == ("m", "n")
    with pytest.raises(LanguageError):
        answer.backward("V", "Q")
    with pytest.raises(Refused):
        by_itself.backward("U")


@pytest.mark.parametrize(
    ("expr", "wrt", "where", "by", "conditions"),
    [
        ("log(x)", "x", "x: n", "", ["every entry of x is positive"]),
        ("log(x)", "x", "x: n", "g", ["every entry of x is positive"]),
        ("inv(A) @ x", "A", "A: n×n, x: n", "x", ["A is invertible"]),
        ("norm(x)", "x", "x: n", "", ["x ≠ 𝟎"]),
        ("tanh(x)", "x", "x: n", "", []),
    ],
)
def test_twice_says_where_it_holds(expr, wrt, where, by, conditions):
    answer = derive(expr, wrt, where).backward.backward("v", by)
    assert [each.text for each in answer.conditions] == conditions


def test_twice_tells_of_kinks():
    answer = derive("relu(x)**2", "x", "x: n").backward
    assert [each.text for each in answer.backward("v").conditions] == [
        each.text for each in derive("g @ relu(x)**2", "x", "x: n, g: n", order=2).conditions
    ]


def test_twice_has_one_layout():
    answer = derive("log(x)", "x", "x: n").backward
    for one in (answer.backward(), answer.numerator):
        with pytest.raises(Refused, match="both layouts"):
            _ = one.numerator


def test_a_layer_norm_twice_agrees_with_central_differences():
    """A norm's outputs sum to zero, so that a constant upstream gradient would see nothing: these are random."""
    where = {"x": "n", "e": "scalar"}
    answer = derive("(x - mean(x))/sqrt(mean((x - mean(x))**2) + e)", wrt="x", where=where).backward
    twice = answer.backward("v")
    rng = np.random.default_rng(5)
    point = {"x": rng.standard_normal(4), "g": rng.standard_normal(4), "v": rng.standard_normal(4), "e": 0.1, "n": 4}

    def run(code, **other):
        return np.asarray(eval(code, {"np": np, "scipy": scipy, **point, **other}))  # noqa: S307 - our own code

    def paired_gradient(x):
        return point["v"] @ run(answer.numpy, x=x)

    step = 1e-6
    slopes = [
        (paired_gradient(point["x"] + step * e) - paired_gradient(point["x"] - step * e)) / (2 * step)
        for e in np.eye(4)
    ]
    np.testing.assert_allclose(run(twice.numpy), slopes, rtol=1e-6, atol=1e-8)


def test_the_forward_pass_names_its_tangents():
    forward = derive("A @ B", wrt="A,B").forward
    assert forward.tangents == {"A": "dA", "B": "dB"}
    assert forward.text in ("(dA)B + A dB", "A dB + (dA)B")
    assert "dA @ B" in forward.numpy
    assert "A @ dB" in forward.numpy
    taken = derive("dx * x", wrt="x", where={"x": "n", "dx": "n"}).forward
    assert taken.tangents == {"x": "x_dot"}


def test_pairing_with_tangents():
    """⟨G, F′[dX]⟩ = ⟨pullback(G), dX⟩."""
    rng = np.random.default_rng(3)
    derivation = derive("sigmoid(A @ X) @ B", wrt="X", where={"A": "m×n", "X": "n×p", "B": "p×q"})
    point = {
        "A": rng.standard_normal((2, 3)),
        "X": rng.standard_normal((3, 4)),
        "B": rng.standard_normal((4, 5)),
        "G": rng.standard_normal((2, 5)),
        "dX": rng.standard_normal((3, 4)),
        "m": 2,
        "n": 3,
        "p": 4,
        "q": 5,
    }
    modules = {"np": np, "scipy": scipy}
    forward = eval(derivation.forward.numpy, modules | point)  # noqa: S307 - our own code
    pulled = eval(derivation.backward.numpy, modules | point)  # noqa: S307 - our own code
    np.testing.assert_allclose(np.sum(point["G"] * forward), np.sum(pulled * point["dX"]))


def test_without_a_proof_it_says_so():
    proving.forget()
    assert "not proved" in repr(derive("X @ W", wrt="W", prove=False).backward)
    assert "not proved" not in repr(derive("X @ W", wrt="W").backward)


def test_unknown_names_and_libraries():
    with pytest.raises(LanguageError):
        backward("X @ W", "Q")
    with pytest.raises(KeyError):
        _ = backward("X @ W", "W").gradients["X"]


GUARDED = [
    ("sum(where(x > 0, sin(x)/x, 1))", "x: n", [0.0, 1.0, -1.0], "[0., np.cos(1) - np.sin(1), 0.]"),
    ("sum(where(x > 0, exp(-1/x), 0))", "x: n", [-0.001, 1.0, -1.0], "[0., np.exp(-1), 0.]"),
    ("where(x @ x > 0, log(x @ x)*(x @ x)**2, 0)", "x: n", [0.0, 0.0, 0.0], "[0., 0., 0.]"),
    ("sum(where(norm(x) > 0, x/norm(x), x))", "x: n", [0.0, 0.0, 0.0], "[1., 1., 1.]"),
    ("sum(where(abs(x) < 1, sqrt(1 - x**2), 0))", "x: n", [0.6, 1.5, -2.0], "[-0.75, 0., 0.]"),
    ("sum(where(x >= y, (x - y)**1.5, 0))", "x: n, y: n", [2.0, 1.0, -3.0], "[1.5, 0., 0.]"),
    ("where(y @ x > 3, (y @ x - 3)**2*log(y @ x - 3), 0)", "x: n, y: n", [2.0, 1.0, 1.0], "[1., 1., 1.]"),
    ("where(y @ x > 3, (y @ x - 3)**2*log(y @ x - 3), 0)", "x: n, y: n", [1.0, 1.0, 1.0], "[0., 0., 0.]"),
    ("sum(where(x > 0, x*log(x)*y, 0))", "x: n, y: n", [1.0, -1.0, -2.0], "[1., 0., 0.]"),
    ("sum(where(abs(x) < 1, sqrt(1 - x**2)*exp(sqrt(1 - x**2)), 0))", "x: n", [0.0, 1.5, -2.0], "[0., 0., 0.]"),
    (
        "sum(y*where(x > 0, log(x), 0)) + sum(where(x > 0, log(x), 0)**2)",
        "x: n, y: n",
        [1.0, -1.0, -2.0],
        "[1., 0., 0.]",
    ),
]


@pytest.mark.parametrize(("expr", "where", "at", "value"), GUARDED)
def test_a_case_that_is_not_chosen_needs_no_value(expr, where, at, value):
    x = np.array(at)
    given = {"np": np, "scipy": scipy, "n": 3, "x": x, "y": np.ones(3), "g": 1.0, "G": 1.0}
    expected = eval(value, {"np": np})  # noqa: S307
    program = {}
    exec(backward(expr, wrt="x", where=where).program("numpy"), program)  # noqa: S102
    arguments = [given[name] for name in inspect.signature(program["forward"]).parameters]
    with np.errstate(all="ignore"):
        assert eval(derive(expr, wrt="x", where=where).backward.numpy, given) == pytest.approx(expected)  # noqa: S307
        _, saved = program["forward"](*arguments)
        assert program["backward"](saved, 1.0) == pytest.approx(expected)


def test_a_scalar_case_that_is_not_chosen_needs_no_value():
    found = derive("where(s > 0, s**2*log(s), 0)", wrt="s", where="s: scalar").backward
    assert found.text == "g (2s log(s) + s if s > 0, else 0)"


def test_layers_with_guarded_cases_stay_steps():
    layer = "where({0} > 0, {0}, exp({0}) - 1)"
    hidden = layer.format("(A @ x)")
    found = backward(layer.format(f"(B @ {hidden})"), wrt="A", where="x: n, A: m×n, B: p×m")
    assert len(found.program("numpy").splitlines()) > 8
    assert "B.T @" in found.program("numpy") or "@ B" in found.program("numpy")


def deep(layers):
    expr, where = "x", {"x": "n"}
    for number in range(layers):
        expr, where = f"tanh(W{number} @ {expr} + b)", where | {f"W{number}": "n×n", "b": "n"}
    return expr, where


def tripled(form):
    return replace(form, formula=algebra.multiple(3, (), (), form.formula))


def test_a_gradient_of_many_steps_is_proved_as_it_is_printed(monkeypatch):
    """Each step may be right while what is put together of them is not."""
    expr, where = deep(10)
    assert derive(expr, "W1", where).backward.form.definitions
    right = Pullback.denominator.func
    monkeypatch.setattr(Pullback, "denominator", property(lambda pullback: tripled(right(pullback))))
    with pytest.raises(Disproved, match="along a random change of W1"):
        backward(expr, "W1", where, upstream="q").gradients["W1"]


def test_numerator_layout_of_many_steps_is_proved_as_it_is_printed(monkeypatch):
    expr, where = deep(10)
    right = Pullback.both_transposed.func
    monkeypatch.setattr(Pullback, "both_transposed", property(lambda pullback: tripled(right(pullback))))
    with pytest.raises(Disproved, match="numerator layout"):
        backward(expr, "W1", where).gradients["W1"]


@pytest.mark.parametrize("layers", [3, 10])
@pytest.mark.parametrize("of", ["forward", "backward"])
@pytest.mark.parametrize("place", [0, 1, -1])
def test_a_program_is_proved_as_it_is_printed(layers, of, place):
    """A line three times as large, in a forward pass or a backward one, of few steps or of many."""
    expr, where = deep(layers)
    found = backward(expr, ["W0", "W1", "b"], where)
    lines = list(getattr(found.lines, of))
    lines[place] = replace(lines[place], meaning=algebra.multiple(3, (), (), lines[place].meaning))
    found.__dict__["lines"] = replace(found.lines, **{of: tuple(lines)})
    with pytest.raises(Disproved):
        found.program()


def test_layers_that_are_dead_at_a_point_are_tried_at_another():
    expr, where = "x", {"x": "n"}
    for number in range(18):
        expr, where = f"relu(W{number} @ {expr})", where | {f"W{number}": "n×n"}
    found = backward(expr, list(where), where)
    *lines, last = found.lines.backward
    lines.append(replace(last, meaning=algebra.negative(last.meaning)))
    found.__dict__["lines"] = replace(found.lines, backward=tuple(lines))
    with pytest.raises(Disproved):
        found.program()


@pytest.mark.parametrize("wrt", [5, None, ["A", 3], "", [], "A x"])
def test_what_names_no_variables_is_told_so(wrt):
    with pytest.raises(LanguageError):
        backward("A @ x", wrt)


def test_one_upstream_gradient_is_answered_once():
    derivation = derive("A @ x", "A")
    assert derivation.backward_given("q") is derivation.backward_given("q")
    assert derivation.backward is derivation.backward_given()


def test_a_program_is_proved_once_for_all_libraries(monkeypatch):
    found = backward("tanh(A @ x)", "A, x")
    proofs = []
    monkeypatch.setattr("jacobook.derivation.several.prove_lines", lambda *_: proofs.append(None))
    assert all(found.program(library) for library in ("numpy", "jax", "torch"))
    assert len(proofs) == 1


def test_a_certificate_says_what_was_checked():
    few = derive("A @ x", "A").backward
    assert few.certificate.verdict == "Proved for every size"
    assert "each with a random upstream gradient" in few.certificate.sentence
    assert "component" not in few.certificate.sentence
    expr, where = deep(10)
    many = backward(expr, "W1", where)
    assert many.gradients["W1"].certificate.verdict == "Proved step by step"
    assert "along a random direction" in many.certificate.sentence
    assert few.numerator.certificate == few.certificate
    assert few.backward("V").certificate.points
    assert derive("A @ x", "A", prove=False).backward_given("q").certificate is None


def test_a_fault_is_to_be_reported_once():
    expr, where = deep(3)
    found = backward(expr, "W1", where)
    last = found.lines.backward[-1]
    found.__dict__["lines"] = replace(
        found.lines, backward=(*found.lines.backward[:-1], replace(last, meaning=algebra.negative(last.meaning)))
    )
    with pytest.raises(Disproved) as wrong:
        found.program()
    assert str(wrong.value).count("bug in Jacobook") == 1
    assert str(wrong.value).count("failed the proof") == 1
