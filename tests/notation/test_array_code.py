"""The code does what the formula says: against an evaluator of its own, against SymPy's definitions, between libraries."""

import warnings

import numpy as np
import pytest
import scipy
import sympy
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from jacobook.errors import Refused
from jacobook.language.dimension import ONE, Dimension
from jacobook.language.functions import ELEMENTWISE, FUNCTIONS
from jacobook.layout.formula import (
    Apply,
    Commutation,
    Constant,
    Definition,
    Delta,
    Entry,
    Identity,
    IndexSum,
    MatrixForm,
    Norm,
    Number,
    Partial,
    Product,
    Sum,
    Symbol,
    Transpose,
    Vec,
)
from jacobook.notation import jax as jax_code
from jacobook.notation import latex, numpy, spoken, text, torch as torch_code, typst

m, n = Dimension.of("m"), Dimension.of("n")
x = Symbol("x", n, ONE, 1)
CODE = {"numpy": numpy.to_numpy, "jax": jax_code.to_jax, "torch": torch_code.to_torch}

ELEMENT = [function for function in FUNCTIONS.values() if function.kind == ELEMENTWISE]
# Points inside every domain, none a kink, none equal to another.
POINTS = (0.11, 0.37, 0.62, 0.83)
OTHERS = (0.29, 0.21, 0.7, 0.9)


@pytest.fixture(scope="session")
def jax_names(jax):
    return {"jax": jax, "jnp": jax.numpy}


@pytest.fixture(scope="session")
def torch_names():
    with warnings.catch_warnings():
        # PyTorch as Debian builds it was made for an older NumPy, and says so.
        warnings.simplefilter("ignore")
        return {"torch": pytest.importorskip("torch", reason="PyTorch is not installed")}


NUMPY_NAMES = {"np": np, "scipy": scipy}


def run(code, names, values):
    with np.errstate(all="ignore"):
        return eval(code, {"__builtins__": {}, **names, **values})  # noqa: S307 (the code under test)


def tensors(values, torch):
    return {
        name: torch.tensor(value.tolist(), dtype=torch.double) if isinstance(value, np.ndarray) else value
        for name, value in values.items()
    }


def same(got, wanted):
    got = np.asarray(got.tolist() if hasattr(got, "tolist") else got, float)
    assert got.shape == tuple(length for length, dimension in zip(wanted.shape, wanted.shape, strict=True) if length != 1)
    scale = max(1.0, float(np.abs(wanted).max()))
    np.testing.assert_allclose(got.reshape(wanted.shape), wanted, rtol=1e-7, atol=1e-8 * scale)


def expected(formula, at):
    """The formula's value, if it is one that floating-point numbers can tell from another."""
    with np.errstate(all="ignore"):
        try:
            value = at.value(formula)
        except np.linalg.LinAlgError:
            assume(False)
    assume(np.isfinite(value).all() and np.abs(value).max() < 1e6)
    return value


def checked(data, random_formulas, at, names, sizes, code, convert=lambda values: values):
    formula = data.draw(random_formulas)
    where = at(data.draw(st.integers(0, 3)))
    value = expected(formula, where)
    # What a tiny change of the point changes much cannot be compared: it is near a singular matrix or a jump.
    nearby = type(where)({name: each * (1 + 1e-9) for name, each in where.values.items()})
    assume(np.allclose(expected(formula, nearby), value, rtol=1e-5, atol=1e-5))
    same(run(code(formula), names, {**sizes, **convert(where.values)}), value)


PROPERTY = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


@given(data=st.data())
@PROPERTY
def test_numpy_code_has_the_value_of_the_formula(data, random_formulas, at, sizes):
    checked(data, random_formulas, at, NUMPY_NAMES, sizes, numpy.to_numpy)


@pytest.mark.oracle
@given(data=st.data())
@settings(PROPERTY, max_examples=60)
def test_jax_code_has_the_value_of_the_formula(data, random_formulas, at, sizes, jax_names):
    checked(data, random_formulas, at, jax_names, sizes, jax_code.to_jax)


@given(data=st.data())
@settings(PROPERTY, max_examples=150)
def test_torch_code_has_the_value_of_the_formula(data, random_formulas, at, sizes, torch_names):
    convert = lambda values: tensors(values, torch_names["torch"])  # noqa: E731
    checked(data, random_formulas, at, torch_names, sizes, torch_code.to_torch, convert)
