"""Arrays of three and four axes: in components, slice by slice, backward and forward, and as programs; right by JAX."""

import inspect
import json

import numpy as np
import pytest
import scipy

from jacobook import backward, derive
from jacobook.derivation.asking import read_question
from jacobook.derivation.proving import forget
from jacobook.derivation.sliced import sliced
from jacobook.errors import LanguageError, Refused
from jacobook.proof.verdict import slices
from jacobook.proof.verdict.certificate import Disproved
from jacobook.question import ask

SIZES = {"b": 2, "t": 3, "c": 4, "d": 5, "h": 6, "s": 7, "o": 5}
ATTENTION = "softmax(Q @ swapaxes(K, -1, -2) / sqrt(c), axis=-1) @ V"
OF_ATTENTION = "Q: b×t×c, K: b×s×c, V: b×s×d"
NORMALIZED = "(X - mean(X, axis=-1, keepdims=True)) / sqrt(var(X, axis=-1, keepdims=True) + eps) * g"


def draw(question):
    """Random arrays for the variables of a question."""
    rng = np.random.default_rng(1)
    shapes = {name: [d.size(SIZES) for d in variable.shape] for name, variable in question.variables.items()}
    return {name: np.abs(rng.normal(size=shape)) + 0.1 for name, shape in shapes.items()}


def computed(code, given):
    return eval(code, {"np": np, "scipy": scipy, **SIZES, **given})  # noqa: S307 (what is tested)


QUESTIONS = [
    ("sum(X**2)", "X: b×t×c", "X", "2g Xᵢ, for each i = 1, …, b", lambda v: (v["X"] ** 2).sum()),
    ("X @ W", "X: b×t×c, W: c×d", "X", "GᵢWᵀ, for each i = 1, …, b", lambda v: v["X"] @ v["W"]),
    ("X @ W", "X: b×t×c, W: c×d", "W", "Σᵢ XᵢᵀGᵢ", lambda v: v["X"] @ v["W"]),
    ("X + v", "X: b×t×c, v: c", "v", "Σᵢ Gᵢᵀ𝟏", lambda v: v["X"] + v["v"]),
    ("sum(X, axis=0)", "X: b×t×c", "X", "G, for each i = 1, …, b", lambda v: v["X"].sum(0)),
    ("transpose(X, (0, 2, 1))", "X: b×t×c", "X", "Gᵢᵀ, for each i = 1, …, b", lambda v: v["X"].swapaxes(1, 2)),
    ("X[:, 0, :]", "X: b×t×c", "X", None, lambda v: v["X"][:, 0, :]),
    ('einsum("bthc,oc->btho", X, W)', "X: b×t×h×c, W: o×c", "W", "Σᵢ Σⱼ GᵢⱼᵀXᵢⱼ", None),
    ("X.reshape(b*t, c) @ W", "X: b×t×c, W: c×d", "X", None, lambda v: v["X"].reshape(-1, 4) @ v["W"]),
    ("X / norm(X)", "X: b×t×c", "X", None, lambda v: v["X"] / (v["X"] ** 2).sum() ** 0.5),
    ("max(X, axis=-1)", "X: b×t×c", "X", "diag(Gᵢ) hardmax_rows(Xᵢ), for each i = 1, …, b", lambda v: v["X"].max(-1)),
    ("cumsum(X, axis=1)", "X: b×t×c", "X", "triu(𝟏_(t×t)) Gᵢ, for each i = 1, …, b", lambda v: v["X"].cumsum(1)),
    ("prod(X, axis=0)", "X: b×t×c", "X", None, lambda v: v["X"].prod(0)),
    (NORMALIZED, "X: b×t×c, g: c, eps: scalar", "g", None, None),
]


@pytest.mark.parametrize(("expr", "where", "by", "text", "function"), QUESTIONS)
def test_a_backward_pass_is_that_of_jax(expr, where, by, text, function):
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003 (JAX takes it so)
    answer = derive(expr, by, where)
    given = draw(answer)
    assert text is None or answer.backward.text == text
    if function is None:
        return
    value, pull = jax.vjp(lambda at: function({**given, by: at}), jax.numpy.asarray(given[by]))
    upstream = np.random.default_rng(2).normal(size=value.shape)
    (expected,) = pull(jax.numpy.asarray(upstream))
    found = computed(answer.backward.numpy, {**given, answer.backward.upstream: upstream})
    np.testing.assert_allclose(found, expected, rtol=1e-9)
    jacobian = jax.jacobian(lambda at: function({**given, by: at}))(jax.numpy.asarray(given[by]))
    np.testing.assert_allclose(computed(answer.array, given), jacobian, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("expr", "where"),
    [
        ("softmax(X, axis=-1)", "X: b×t×c"),
        ("softmax(X, axis=1)", "X: b×t×c×d"),
        ("softmax(X, axis=-1, where=tril(ones(t, t)))", "X: b×t×t"),
        ("logsumexp(X, axis=1)**2", "X: b×t×c"),
        ("log_softmax(X, axis=0)**2", "X: b×t×c"),
    ],
)
def test_the_array_form_of_a_softmax_does_not_overflow(expr, where):
    answer = derive(expr, "X", where)
    given = {name: 1e3 * np.sign(value - 0.5).astype(np.float32) for name, value in draw(answer).items()}
    assert np.isfinite(computed(answer.array, given)).all()


def test_attention_is_answered_for_each_slice_and_for_heads_too():
    one = derive(ATTENTION, "V", OF_ATTENTION).backward
    assert one.text == "softmax_rows(QᵢKᵢᵀ/√c)ᵀ Gᵢ, for each i = 1, …, b"
    assert one.shape == ("b", "s", "d")
    heads = derive(ATTENTION, "V", "Q: b×h×t×c, K: b×h×s×c, V: b×h×s×d", prove=False).backward
    assert heads.text == "softmax_rows(QᵢⱼKᵢⱼᵀ/√c)ᵀ Gᵢⱼ, for each i = 1, …, b and j = 1, …, h"
    assert heads.latex.endswith(r"\quad \text{for each } i = 1, \dots, b \text{ and } j = 1, \dots, h")
    assert heads.spoken.endswith("for each i from 1 to b and j from 1 to h")


@pytest.mark.parametrize("library", ["numpy", "jax", "torch"])
@pytest.mark.parametrize(
    ("expr", "where", "by"),
    [
        (ATTENTION, OF_ATTENTION, "Q,K,V"),
        ("mean(tanh(X @ W)**2)", "X: b×h×t×c, W: c×d", "X,W"),
        ("softmax(X, axis=0)", "X: b×t×c", "X"),
    ],
)
def test_a_program_is_right_by_jax(expr, where, by, library):
    jax = pytest.importorskip("jax")
    torch = pytest.importorskip("torch")
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003 (JAX takes it so)
    passed = backward(expr, by, where, prove=False)
    given, own, wrt = draw(passed.questions[0]), {}, by.split(",")
    twin = {}
    exec(passed.program("jax"), twin)  # noqa: S102 - our own code
    exec(passed.program(library), own)  # noqa: S102 - our own code
    order = list(inspect.signature(twin["values"]).parameters)
    value = twin["values"](*(given[name] for name in order))
    upstream = np.random.default_rng(2).normal(size=value.shape)
    expected = jax.vjp(twin["values"], *(jax.numpy.asarray(given[name]) for name in order))[1](upstream)
    wanted = dict(zip(order, expected, strict=True))
    match library:
        case "numpy":
            _, saved = own["forward"](*(given[name] for name in order))
            found = own["backward"](saved, upstream)
            found = found if len(wrt) > 1 else (found,)
        case "jax":
            pulled = jax.vjp(own["layer"], *(jax.numpy.asarray(given[name]) for name in order))[1](upstream)
            found = [dict(zip(order, pulled, strict=True))[name] for name in wrt]
        case _:
            tensors = {name: torch.tensor(given[name], requires_grad=True) for name in order}
            own["Layer"].apply(*tensors.values()).backward(torch.tensor(upstream))
            found = [tensors[name].grad for name in wrt]
    for name, gradient in zip(wrt, found, strict=True):
        np.testing.assert_allclose(np.asarray(gradient), wanted[name], rtol=1e-8, atol=1e-12)


def test_a_forward_pass_has_tangents_for_each_slice():
    answer = derive("X @ W", "X", "X: b×t×c, W: c×d", prove=False).forward
    assert answer.text == "(dXᵢ)W, for each i = 1, …, b"
    given = {"W": np.ones((4, 5)), "dX": np.arange(24.0).reshape(2, 3, 4)}
    np.testing.assert_allclose(computed(answer.numpy, given), given["dX"] @ given["W"])


def test_one_entry_names_all_its_indices():
    assert derive("X @ W", "X", "X: b×t×c, W: c×d").components.text == "∂Yᵢⱼₖ/∂Xₗᵣₛ = Wₛₖ δᵢₗ δⱼᵣ"


def test_slices_are_laid_out_and_there_is_no_layout_of_the_whole():
    answer = derive("X @ W", "X", "X: b×t×c, W: c×d")
    with pytest.raises(Refused, match="no rows and columns"):
        _ = answer.numerator
    numerator, denominator = answer.slices
    assert (numerator.text, numerator.shape) == ("Wᵀ ⊗ Iₜ, for each i = 1, …, b", ("b", "d*t", "c*t"))
    assert denominator.text == "W ⊗ Iₜ, for each i = 1, …, b"
    assert numerator.legend == "i = 1, …, b counts the first axis of X and Y; between different slices it is 0"


def test_slices_that_do_not_make_the_value_are_disproved():
    question = read_question("X + Y", "X", "X: b×t×c, Y: b×t×c")
    found = sliced(question)
    (level,) = found.levels
    wrong = type(level)(level.expression, level.length, 0, {**level.variables, "Y_i": ("X", 0)})
    slices.prove_slices(question.expression, question.wrt, found.levels)
    with pytest.raises(Disproved, match="put together from slices"):
        slices.prove_slices(question.expression, question.wrt, [wrong])


def test_conditions_are_those_of_a_slice_or_of_the_whole():
    forget()
    assert derive("where(X > 0, X, 0)", "X", "X: b×t×c").holds_where() == "Holds where no entry of Xᵢ is 0."
    assert derive("X / norm(X)", "X", "X: b×t×c").holds_where() == "Holds where X ≠ 𝟎."


@pytest.mark.parametrize(
    ("expr", "where", "said"),
    [
        ("sum(X)", "X: b×1×c", "with an axis of length 1"),
        ("sum(X)", "X: b×t×c×d×h", "at most 4 axes"),
        ("trace(X)", "X: b×t×c", "takes a matrix, not an array"),
    ],
)
def test_what_is_not_answered_says_why(expr, where, said):
    with pytest.raises(LanguageError, match=said):
        derive(expr, "X", where)


def test_operations_that_tie_slices_have_gradients_and_no_program():
    passed = backward("X / sum(X)", "X", "X: b×t×c")
    assert "for each i = 1, …, b and j = 1, …, t and k = 1, …, c" in passed.gradients["X"].text
    with pytest.raises(Refused, match="slice by slice"):
        passed.program("numpy")


def test_a_variable_that_does_not_occur_has_the_derivative_zero():
    answer = derive("x", "X", "x: n, X: b×t×c")
    assert answer.components.text == "∂yᵢ/∂Xⱼₖₗ = 0"
    assert answer.slices == ()


def test_what_has_no_notation_entry_by_entry_is_told_by_slices():
    found = ask("max(X, axis=1)", "X", "X: b×t×c")
    assert found["components"]["text"] == "∂yⱼ/∂(Xᵢ)ₖₗ = hardmax_rows(Xᵢᵀ)ⱼₖ δⱼₗ"
    assert found["backward"]["text"] == "hardmax_rows(Xᵢᵀ)ᵀ diag(Gᵢ), for each i = 1, …, b"


def test_a_maximum_has_its_condition_for_rows_and_for_columns():
    said = derive("max(X, axis=0)", "X", "X: m×n").holds_where()
    assert said.startswith("Holds where the largest entry of each column of X occurs once in it")
    assert derive("max(x)", "x", "x: n").holds_where().startswith("Holds where the largest entry of x occurs once")


def test_data_holds_slices():
    found = ask("X @ W", "W", "X: b×t×c, W: c×d")
    assert found["slices"]["numerator"]["text"] == "I_d ⊗ Xᵢ, for each i = 1, …, b"
    assert found["backward"]["text"] == "Σᵢ XᵢᵀGᵢ"
    json.dumps(found)


def test_where_entries_have_no_notation_the_steps_are_those_of_a_slice():
    derivation = derive("max(X, axis=1)", "X", "X: b×m×n", prove=False)
    titles = [route.title for route in derivation.steps]
    assert titles[0] == "In components, slice by slice"
    assert all(title.endswith(", slice by slice") for title in titles)


LINES = [
    ("max(Y)", "m×n×p"),
    ("min(Y)", "m×n×p"),
    ("max(Y @ W)", "m×n×p"),
    ("max(Y * Y)", "m×n×p×q"),
    ("max(sum(Y, axis=0))", "m×n×p"),
    ("max(sum(sum(Y, axis=0), axis=0))", "m×n×p"),
    ("hardmax(sum(sum(Y, axis=0), axis=0)) @ sum(sum(Y, axis=0), axis=0)", "m×n×p"),
    ("softmax(prod(Y, axis=2), axis=1)", "m×n×p"),
    ("cumprod(sum(Y, axis=2), axis=1)", "m×n×p"),
    ("cumsum(logsumexp(sum(Y, axis=1), axis=1))", "m×n×p"),
    ("logsumexp(max(Y, axis=0), axis=1)", "m×n×p"),
    ("prod(logsumexp(Y, axis=2), axis=0)", "m×n×p"),
    ("softmax(min(Y, axis=1), axis=0)", "m×n×p"),
    ("cumprod(logsumexp(sum(Y, axis=2), axis=0))", "m×n×p"),
]


@pytest.mark.parametrize(("expr", "shape"), LINES)
def test_functions_of_lines_of_what_lines_leave_are_proved_and_right_by_jax(expr, shape):
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003 (JAX takes it so)
    answer = derive(expr, "Y", {"Y": shape} | ({"W": "p×n"} if "W" in expr else {}))
    lengths, rng = {"m": 2, "n": 3, "p": 4, "q": 2}, np.random.default_rng(3)
    given = {name: rng.uniform(0.5, 2, [d.size(lengths) for d in v.shape]) for name, v in answer.variables.items()}
    jnp, names = jax.numpy, ("max", "min", "sum", "prod", "cumprod", "cumsum")
    called = {name: getattr(jnp, name) for name in names} | {
        "softmax": jax.nn.softmax,
        "logsumexp": jax.nn.logsumexp,
        "hardmax": lambda x: jax.nn.one_hot(jnp.argmax(x), len(x)),
    }
    value = lambda at: eval(expr, {**called, **given, "Y": at})  # noqa: E731, S307 (our own code)
    code = {"np": np, "scipy": scipy, **lengths, **given}
    expected = jax.jacobian(value)(jnp.asarray(given["Y"]))
    np.testing.assert_allclose(eval(answer.array, code), expected, rtol=1e-9, atol=1e-12)  # noqa: S307
    try:
        assert answer.backward.certificate is not None
    except Refused as reason:
        assert "no notation" in str(reason)  # noqa: PT017 (its entries have none, and its array has)
        return
    _, pull = jax.vjp(value, jnp.asarray(given["Y"]))
    upstream = rng.normal(size=np.shape(value(given["Y"])))
    found = eval(answer.backward.numpy, {**code, answer.backward.upstream: upstream})  # noqa: S307
    np.testing.assert_allclose(found, pull(jnp.asarray(upstream))[0], rtol=1e-9, atol=1e-12)
