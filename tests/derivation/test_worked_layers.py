"""Layers that the catalogue tells forward and back: their programs pass the checks of their frameworks."""

import numpy as np
import pytest

from jacobook import backward, derive
from jacobook.catalogue.loader import load

SIZES = {"m": 4, "n": 5, "p": 3, "q": 2, "d": 3, "3": 3}
RULES = {rule.id: rule for rule in load() if rule.section == "Forward and back"}


def given(rule, seed=0):
    rng = np.random.default_rng(seed)
    found = {}
    for name, declared in rule.where.items():
        shape, _, properties = declared.partition(" ")
        value = rng.standard_normal([SIZES[axis] for axis in shape.split("×")])
        found[name] = value - value.T if properties == "skew" else value
    return found


def loaded(rule, library, entry):
    """The entry of a rule's program, and its arguments by name."""
    source = backward(rule.expr, rule.wrt, dict(rule.where)).program(library)
    found = {}
    exec(source, found)  # noqa: S102 - our own code
    head = next(line for line in source.splitlines() if f"def {entry}(" in line)
    names = [name for name in head.split("(")[1].split(")")[0].replace(" ", "").split(",") if name != "ctx"]
    return found, names


def test_the_layers_are_told():
    assert {"attention-head", "lstm-cell", "gru-cell", "swiglu", "tied-autoencoder", "variational-bound"} <= set(RULES)


@pytest.mark.parametrize("name", RULES)
def test_torch_passes_gradcheck_once_and_twice(name):
    torch = pytest.importorskip("torch")
    rule = RULES[name]
    found, names = loaded(rule, "torch", "forward")
    values = given(rule)
    inputs = [torch.tensor(values[each], dtype=torch.double, requires_grad=each in rule.wrt) for each in names]
    assert torch.autograd.gradcheck(found["Layer"].apply, inputs)
    assert torch.autograd.gradgradcheck(found["Layer"].apply, inputs)


@pytest.mark.parametrize("name", RULES)
def test_numpy_agrees_with_differences_along_random_directions(name):
    rule = RULES[name]
    found, names = loaded(rule, "numpy", "forward")
    values, rng = given(rule), np.random.default_rng(1)
    value, saved = found["forward"](*(values[each] for each in names))
    upstream = rng.standard_normal(np.shape(value))
    got = found["backward"](saved, upstream)
    gradients = dict(zip(rule.wrt, got if len(rule.wrt) > 1 else (got,), strict=True))
    for each, gradient in gradients.items():
        assert gradient.shape == values[each].shape
        along, step = rng.standard_normal(values[each].shape), 1e-6
        ends = [
            found["forward"](*({**values, each: values[each] + sign * step * along}[one] for one in names))[0]
            for sign in (1, -1)
        ]
        rate = np.sum(upstream * (ends[0] - ends[1])) / (2 * step)
        np.testing.assert_allclose(np.sum(gradient * along), rate, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    ("name", "wrt"), [("attention-head", "Q"), ("lstm-cell", "x"), ("gru-cell", "h"), ("tied-autoencoder", "W")]
)
def test_what_goes_several_ways_is_told_by_backpropagation(name, wrt):
    rule = RULES[name]
    route = next(route for route in derive(rule.expr, wrt, dict(rule.where)).steps if route.name == "backpropagation")
    reasons = [step.reason for step in route.steps]
    assert sum(reason.startswith("forward") for reason in reasons) >= 2
    assert reasons[-1].startswith("the gradient: backpropagated from")
