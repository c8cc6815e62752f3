"""A function of a vector whose entries are all one number is that number times ones: its length is not lost."""

import pytest

from jacobook.derivation import derive
from oracles import SIZES, jax_derivative, same_in_both_layouts, sample


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("expression", "wrt", "where"),
    [
        ("sum(relu(a * ones(n)))", "a", {"a": "scalar"}),
        ("sum(exp(ones(n))) * x", "x", {"x": "n"}),
        ("norm1(ones(n) / 2) * x", "x", {"x": "n"}),
        ("(exp(ones(n)) @ x) * x", "x", {"x": "n"}),
        ("X * exp(ones(m, n))", "X", {"X": "m×n"}),
        ("maximum(zeros(n), 2) * x", "x", {"x": "n"}),
        (
            "(norm1((ones(n)) / (1 + norm(ones(n))))) / (2 + (trace(kron(((A @ C))**3, (B) * (eye(n)))))**2)",
            "A",
            {"A": "m×n", "B": "n×n", "C": "n×m"},
        ),
    ],
)
def test_the_printed_code_has_the_whole_vector(jax, expression, wrt, where):
    derivation = derive(expression, wrt, where)
    values = sample(derivation.variables, SIZES[0], 3)
    array = jax_derivative(derivation.expression, derivation.wrt, values, SIZES[0])
    assert same_in_both_layouts(derivation, array, values, SIZES[0])
    derivation.verify()
