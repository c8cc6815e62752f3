"""The chain rule in four steps: what is named, what is multiplied, and that it comes to the answer."""

import numpy as np
import pytest
import scipy

from expressions import declared
from jacobook.derivation import derive
from jacobook.layout.formulas.formula import Partial, Product, Sum
from jacobook.layout.formulas.layouts import LAYOUTS
from jacobook.layout.steps.chain_rule import chain_rule, intermediates
from jacobook.notation.numpy import to_numpy
from jacobook.notation.text import to_text
from oracles import SIZES, sample

QUESTIONS = [
    ("sin(x**2)", "x", "x: scalar", 1),
    ("log(sin(x**3)**2)", "x", "x: scalar", 1),
    ("x + x**2", "x", "x: scalar", 2),
    ("sin(x + x**2)", "x", "x: scalar", 2),
    ("x * x**2", "x", "x: scalar", 2),
    ("sum(w * x)", "w", "", 1),
    ("norm(A @ x - b)**2", "x", "", 1),
    ("tanh(W @ x + b)", "x", "", 1),
    ("exp(x) / sum(exp(x))", "x", "", 2),
    ("x @ A @ x", "x", "", 2),
    ("log(1 + exp(-t * (w @ x)))", "w", "t: scalar", 1),
]


def routes(expression, wrt, where):
    derivation = derive(expression, wrt, where)
    forms = {answer.layout: answer.form for answer in derivation.answers}
    names = frozenset(derivation.variables)
    return derivation, chain_rule(derivation.expression, derivation.wrt[0], derivation.value_symbol, forms, names)


@pytest.mark.parametrize(("expression", "wrt", "where", "paths"), QUESTIONS)
def test_the_paths_add_up_to_the_answer(expression, wrt, where, paths):
    derivation, found = routes(expression, wrt, where)
    numbers = not any(variable.shape for variable in derivation.variables.values())
    assert [route.layout for route in found] == ([None] if numbers else list(LAYOUTS))
    sizes = SIZES[0]
    for route in found:
        values = {**sizes, **sample(derivation.variables, sizes, 1), "np": np, "scipy": scipy}
        slopes = {}
        *lines, combined, simplified = route.steps
        for line in lines:
            value = np.asarray(eval(to_numpy(line.right), values), float)  # noqa: S307 - our own code
            if isinstance(line.left, Partial):
                slopes[line.left] = value.reshape(line.right.rows.size(sizes), line.right.columns.size(sizes))
            else:
                values[line.left.name] = value
        products = combined.right.terms if isinstance(combined.right, Sum) else (combined.right,)
        assert len(products) == paths
        total = sum(multiplied(product, slopes) for product in products)
        answer = np.asarray(eval(to_numpy(simplified.right), {**values, **named(simplified, values)}), float)  # noqa: S307
        np.testing.assert_allclose(total, answer.reshape(total.shape), rtol=1e-9, atol=1e-12)


def multiplied(product, slopes):
    factors = [slopes[factor] for factor in (product.factors if isinstance(product, Product) else (product,))]
    result = factors[0]
    for factor in factors[1:]:
        # A scalar slope multiplies; only then do the shapes of neighbours not match.
        result = result @ factor if result.shape[1] == factor.shape[0] else result * factor
    return result


def named(step, values):
    return {d.symbol.name: eval(to_numpy(d.meaning), values) for d in step.definitions}  # noqa: S307 - our own code


def test_the_layouts_order_the_factors_oppositely():
    _, (numerator, denominator) = routes("tanh(W @ x + b)", "x", "")
    assert to_text(numerator.steps[-2].right) == "(∂y/∂u₂)(∂u₂/∂u₁)(∂u₁/∂x)"
    assert to_text(denominator.steps[-2].right) == "(∂u₁/∂x)(∂u₂/∂u₁)(∂y/∂u₂)"


@pytest.mark.parametrize(
    ("expression", "where", "printed"),
    [
        ("x + x**2", "x: scalar", "dy/dx = ∂y/∂x + (∂y/∂u₁)(du₁/dx)"),
        ("sin(x**2)", "x: scalar", "dy/dx = (dy/du₁)(du₁/dx)"),
        ("sin(a * x)", "x: scalar, a: scalar", "∂y/∂x = (dy/du₁)(∂u₁/∂x)"),
    ],
)
def test_a_total_derivative_is_told_from_a_partial_one(expression, where, printed):
    _, (route,) = routes(expression, "x", where)
    line = route.steps[-2]
    assert f"{to_text(line.left)} = {to_text(line.right)}" == printed


def test_equal_parts_are_named_once():
    expression = derive("exp(x) / sum(exp(x))", "x").expression
    named_parts = intermediates(expression, "x", "y", frozenset("x"))
    assert [step.variable.name for step in named_parts] == ["u_1", "u_2", "y"]


@pytest.mark.parametrize("expression", ["exp(x)", "x", "w"])
def test_a_single_operator_needs_no_chain(expression):
    _, found = routes(expression, "x", declared(expression, "x"))
    assert found == ()


def test_intermediate_matrices_are_left_to_other_routes():
    assert routes("outer(x, x) @ x", "x", "")[1] == ()


def test_a_computation_of_more_than_a_hundred_operators_is_left_to_other_routes():
    long = " + ".join(f"sin({number}*x)*exp({number}*x)" for number in range(2, 40))
    derivation = derive(long, "x", "x: scalar")
    assert len(derivation.computation) > 100
    assert [route.title for route in derivation.steps] == ["In components"]


def test_a_computation_with_many_paths_is_left_to_other_routes():
    expression = "x"
    for _ in range(3):
        expression = f"({expression}) * sin({expression})"
    assert routes(expression, "x", "x: scalar")[1] == ()
