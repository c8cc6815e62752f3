"""Programs of backward passes: right by their framework's own checks, finite at large logits, linear in depth."""

import numpy as np
import pytest

from jacobook import backward
from jacobook.errors import JacobookError, Refused
from layers import LAYERS, WHERE

SIZES = {"m": 4, "n": 3, "p": 2, "q": 5}


def arguments(name, seed=0, dtype=np.float64):
    """Random arguments of a layer by name; square matrices are far from singular."""
    rng = np.random.default_rng(seed)
    found = {}
    for variable, declared in WHERE[name].items():
        shape, _, properties = declared.partition(" ")
        lengths = () if shape == "scalar" else tuple(SIZES[axis] for axis in shape.split("×"))
        value = rng.uniform(0.1, 0.5) if not lengths else rng.standard_normal(lengths)
        if len(lengths) == 2 and lengths[0] == lengths[1]:
            value = value + 3 * np.eye(lengths[0])
        if properties == "probability":
            value = np.abs(value) / np.abs(value).sum(-1, keepdims=True)
        found[variable] = np.asarray(value, dtype)
    return found


def source_of(name, library):
    expr, wrt = LAYERS[name]
    return backward(expr, wrt, WHERE[name]).program(library)


def loaded(source):
    found = {}
    exec(source, found)  # noqa: S102 - our own code
    return found


def order(source, head):
    """The arguments of a function of a program, by name."""
    line = next(line for line in source.splitlines() if head in line)
    return [name for name in line.split("(")[1].split(")")[0].replace(" ", "").split(",") if name != "ctx"]


@pytest.mark.parametrize("name", LAYERS)
def test_numpy_agrees_with_jax(jax, name):
    source = source_of(name, "numpy")
    program, given = loaded(source), arguments(name)
    names, wrt = order(source, "def forward("), LAYERS[name][1].split(",")
    value, saved = program["forward"](*(given[each] for each in names))
    upstream = np.random.default_rng(1).standard_normal(np.shape(value))
    got = program["backward"](saved, upstream)
    twin = loaded(source.replace("import numpy as np", "import jax.numpy as np").replace("scipy.", "jax.scipy."))
    twin["np"], twin["jax"], twin["scipy"] = jax.numpy, jax, jax.scipy

    def forward(*by):
        return twin["forward"](*(({**given, **dict(zip(wrt, by, strict=True))})[each] for each in names))[0]

    want_value, pull = jax.vjp(forward, *(jax.numpy.asarray(given[each]) for each in wrt))
    np.testing.assert_allclose(value, want_value, rtol=1e-9)
    for gradient, wanted, each in zip(got, pull(jax.numpy.asarray(upstream)), wrt, strict=True):
        assert np.shape(gradient) == np.shape(given[each])
        np.testing.assert_allclose(gradient, wanted, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("name", LAYERS)
def test_torch_passes_gradcheck_once_and_twice(name):
    torch = pytest.importorskip("torch")
    source = source_of(name, "torch")
    layer, given = loaded(source)["Layer"], arguments(name)
    wrt = LAYERS[name][1].split(",")
    inputs = [
        torch.tensor(given[each], dtype=torch.double, requires_grad=each in wrt)
        for each in order(source, "def forward(")
    ]
    assert torch.autograd.gradcheck(layer.apply, inputs)
    assert torch.autograd.gradgradcheck(layer.apply, inputs)


@pytest.mark.parametrize("name", LAYERS)
def test_jax_passes_check_grads(jax, name):
    from jax.test_util import check_grads

    source = source_of(name, "jax")
    layer, given = loaded(source)["layer"], arguments(name)
    names, wrt = order(source, "def layer("), LAYERS[name][1].split(",")

    def by(*values):
        return layer(*(({**given, **dict(zip(wrt, values, strict=True))})[each] for each in names))

    check_grads(by, tuple(jax.numpy.asarray(given[each]) for each in wrt), order=2, modes=["rev"])


@pytest.mark.parametrize("name", ["attention of one query", "attention", "cross-entropy", "lstm cell", "affine"])
def test_single_precision_stays_finite_at_large_logits(name):
    source = source_of(name, "numpy")
    program, given = loaded(source), arguments(name, dtype=np.float32)
    large = {each: value * np.float32(1e3) if value.ndim else value for each, value in given.items()}
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        value, saved = program["forward"](*(large[each] for each in order(source, "def forward(")))
        gradients = program["backward"](saved, np.ones_like(value))
    assert value.dtype == np.float32
    assert all(np.isfinite(gradient).all() for gradient in gradients)


@pytest.mark.parametrize("name", LAYERS)
def test_no_matrix_is_made_that_a_product_avoids(name):
    source = source_of(name, "numpy")
    assert "np.diag(" not in source
    assert "np.eye(" not in source
    assert "inv(" not in source


def test_a_program_is_commented_with_its_formulas():
    source = source_of("affine", "numpy")
    assert "dZ = G * (1 - Y ** 2)  # Z̄ = G ⊙ (𝟏_(m×p) − Y^⊙2)" in source


def test_what_two_gradients_need_is_computed_once():
    lines = source_of("solve", "numpy").splitlines()
    assert sum("np.linalg.solve(A.T" in line for line in lines) == 1


def deep(layers):
    expr, where = "x", {"x": "n"}
    for number in range(layers):
        expr = f"tanh(W{number} @ {expr} + b{number})"
        where |= {f"W{number}": "n×n", f"b{number}": "n"}
    return expr, ",".join(f"W{number}" for number in range(layers)), where


def test_text_and_program_grow_in_proportion_to_depth():
    lengths = {}
    for layers in (10, 20, 40):
        found = backward(*deep(layers))
        lengths[layers] = len(found.program("numpy")), len(found.lines.backward)
    assert lengths[40][0] < 2.3 * lengths[20][0] < 2.3 * 2.3 * lengths[10][0]
    assert lengths[40][1] - lengths[20][1] == 2 * (lengths[20][1] - lengths[10][1])
    assert len(backward(*deep(40)).gradients["W3"].text) < 2.5 * len(backward(*deep(20)).gradients["W3"].text)


def test_scalars_that_are_not_differentiated_by_need_be_no_tensors():
    torch = pytest.importorskip("torch")
    source = source_of("layer norm", "torch")
    layer, given = loaded(source)["Layer"], arguments("layer norm")
    inputs = [
        0.1 if each == "e" else torch.tensor(given[each], requires_grad=True) for each in order(source, "def forward(")
    ]
    layer.apply(*inputs).sum().backward()
    assert all(each.grad is not None for each in inputs if isinstance(each, torch.Tensor))


def test_other_libraries_and_names_are_refused():
    found = backward("X @ W", "X, W")
    with pytest.raises(JacobookError, match="numpy, torch, jax"):
        found.program("tensorflow")
    with pytest.raises(Refused, match="saved"):
        backward("saved @ W", "W", {"saved": "m×n", "W": "n×p"}).program()


def test_what_is_saved_is_what_the_backward_pass_needs():
    assert backward("tanh(X @ W)", "X, W").saved == ("X", "W", "Y")
    assert backward("X + Y", "X, Y", {"X": "m×n", "Y": "m×n"}).saved == ()
